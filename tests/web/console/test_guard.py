"""Nobody gets in, and nobody acts, who should not: what a browser of ours would never send is sent here by hand."""

import asyncio
import html
import re
from urllib.parse import unquote

import pytest

from bot.web.console.site import AT
from db import audit, invitations, operators, sessions
from tests.makers import an_alert
from tests.web.console.client import a_client, approvals_of, every_route, in_review, now_is
from tests.web.console.desk import EVERYTHING, PASSWORD, Office
from tests.web.console.reading import form_fields

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def actions_of(site: Office, subject: str) -> list[str]:
    async with site.desk.database.reading() as session:
        return [line.action for line in await audit.lines(session, subject)]


async def test_whoever_wrote_it_cannot_approve_it_and_the_record_keeps_the_attempt(site: Office) -> None:
    author = await site.operator("awa")
    record = await in_review(site, author, an_alert())
    async with a_client(site, "awa") as awa:
        path = f"/advisories/{record.id}/approve"
        refused = await awa.post(path, shown=record.content_hash, code=site.code("awa"), do="approve")
        assert refused.status_code == 409
        assert "cannot approve it" in refused.text
    assert await approvals_of(site, record.id) == 0
    assert "alert approve refused" in await actions_of(site, f"alert:{record.id}")


async def test_a_text_changed_after_it_was_opened_is_refused_and_the_change_is_shown(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        page = await awa.get(f"/advisories/{record.id}/edit")
        fields = form_fields(page.text, "draft")
        fields["en.headline"] = ["Leave Faladié at once"]
        fields |= {"do": ["submit"], "seen": [str(record.version)]}
        saved = await awa.post(f"/advisories/{record.id}/edit", **{k: v for k, v in fields.items() if k != "token"})
        assert saved.status_code == 303
        refused = await binta.post(
            f"/advisories/{record.id}/approve", shown=record.content_hash, code=site.code("binta"), do="approve"
        )
        assert refused.status_code == 409
        assert "<ins>Leave" in refused.text
    assert await approvals_of(site, record.id) == 0


async def test_a_code_is_taken_once(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    async with a_client(site) as binta, a_client(site) as another:
        code = site.code("binta")
        assert (await binta.log_in("binta", code=code)).status_code == 303
        assert (await another.log_in("binta", code=code)).status_code == 403
        path = f"/advisories/{record.id}/approve"
        refused = await binta.post(path, shown=record.content_hash, code=code, do="approve")
        assert refused.status_code == 403
        assert await approvals_of(site, record.id) == 0
        allowed = await binta.post(path, shown=record.content_hash, code=site.code("binta"), do="approve")
        assert allowed.status_code == 303


async def test_an_approval_without_a_code_is_none(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    async with a_client(site, "binta") as binta:
        refused = await binta.post(f"/advisories/{record.id}/approve", shown=record.content_hash, do="approve")
        assert refused.status_code == 403
    assert await approvals_of(site, record.id) == 0


async def test_nothing_is_sent_unless_the_word_is_typed(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    async with a_client(site, "binta") as binta:
        refused = await binta.post(
            f"/advisories/{record.id}/approve",
            shown=record.content_hash,
            code=site.code("binta"),
            do="send",
            confirm="moderate",
        )
        assert refused.status_code == 422
    assert (await now_is(site, record.id)).state == "in_review"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"User-Agent": "says nothing"},
    ],
    ids=["another origin", "another site", "a neighbour", "a frame without origin", "no origin"],
)
async def test_a_form_of_another_site_is_refused(site: Office, headers: dict[str, str]) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        refused = await awa.post("/sending", headers=headers, do="pause", why="forged")
        assert refused.status_code == 403
        login = await awa.http.post(f"{AT}/login", data={"name": "awa"}, headers=headers)
        assert login.status_code == 403
    assert "sending paused" not in await actions_of(site, "sending")


async def test_a_form_needs_the_token_of_its_own_log_in(site: Office) -> None:
    await site.operator("awa")
    await site.operator("binta")
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        for token in ("", "0" * 64, await binta.token()):
            data = {"token": token, "do": "pause", "why": "forged"}
            refused = await awa.http.post(f"{AT}/sending", data=data, headers={"Origin": site.url})
            assert refused.status_code == 403


async def test_a_cookie_from_before_the_log_in_is_worth_nothing_after_it(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site) as victim, a_client(site) as thief:
        fixed = "A" * 43
        for each in (victim, thief):
            each.http.cookies.set("operator", fixed, domain="127.0.0.1", path="/")
        await victim.log_in("awa")
        assert (await thief.get("/")).status_code == 303
        fresh = [cookie.value for cookie in victim.http.cookies.jar if cookie.value != fixed]
        assert fresh


async def test_the_token_changes_with_each_approval(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    async with a_client(site, "binta") as binta, a_client(site) as old:
        before = binta.cookie
        assert before
        await binta.post(
            f"/advisories/{record.id}/approve", shown=record.content_hash, code=site.code("binta"), do="approve"
        )
        assert binta.cookie != before
        assert (await binta.get("/")).status_code == 200
        old.http.cookies.set("operator", before, domain="127.0.0.1", path="/")
        site.clock.forward(2 * 60)
        assert (await old.get("/")).status_code == 303


async def test_an_approval_whose_reply_got_lost_logs_nobody_out(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    async with a_client(site, "binta") as binta, a_client(site) as lost, a_client(site) as late:
        before = binta.cookie
        assert before
        for each in (lost, late):
            each.http.cookies.set("operator", before, domain="127.0.0.1", path="/")
        await binta.post(
            f"/advisories/{record.id}/approve", shown=record.content_hash, code=site.code("binta"), do="approve"
        )
        # The browser still sends the token of before, is let in and given the one that it never received.
        assert (await lost.get("/")).status_code == 200
        assert binta.cookie in [cookie.value for cookie in lost.http.cookies.jar]
        site.clock.forward(2 * 60)
        assert (await late.get("/")).status_code == 303
        assert (await binta.get("/")).status_code == 200


async def test_five_wrong_codes_shut_approving_until_an_administrator_opens_it(site: Office) -> None:
    author = await site.operator("awa")
    number = await site.operator("binta", "approver")
    record = await in_review(site, author, an_alert())
    path = f"/advisories/{record.id}/approve"
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        wrong = [await binta.post(path, shown=record.content_hash, code="000000", do="approve") for _ in range(5)]
        assert [each.status_code for each in wrong] == [403] * 5
        assert "wait for the next one" in wrong[0].text
        for _ in range(2):
            refused = await binta.post(path, shown=record.content_hash, code=site.code("binta"), do="approve")
            assert refused.status_code == 403
            assert "no code of yours is taken" in refused.text
        assert (await actions_of(site, f"operator:{number}")).count("codes refused") == 1
        assert await approvals_of(site, record.id) == 0
        assert "Shut out until" in (await awa.get("/people")).text
        await awa.post(f"/people/{number}/unlock", code=site.code("awa"))
        allowed = await binta.post(path, shown=record.content_hash, code=site.code("binta"), do="approve")
        assert allowed.status_code == 303
    assert await approvals_of(site, record.id) == 1


async def test_failed_log_ins_with_a_name_keep_nobody_who_is_logged_in_from_approving(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    async with a_client(site, "binta") as binta, a_client(site) as somebody:
        for n in range(6):
            await somebody.log_in("binta", password=f"wrong {n}", code="000000")
        path = f"/advisories/{record.id}/approve"
        done = await binta.post(path, shown=record.content_hash, code=site.code("binta"), do="approve")
        assert done.status_code == 303


async def test_a_recovery_code_proves_who_approves_once(site: Office) -> None:
    author = await site.operator("awa")
    number = await site.operator("binta")
    first, second = [await in_review(site, author, an_alert()) for _ in range(2)]
    async with site.desk.database.unit_of_work() as session:
        [code, *_] = await invitations.new_codes(session, site.desk.sealer, number)
    async with a_client(site, "binta") as binta:
        approve = f"/advisories/{first.id}/approve"
        assert (await binta.post(approve, shown=first.content_hash, code=code, do="approve")).status_code == 303
        again = await binta.post(f"/advisories/{second.id}/approve", shown=second.content_hash, code=code, do="approve")
        assert again.status_code == 403


async def test_the_sixth_log_in_after_five_bad_ones_is_refused_though_it_is_right(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site) as somebody:
        answers = [await somebody.log_in("awa", password=f"wrong {n}", code="000000") for n in range(5)]
        answers.append(await somebody.log_in("awa"))
        assert [each.status_code for each in answers] == [403] * 6
        assert len({each.text for each in answers}) == 1
        site.clock.forward(15 * 60)
        assert (await somebody.log_in("awa")).status_code == 303
    assert "log-in refused" in await actions_of(site, "operator:1")


async def test_an_administrator_lets_somebody_in_again_whom_failures_shut_out(site: Office) -> None:
    number = await site.operator("awa", "author")
    await site.operator("binta")
    await site.operator("chantal", "author")
    async with a_client(site, "binta") as binta, a_client(site, "chantal") as chantal, a_client(site) as somebody:
        for n in range(5):
            await somebody.log_in("awa", password=f"wrong {n}", code="000000")
        assert "Shut out until" in (await chantal.get("/people")).text
        assert "Let in again" not in (await chantal.get("/people")).text
        path = f"/people/{number}/unlock"
        assert (await chantal.post(path, code=site.code("chantal"))).status_code == 409
        assert (await binta.post(path, code="000000")).status_code == 403
        assert (await somebody.log_in("awa")).status_code == 403
        assert (await binta.post(path, code=site.code("binta"))).status_code == 303
        assert "Shut out until" not in (await binta.get("/people")).text
        assert (await somebody.log_in("awa")).status_code == 303
    assert "log-in unlocked" in await actions_of(site, f"operator:{number}")


async def test_many_attempts_at_a_time_count_as_many(site: Office) -> None:
    number = await site.operator("awa")
    async with a_client(site) as somebody:
        code = site.code("awa")
        wrong = [somebody.log_in("awa", password=f"wrong {n}", code="000000") for n in range(8)]
        answers = await asyncio.gather(*wrong, somebody.log_in("awa", code=code))
        assert {each.status_code for each in answers[:8]} == {403}
        for _ in range(3):
            assert (await somebody.log_in("awa", code=site.code("awa"))).status_code == 403
    assert (await actions_of(site, f"operator:{number}")).count("log-in refused") == 1


async def test_an_address_that_fails_too_often_may_try_no_other_account(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site) as somebody:
        for n in range(5):
            await somebody.log_in(f"nobody {n}", code="000000")
        assert (await somebody.log_in("awa")).status_code == 403


async def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password_or_code(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site) as somebody:
        unknown = await somebody.log_in("nobody", code="000000")
        wrong = await somebody.log_in("awa", password="wrong", code="000000")
        code = await somebody.log_in("awa", code="000000")
    assert unknown.status_code == wrong.status_code == code.status_code == 403
    assert unknown.text.replace("nobody", "awa") == wrong.text == code.text


async def test_half_an_hour_of_silence_or_twelve_hours_end_a_log_in(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        for _ in range(4):
            site.clock.forward(29 * 60)
            assert (await awa.get("/")).status_code == 200
        site.clock.forward(31 * 60)
        assert (await awa.get("/")).status_code == 303
        await awa.log_in("awa")
        for _ in range(24):
            site.clock.forward(29 * 60)
            assert (await awa.get("/")).status_code == 200
        site.clock.forward(29 * 60)
        assert (await awa.get("/")).status_code == 303


async def test_what_a_page_fetches_by_itself_is_no_sign_that_anybody_is_there(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        for _ in range(4):
            site.clock.forward(8 * 60)
            last = await awa.get("/needs")
        assert last.status_code == 303


async def test_whoever_is_deactivated_or_logged_out_elsewhere_is_out_at_once(site: Office) -> None:
    await site.operator("chief")
    number = await site.operator("awa")
    async with a_client(site, "awa") as awa, a_client(site, "chief") as chief:
        await chief.post(f"/people/{number}/log-out")
        assert (await awa.get("/")).status_code == 303
        await awa.log_in("awa")
        done = await chief.post(f"/people/{number}/deactivate", code=site.code("chief"))
        assert done.status_code == 303
        assert (await awa.get("/")).status_code == 303
        assert (await awa.log_in("awa")).status_code == 403


async def test_a_demo_operator_exists_in_a_demo_only(site: Office) -> None:
    async with site.desk.database.unit_of_work() as session:
        added = await operators.add(session, site.desk.sealer, "guest", site.clock(), demo=True)
        token = await sessions.begin(session, added.operator.id, site.clock())
    async with a_client(site) as guest:
        assert (await guest.log_in("guest", code="")).status_code == 403
        guest.http.cookies.set("operator", token, domain="127.0.0.1", path="/")
        assert (await guest.get("/")).status_code == 303


async def test_a_viewer_is_offered_nothing_and_may_do_nothing(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("vera", "viewer")
    record = await in_review(site, author, an_alert())
    async with a_client(site, "vera") as vera:
        page = await vera.get(f"/advisories/{record.id}")
        assert "Approve" not in page.text
        assert "Edit" not in page.text
        path = f"/advisories/{record.id}/approve"
        refused = await vera.post(path, shown=record.content_hash, code=site.code("vera"), do="approve")
        assert refused.status_code == 409
        paused = await vera.post("/sending", do="pause", why="no")
        assert paused.status_code in (403, 409)
        people = await vera.post("/people", name="new", roles=["author"], code=site.code("vera"))
        assert people.status_code == 409
    assert await approvals_of(site, record.id) == 0


async def test_every_page_and_every_action_leads_to_the_log_in_first(site: Office) -> None:
    routes = every_route(site)
    assert len(routes) > 30
    async with a_client(site) as nobody:
        for path, method in routes:
            url = AT + re.sub(r"\{[^}]*\}", "1", path)
            answer = await nobody.http.request(method, url, headers={"Origin": site.url})
            assert answer.status_code == 303, (method, path)
            assert answer.headers["location"].startswith(f"{AT}/login")


async def test_every_answer_carries_the_headers_and_none_is_compressed_or_kept(site: Office) -> None:
    await site.operator("awa", *EVERYTHING)
    async with a_client(site, "awa") as awa:
        for path in ("/", "/advisories", "/advisories/new", "/people", "/record", "/reach", "/login", "/none"):
            answer = await awa.http.get(AT + path, headers={"Accept-Encoding": "gzip"})
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/console/\\evil", "/console//evil", "/other"]
)
async def test_a_log_in_leads_nowhere_but_to_the_console(site: Office, where: str) -> None:
    await site.operator("awa")
    async with a_client(site) as awa:
        form = {"name": "awa", "password": "a long enough sentence", "code": site.code("awa"), "next": where}
        answer = await awa.http.post(f"{AT}/login", data=form, headers={"Origin": site.url})
        assert answer.headers["location"] == f"{AT}/"


async def test_the_log_in_leads_back_to_the_page_with_what_it_was_asked(site: Office) -> None:
    author = await site.operator("awa")
    record = await in_review(site, author, an_alert())
    path = f"{AT}/advisories/new?kind=update&replaces={record.id}"
    async with a_client(site, "awa") as awa:
        language = await awa.post("/language", to="en", headers={"Origin": site.url, "Referer": site.url + path})
        assert language.headers["location"] == path
        token = await awa.token()
        site.clock.forward(31 * 60)
        for asked in (
            await awa.http.get(path),
            await awa.http.post(
                path, data={"token": token}, headers={"Origin": site.url, "Referer": f"{site.url}{path}"}
            ),
        ):
            assert unquote(asked.headers["location"]) == f"{AT}/login?next={path}"
        part = await awa.http.get(f"{AT}/needs", headers={"HX-Request": "true", "HX-Current-URL": site.url + path})
        assert unquote(part.headers["hx-redirect"]) == f"{AT}/login?next={path}"
        login = await awa.http.get(part.headers["hx-redirect"])
        target = html.unescape(re.findall(r'name="next" value="([^"]*)"', login.text)[0])
        form = {"name": "awa", "password": PASSWORD, "code": site.code("awa"), "next": target}
        back = await awa.http.post(f"{AT}/login", data=form, headers={"Origin": site.url})
        assert back.headers["location"] == path


async def test_whoever_is_typing_when_the_log_in_ends_is_told_and_not_led_away(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        token = await awa.token()
        site.clock.forward(31 * 60)
        own = {"Origin": site.url, "HX-Request": "true", "HX-Current-URL": f"{site.url}{AT}/advisories/new"}
        fields = {"token": token, "subject": "new", "en.headline": "Typed in the night"}
        kept = await awa.http.post(f"{AT}/keep", data=fields, headers=own)
        assert kept.status_code == 200
        assert "hx-redirect" not in kept.headers
        assert "You were logged out" in kept.text
        assert f'href="{AT}/login?next={AT}/advisories/new"' in kept.text
        preview = await awa.http.post(f"{AT}/preview", data=fields, headers=own)
        assert preview.status_code == 204
        assert "hx-redirect" not in preview.headers
        await awa.log_in("awa")
        assert "Typed in the night" in (await awa.get("/advisories/new")).text
