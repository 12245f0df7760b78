"""The public app over real HTTP: what it sends, what it refuses, what it stores."""

import asyncio
import gzip
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.web.server import served
from db.tables import ChatRow
from tests.web.browser import Running, serving
from tests.web.pushing import issue

pytestmark = pytest.mark.asyncio(loop_scope="session")

PART = {"Accept": "text/html; part=messages"}
QUESTION = {"q": "What happened in Bamako on 17 September 2024?"}


@pytest_asyncio.fixture(loop_scope="session")
async def client(site: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.url, timeout=15) as opened:
        yield opened


async def chats_stored(site: Running) -> int:
    async with site.desk.database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(ChatRow)) or 0)


async def test_a_mere_look_stores_nothing_and_sets_no_cookie(site: Running, client: httpx.AsyncClient) -> None:
    looked = await client.get("/")
    assert looked.status_code == 200
    assert "set-cookie" not in looked.headers
    assert await chats_stored(site) == 0


async def test_the_first_visit_is_greeted_in_the_browsers_language(client: httpx.AsyncClient) -> None:
    french = await client.get("/", headers={"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.8"})
    english = await client.get("/?lang=en", headers={"Accept-Language": "fr-FR"})
    assert '<html lang="fr">' in french.text
    assert "Écrivez votre question" in french.text
    assert '<html lang="en">' in english.text


async def test_a_question_without_script_is_answered_with_the_whole_page(client: httpx.AsyncClient) -> None:
    answered = await client.post("/say", data=QUESTION)
    assert answered.status_code == 200
    assert answered.text.count("<article") == 3  # question, answer, and the empty one for the script
    assert QUESTION["q"] in answered.text


async def test_a_question_of_the_script_gets_only_the_answer(client: httpx.AsyncClient) -> None:
    answered = await client.post("/say", data=QUESTION, headers=PART)
    assert answered.headers["x-part"] == "messages"
    assert answered.text.count("<article") == 1
    assert "<html" not in answered.text
    assert "mine" not in answered.text


async def test_the_session_is_random_httponly_and_lax(site: Running, client: httpx.AsyncClient) -> None:
    answered = await client.post("/say", data=QUESTION)
    cookie = answered.headers["set-cookie"]
    assert re.match(r"chat=[A-Za-z0-9_-]{43};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    await client.post("/say", data=QUESTION)
    assert await chats_stored(site) == 1


async def test_behind_https_the_cookie_is_secure_and_bound_to_the_host(site: Running) -> None:
    async with (
        serving(site.desk.base, site.desk.database, base_url="https://example.org") as secure,
        httpx.AsyncClient(base_url=secure.url) as client,
    ):
        answered = await client.post("/say", data=QUESTION)
    cookie = answered.headers["set-cookie"]
    assert cookie.startswith("__Host-chat=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "strict-transport-security" in answered.headers


async def test_a_forged_session_is_not_taken_over(client: httpx.AsyncClient) -> None:
    answered = await client.post("/say", data=QUESTION, headers={"Cookie": "chat='; DROP TABLE chat; --"})
    assert re.match(r"chat=[A-Za-z0-9_-]{43};", answered.headers["set-cookie"])


async def test_whoever_has_everything_deleted_loses_the_cookie_too(site: Running, client: httpx.AsyncClient) -> None:
    await client.post("/say", data={"q": "delete my data"}, headers=PART)
    gone = await client.post("/tap", data={"action": "x:yes", "label": "Yes"}, headers=PART)
    assert gone.headers["x-part"] == "forgotten"
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert await chats_stored(site) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/say", "/tap", "/language"])
async def test_a_form_of_another_site_does_nothing(
    site: Running, client: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    refused = await client.post(path, data=QUESTION | {"action": "a:mali", "to": "fr"}, headers=headers)
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    assert await chats_stored(site) == 0


async def test_a_form_of_this_site_is_taken(site: Running, client: httpx.AsyncClient) -> None:
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": site.url}, {}):
        assert (await client.post("/say", data=QUESTION, headers=headers)).status_code == 200


@pytest.mark.parametrize("path", ["/", "/say", "/new", "/static/site.css", "/health/live", "/nowhere"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    if "static" not in path:
        assert headers["cache-control"] == "no-store"


async def test_a_message_of_any_script_fits_and_a_larger_form_is_refused_civilly(client: httpx.AsyncClient) -> None:
    fits = await client.post("/say", data={"q": "ߒߞߏ" * 1365}, headers=PART)
    refused = await client.post("/say", data={"q": "a" * 50_000}, headers=PART)
    assert fits.status_code == 200
    assert refused.status_code == 413
    assert "shorter" in refused.text


@pytest.mark.parametrize("body", [b"\xff\xfe=%ff%00", b"q=%00%00", b"&" * 500, b"a=1&" * 500, b""])
async def test_any_bytes_get_a_civil_answer(client: httpx.AsyncClient, body: bytes) -> None:
    answered = await client.post("/say", content=body)
    assert answered.status_code in (200, 303, 413)


async def test_haste_gets_a_sentence_and_danger_an_answer(site: Running, client: httpx.AsyncClient) -> None:
    await client.post("/say", data=QUESTION, headers=PART)
    codes = [(await client.post("/say", data=QUESTION, headers=PART)).status_code for _ in range(9)]
    assert codes == [200] * 8 + [429]
    refused = await client.post("/say", data=QUESTION, headers=PART)
    danger = await client.post("/say", data={"q": "they are shooting outside"}, headers=PART)
    assert "Wait a few seconds" in refused.text
    assert danger.status_code == 200
    site.clock.forward(10)
    assert (await client.post("/say", data=QUESTION, headers=PART)).status_code == 200


async def test_a_stale_or_forged_tap_gets_a_civil_answer(client: httpx.AsyncClient) -> None:
    for action in ("q:no-such-entry", "x:yes", "", "z" * 5000, "<script>"):
        answered = await client.post("/tap", data={"action": action, "label": "Label"}, headers=PART)
        assert answered.status_code == 200
        assert "<script" not in answered.text


async def test_an_unknown_page_says_so_in_words(client: httpx.AsyncClient) -> None:
    missing = await client.get("/nowhere", headers={"Accept-Language": "fr"})
    assert missing.status_code == 404
    assert "Vous pouvez poser une question" in missing.text


async def test_the_first_load_stays_within_60_kilobytes(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers={"Accept-Encoding": "gzip"})
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(files) == 3
    weight = len(gzip.compress(page.content, mtime=0))
    for file in files:
        weight += len(gzip.compress((await client.get(file)).content, mtime=0))
    assert weight <= 60 * 1024
    script = await client.get(next(file for file in files if ".js" in file))
    assert len(script.content) <= 8 * 1024
    assert "immutable" in script.headers["cache-control"]


async def test_one_question_stays_within_2_kilobytes(client: httpx.AsyncClient) -> None:
    await client.post("/say", data=QUESTION, headers=PART)
    for question in (QUESTION["q"], "Which places were attacked in Bamako?", "ya eu combien de morts ?", "bonjour"):
        async with client.stream("POST", "/say", data={"q": question}, headers=PART) as answered:
            body = b"".join([chunk async for chunk in answered.aiter_raw()])
        head = sum(len(name) + len(value) + 4 for name, value in answered.headers.raw)
        sent = len(answered.request.content) + sum(
            len(name) + len(value) + 4 for name, value in answered.request.headers.raw
        )
        assert len(body) + head + sent <= 2 * 1024, question


async def test_health_and_counts_name_nobody(site: Running, client: httpx.AsyncClient) -> None:
    await client.post("/say", data=QUESTION, headers=PART)
    assert (await client.get("/health/live")).text == "alive\n"
    assert (await client.get("/health/ready")).status_code == 200
    counts = (await client.get("/metrics")).text
    assert "advisory_sending_paused 0" in counts
    assert 'advisory_alarms{kind="overdue"} 0' in counts
    assert "advisory_deliveries_unclear 0" in counts
    assert "advisory_web_answered_total 1\n" in counts
    assert "advisory_web_pages_open 0\n" in counts
    assert client.cookies["chat"] not in counts


async def test_ready_says_no_when_the_database_is_gone(
    site: Running, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await site.desk.database.close()
    (tmp_path / "advisory.db").unlink()
    assert (await client.get("/health/ready")).status_code == 503
    assert (await client.get("/health/live")).status_code == 200


async def test_the_stream_only_says_that_there_is_something_new(site: Running, client: httpx.AsyncClient) -> None:
    await client.post("/tap", data={"action": "a:faladie", "label": "Faladié"}, headers=PART)
    async with client.stream("GET", "/wake") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.aiter_lines()
        await anext(lines)
        while len(site.wake) == 0:  # noqa: ASYNC110 - the server's side offers no event for a test
            await asyncio.sleep(0.01)
        await issue(site)
        async for line in lines:
            if line.startswith("data"):
                assert line == "data: new"
                break


async def test_what_was_pushed_is_fetched_once_and_then_only_what_came_after(
    site: Running, client: httpx.AsyncClient
) -> None:
    await client.post("/tap", data={"action": "a:faladie", "label": "Faladié"}, headers=PART)
    await issue(site)
    news = await client.get("/new?after=0")
    number = re.findall(r'data-seen="(\d+)"', news.text)
    assert len(number) == 1
    assert "Avoid Faladié" in news.text
    again = await client.get(f"/new?after={number[0]}")
    assert "data-seen" not in again.text
    assert "data-band" in again.text


async def test_who_follows_nothing_sees_the_band_alone(site: Running, client: httpx.AsyncClient) -> None:
    await issue(site)
    looked = await client.get("/")
    assert "<details" in looked.text
    assert "data-delivery" not in looked.text
    assert await chats_stored(site) == 0


async def test_the_body_of_an_answer_does_not_wait_until_its_headers_are_acknowledged() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with served(Starlette(), listening, None):
            assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
