"""What operators decide besides a plain yes: reject, an hour, alone, looked again, unclear copies, a pause."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.noting import moment
from bot.web.console.site import AT
from db import (
    alerts,
    alone,
    approvals,
    chats,
    links,
    notes,
    operators,
    outbox,
    planned,
    settings,
    subscriptions,
)
from knowledge.alert import Severity
from tests.makers import an_alert
from tests.web.console.client import a_client, in_review, now_is
from tests.web.console.desk import Office
from tests.web.console.reading import form_fields
from tests.web.pushing import expire, issue

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def two(site: Office) -> tuple[int, int]:
    return await site.operator("awa"), await site.operator("binta")


async def test_a_rejection_needs_a_reason_and_its_author_reads_it(site: Office) -> None:
    author, _ = await two(site)
    record = await in_review(site, author, an_alert())
    async with a_client(site, "binta") as binta, a_client(site, "awa") as awa:
        refused = await binta.post(f"/advisories/{record.id}/reject", why="  ")
        assert refused.status_code == 422
        done = await binta.post(f"/advisories/{record.id}/reject", why="Sogoniko is meant, <not> Faladié.")
        assert done.status_code == 303
        assert "binta sent advisory 1 back: Sogoniko is meant, &lt;not&gt; Faladié." in (await awa.get("/")).text
    assert (await now_is(site, record.id)).state == "draft"


async def test_what_needs_two_approvals_is_sent_by_the_second(site: Office) -> None:
    author, _ = await two(site)
    await site.operator("chantal")
    record = await in_review(site, author, an_alert(severity="Extreme"))
    for name, do, state in (("binta", "approve", "in_review"), ("chantal", "send", "issued")):
        async with a_client(site, name) as client:
            page = (await client.get(f"/advisories/{record.id}")).text
            assert ("Approve and send" in page) == (do == "send")
            done = await client.post(
                f"/advisories/{record.id}/approve",
                shown=record.content_hash,
                code=site.code(name),
                do=do,
                confirm="EXTREME",
            )
            assert done.status_code == 303
        assert (await now_is(site, record.id)).state == state


async def test_whoever_waits_for_the_morning_is_counted_before_and_after_it_is_sent(site: Office) -> None:
    author, _ = await two(site)
    now = site.clock()
    async with site.desk.database.unit_of_work() as session:
        for n in range(2):
            chat = await chats.find_or_make(session, site.desk.sealer, "telegram", str(n), "private")
            await subscriptions.follow(session, chat.id, "bamako", Severity.MINOR, now, daily=True)
    record = await in_review(site, author, an_alert(severity="Moderate", expires=now + timedelta(hours=26)))
    told = "2 more chats, which are told once a day, get it at 07:00 (Bamako time) if it is still in force."
    async with a_client(site, "binta") as binta:
        path = f"/advisories/{record.id}"
        assert told in (await binta.get(path)).text
        sending = {"shown": record.content_hash, "code": site.code("binta"), "do": "send", "confirm": "moderate"}
        assert (await binta.post(f"{path}/approve", **sending)).status_code == 303
        assert told in (await binta.get(path)).text
        assert told in (await binta.get(f"{path}/progress")).text


async def test_one_alone_breaks_the_glass_with_a_reason_and_everybody_is_alarmed(site: Office) -> None:
    author, other = await two(site)
    record = await in_review(site, author, an_alert())
    path = f"/advisories/{record.id}/break-glass"
    async with a_client(site, "awa") as awa:
        fields = {"shown": record.content_hash, "confirm": "Severe"}
        short = await awa.post(path, **fields, why="now", code=site.code("awa"))
        assert short.status_code == 409
        done = await awa.post(path, **fields, why="Shooting goes on, nobody else answers.", code=site.code("awa"))
        assert done.status_code == 303
        assert "Shooting goes on" in (await awa.get(f"/advisories/{record.id}")).text
    async with site.desk.database.reading() as session:
        assert await alone.of_alert(session, record.id)
        assert "break_glass" in {note.kind for note in await notes.of_operator(session, other)}
    assert (await now_is(site, record.id)).state == "issued"


async def test_an_approved_one_goes_out_at_an_hour_and_not_when_that_is_taken_back(site: Office) -> None:
    author, _ = await two(site)
    record = await in_review(site, author, an_alert())
    path = f"/advisories/{record.id}"
    async with a_client(site, "binta") as binta:
        await binta.post(f"{path}/approve", shown=record.content_hash, code=site.code("binta"), do="approve")
        past = await binta.post(f"{path}/schedule", at="2024-09-16T09:00", confirm="severe")
        assert past.status_code == 409
        nothing = await binta.post(f"{path}/schedule", at="", confirm="severe")
        assert nothing.status_code == 422
        assert (await binta.post(f"{path}/schedule", at="2024-09-17T09:00", confirm="severe")).status_code == 303
        assert "goes out at Tue 17 Sep, 09:00" in (await binta.get(path)).text
        assert (await binta.post(f"{path}/unschedule")).status_code == 303
    assert (await now_is(site, record.id)).issue_at is None


async def test_looked_again_moves_the_promise(site: Office) -> None:
    await two(site)
    number = await issue(site)
    async with a_client(site, "awa") as awa:
        assert (await awa.post(f"/advisories/{number}/review", hours="2")).status_code == 303
        assert "next word by" in (await awa.get("/")).text


async def test_unclear_copies_are_sent_again_or_taken_as_arrived(site: Office) -> None:
    await two(site)
    number = await issue(site)
    async with site.desk.database.unit_of_work() as session:
        await session.execute(
            text(
                "INSERT INTO chat (id, channel, address_sealed, address_key, key_id, kind, time_zone, discreet, state)"
                " VALUES (1, 'telegram', 'x', 'y', 'k', 'private', 'Africa/Bamako', 0, 'active')"
            )
        )
        await session.execute(
            text(
                "INSERT INTO delivery (kind, subject, chat_id, alert_id, rank, state, reason, attempts, not_before,"
                " generation) VALUES ('send', 'alert:1', 1, 1, 1, 'uncertain', 'uncertain', 1, :now, 0)"
            ),
            {"now": site.clock().isoformat(sep=" ")},
        )
    async with a_client(site, "awa") as awa:
        page = (await awa.get(f"/advisories/{number}")).text
        assert "1 copy may or may not have arrived" in page
        assert "unclear 1" in (await awa.get("/")).text
        assert (await awa.post(f"/advisories/{number}/unclear", do="accept")).status_code == 303
        assert "may or may not" not in (await awa.get(f"/advisories/{number}")).text


async def test_sending_is_paused_with_its_reason_on_every_first_page_and_resumed(site: Office) -> None:
    await two(site)
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        await awa.post("/sending", do="pause", why="Telegram answers oddly")
        assert "Telegram answers oddly" in (await binta.get("/")).text
        await binta.post("/sending", do="resume")
        assert "Telegram answers oddly" not in (await awa.get("/")).text
    async with site.desk.database.reading() as session:
        assert await settings.why_paused(session) is None


async def test_a_withdrawal_is_two_clicks_and_a_second_yes(site: Office) -> None:
    await two(site)
    number = await issue(site)
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        assert "Withdraw it" in (await awa.get(f"/advisories/{number}/withdraw")).text
        asked = await awa.post(f"/advisories/{number}/withdraw")
        cancel = int(asked.headers["location"].rpartition("/")[2])
        shown = re.search(r'name="shown" value="([0-9a-f]+)"', (await binta.get(f"/advisories/{cancel}")).text)
        assert shown
        fields = {"shown": shown[1], "code": site.code("binta"), "do": "send", "confirm": "end"}
        assert (await binta.post(f"/advisories/{cancel}/approve", **fields)).status_code == 303
    assert (await now_is(site, number)).state == "cancelled"


async def test_teams_are_made_invited_to_and_closed(site: Office) -> None:
    await site.operator("chief")
    async with a_client(site, "chief") as chief:
        await chief.post("/teams", name="Field <staff>")
        assert "Field &lt;staff&gt;" in (await chief.get("/people")).text
        made = await chief.post("/teams/1/invite", uses="20")
        assert re.search(r'class="secret">[^<]{6,}<', made.text)
        await chief.post("/teams/1/close")
        assert "closed" in (await chief.get("/people")).text
        assert (await chief.post("/teams/1/invite", uses="20")).status_code == 409


async def test_the_record_is_taken_away_whole_and_a_broken_chain_is_told(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        lines = (await awa.http.get(f"{AT}/record.jsonl")).text.splitlines()
        assert '"hash"' in lines[0]
        assert '"seq": 1' in lines[0]
        async with site.desk.database.unit_of_work() as session:
            guards = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
            for guard in list(await session.scalars(guards)):
                await session.execute(text(f"DROP TRIGGER {guard}"))
            await session.execute(text("UPDATE audit SET action = 'nothing' WHERE seq = 2"))
        assert "The chain breaks at line 2" in (await awa.get("/record?verify=1")).text


async def test_the_message_is_sent_to_ones_own_phone_where_one_is_linked(site: Office) -> None:
    author, _ = await two(site)
    record = await in_review(site, author, an_alert())
    path = f"/advisories/{record.id}"
    async with a_client(site, "awa") as awa:
        assert "Send it to me" not in (await awa.get(path)).text
        assert (await awa.post(f"{path}/check")).status_code == 409
        async with site.desk.database.unit_of_work() as session:
            chat = await chats.find_or_make(session, site.desk.sealer, "telegram", "7", "private")
            code = await links.link_code(session, author, "hash", site.clock())
            assert await links.link_chat(session, chat.id, code, site.clock())
        assert "Send it to me" in (await awa.get(path)).text
        assert (await awa.post(f"{path}/check")).status_code == 303
    async with site.desk.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM delivery WHERE kind = 'check'")) == 1


async def test_an_end_that_was_a_mistake_is_followed_from_its_page_and_not_withdrawn(site: Office) -> None:
    await two(site)
    first = await issue(site)
    end = await issue(site, kind="all_clear", replaces=first)
    path = f"/advisories/new?kind=update&replaces={end}"
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        page = (await awa.get(f"/advisories/{end}")).text
        assert "It is over. If it was wrong, or the danger goes on" in page
        assert f'href="{AT}{html.escape(path)}"' in page
        assert f"/advisories/{end}/withdraw" not in page
        fields = form_fields((await awa.get(path)).text, "draft")
        assert fields["en.headline"] == [""]  # what was an end is no text to begin from
        fields |= {"en.headline": ["Stay indoors"], "fr.headline": ["Restez chez vous"], "do": ["submit"]}
        for lang in ("en", "fr"):
            fields[f"{lang}.action"] = fields[f"{lang}.happened"] = fields[f"{lang}.changed"] = ["x"]
        del fields["token"]
        saved = await awa.post(path, **fields)
        number = int(saved.headers["location"].rpartition("/")[2])
        record = await now_is(site, number)
        sending = {"shown": record.content_hash, "code": site.code("binta"), "do": "send", "confirm": "severe"}
        assert (await binta.post(f"/advisories/{number}/approve", **sending)).status_code == 303
    async with site.desk.database.reading() as session:
        (in_force,) = await alerts.in_force(session, None, site.clock())
    assert in_force.info("en").headline == "Stay indoors"


async def test_what_is_over_can_still_be_corrected_and_withdrawn(site: Office) -> None:
    await two(site)
    number = await issue(site)
    site.clock.forward(7 * 3600)
    await expire(site, number)
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        page = (await awa.get(f"/advisories/{number}")).text
        for kind in ("update", "correction"):
            assert f"kind={kind}&amp;replaces={number}" in page
        for kind in ("all_clear", "minor"):
            assert f"kind={kind}&amp;replaces={number}" not in page
        form = form_fields((await awa.get(f"/advisories/new?kind=correction&replaces={number}")).text, "draft")
        assert form["expires_in"] == ["6"]
        drafted = await awa.post(f"/advisories/{number}/withdraw")
        cancel = int(drafted.headers["location"].rpartition("/")[2])
        record = await now_is(site, cancel)
        sending = {"shown": record.content_hash, "code": site.code("binta"), "do": "send", "confirm": "end"}
        assert (await binta.post(f"/advisories/{cancel}/approve", **sending)).status_code == 303
    assert (await now_is(site, number)).state == "cancelled"


async def test_an_end_is_withdrawn_by_nobody(site: Office) -> None:
    await two(site)
    end = await issue(site, kind="all_clear", replaces=await issue(site))
    async with a_client(site, "awa") as awa:
        refused = await awa.post(f"/advisories/{end}/withdraw")
        assert refused.status_code == 409
        assert "send an update that says what to do now" in refused.text


async def test_a_reason_that_is_too_long_is_refused_and_never_cut(site: Office) -> None:
    author, _ = await two(site)
    record = await in_review(site, author, an_alert())
    number = await issue(site)
    long, path = "x" * 1001, f"/advisories/{record.id}"
    asked: dict[str, dict[str, str | list[str]]] = {
        f"{path}/reject": {"why": long},
        f"{path}/break-glass": {"why": long, "shown": record.content_hash, "confirm": "Severe"},
        f"/advisories/{number}/withdraw": {"why.en": long},
        "/sending": {"do": "pause", "why": long},
        "/teams": {"name": long},
    }
    async with a_client(site, "binta") as binta:
        for action, fields in asked.items():
            answer = await binta.post(action, **fields, code=site.code("binta"))
            assert answer.status_code in (403, 409), action
            assert "has 1001 characters: at most" in answer.text, action
    assert (await now_is(site, record.id)).state == "in_review"
    async with site.desk.database.reading() as session:
        assert await settings.why_paused(session) is None


async def test_that_somebody_acted_alone_is_read_by_everybody_whatever_came_after(site: Office) -> None:
    author, other = await two(site)
    record = await in_review(site, author, an_alert())
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        fields = {"shown": record.content_hash, "confirm": "Severe", "why": "an attack is under way"}
        done = await awa.post(f"/advisories/{record.id}/break-glass", **fields, code=site.code("awa"))
        assert done.status_code == 303
        async with site.desk.database.unit_of_work() as session:
            [before] = await notes.to_send(session, other)
            await notes.settle(session, f"alert:{record.id}", site.clock())
            assert replace(before, settled=True) in await notes.to_send(session, other)
        told = "an attack is under way"
        for _ in range(2):
            page = (await binta.get("/")).text
            assert told in page
        number = re.findall(r'name="note" value="(\d+)"', page)[0]
        assert (await awa.post("/notes/read", note=number)).status_code == 303  # only for oneself
        assert told in (await binta.get("/")).text
        assert (await binta.post("/notes/read", note=number)).status_code == 303
        assert told not in (await binta.get("/")).text


async def test_an_approved_one_says_on_every_list_when_it_goes_out(site: Office) -> None:
    author, second = await two(site)
    record = await in_review(site, author, an_alert())
    async with site.desk.database.unit_of_work() as session:
        await approvals.approve(session, record.id, second, record.content_hash, "console", site.clock())
        at = site.clock() + timedelta(hours=1)
        await planned.plan(session, record.id, at, author, site.desk.base.pack.gazetteer, site.clock())
    async with a_client(site, "awa") as awa:
        for page in ("/", "/handover", "/advisories", f"/advisories/{record.id}"):
            assert f"goes out at {moment(at, 'en')}" in (await awa.get(page)).text, page


async def test_who_approved_stays_on_the_page_of_what_went_out_and_who_left_lets_nothing_more_out(site: Office) -> None:
    author, second = await two(site)
    await site.operator("chief")
    out, waits = await in_review(site, author, an_alert()), await in_review(site, author, an_alert())
    async with site.desk.database.unit_of_work() as session:
        for each in (out, waits):
            await approvals.approve(session, each.id, second, each.content_hash, "console", site.clock())
        await outbox.issue(session, out.id, ("faladie", "bko-airport"), site.clock())
        await operators.deactivate(session, second, site.clock())
        await operators.deactivate(session, author, site.clock())
    async with a_client(site, "chief") as chief:
        assert "binta, " in (await chief.get(f"/advisories/{out.id}")).text
        refused = await chief.post(f"/advisories/{waits.id}/issue", confirm="Severe")
        assert refused.status_code == 409
        assert "Its author is not active any more" in refused.text


async def test_what_is_in_force_is_updated_from_the_first_page_and_sending_is_paused_from_its_own(site: Office) -> None:
    await two(site)
    await site.operator("vera", "viewer")
    async with site.desk.database.unit_of_work() as session:
        chat = await chats.find_or_make(session, site.desk.sealer, "telegram", "1", "private")
        await subscriptions.follow(session, chat.id, "bamako", Severity.MINOR, site.clock())
    number = await issue(site)
    form = f'href="{AT}/advisories/new?kind=update&amp;replaces={number}"'
    async with a_client(site, "awa") as awa, a_client(site, "vera") as vera:
        assert form in (await awa.get("/")).text
        assert form not in (await vera.get("/")).text
        assert 'value="pause"' in (await awa.get(f"/advisories/{number}")).text
        assert 'value="pause"' not in (await vera.get(f"/advisories/{number}")).text
