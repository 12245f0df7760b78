"""Operators on the phone: a request with the whole text, a PIN that is deleted, and nobody else decides anything."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.phone.pins import hashed
from db import alerts, approvals, drafts, links, operators, teams
from db.alerts import Record
from db.sealing import Sealer
from db.session import Database
from tests.makers import an_alert
from tests.telegram.double import Double
from tests.telegram.parts import Scene, actions, labels, serving

AWA, BINTA, STRANGER = 5_550_001_234, 5_550_005_678, 5_550_009_999
PIN = "482915"


@dataclass
class Duty:
    """The bot at work, an author and an approver whose phone is linked."""

    scene: Scene
    author: int
    approver: int

    async def code(self, operator_id: int) -> str:
        async with self.scene.desk.database.unit_of_work() as session:
            return await links.link_code(session, operator_id, hashed(PIN), self.scene.desk.clock())

    async def submitted(self, *, hours: int = 6, **fields: Any) -> Record:
        desk = self.scene.desk
        now = desk.clock().replace(microsecond=0)
        content = an_alert(expires=now + timedelta(hours=hours), **fields)
        async with desk.database.unit_of_work() as session:
            record = await drafts.draft(session, content, self.author, now)
            return await drafts.submit(session, record.id, self.author, desk.base.pack.gazetteer, now)

    async def record(self, alert_id: int) -> Record:
        async with self.scene.desk.database.reading() as session:
            return await alerts.get(session, alert_id)

    async def requested(self, user: int = BINTA) -> dict[str, Any]:
        """The message with the buttons, as soon as it has come."""
        seen = self.scene.world.seen
        await self.scene.until(lambda: any("o:approve" in action for each in seen(user) for action in actions(each)))
        return next(each for each in reversed(seen(user)) if any("o:approve" in action for action in actions(each)))

    def tap(self, user: int, message: dict[str, Any], what: str) -> Any:
        data = next(action for action in actions(message) if action.startswith(f"o:{what}"))
        return self.scene.tap(user, message, data)


@pytest.fixture
async def duty(database: Database, sealer: Sealer) -> AsyncIterator[Duty]:
    double = Double()
    await double.start()
    async with serving(database, sealer, double) as scene:
        now = scene.desk.clock()
        async with database.unit_of_work() as session:
            author = await operators.add(session, sealer, "awa", now, roles=("author",))
            approver = await operators.add(session, sealer, "binta", now, roles=("author", "approver"))
        made = Duty(scene, author.operator.id, approver.operator.id)
        await scene.ask(BINTA, f"/link {await made.code(made.approver)}")
        yield made
    await double.stop()


async def test_an_advisory_in_review_comes_whole_in_both_languages_with_its_buttons(duty: Duty) -> None:
    record = await duty.submitted()
    message = await duty.requested()
    told = "\n".join(str(each["text"]) for each in duty.scene.world.seen(BINTA)).replace("\xa0", " ")
    assert f"Advisory {record.id} waits for your approval. Written by awa." in told
    for info in record.alert.infos:
        assert info.headline in told
        assert info.action in told
    assert "Advisory: Faladié, in Commune VI (Bamako), about" in told
    assert "Urgency: now. To do, for the feeds: Stay indoors." in told
    assert "How sure: observed." in told
    assert "Only for the team" not in told
    assert labels(message) == [["Approve", "Reject"]]
    assert duty.scene.world.seen(AWA) == []


async def test_what_is_kept_to_a_team_and_what_changed_is_read_before_it_is_approved(duty: Duty) -> None:
    desk = duty.scene.desk
    async with desk.database.unit_of_work() as session:
        team = await teams.add(session, "drivers", desk.clock())
    await duty.submitted(scope="team", team=team.id)
    await duty.requested()
    told = "\n".join(str(each["text"]) for each in duty.scene.world.seen(BINTA)).replace("\xa0", " ")
    assert "Only for the team drivers." in told


@pytest.mark.parametrize("state", ["asked for nothing", "too late", "suspended"])
async def test_a_pin_that_nobody_asked_for_is_deleted_and_tells_nothing(duty: Duty, state: str) -> None:
    record, desk = await duty.submitted(), duty.scene.desk
    if state == "too late":
        await duty.tap(BINTA, await duty.requested(), "approve")
        async with desk.database.unit_of_work() as session:
            await session.execute(
                text("UPDATE operator_chat SET asking_until = :past"), {"past": "2020-01-01 00:00:00+00"}
            )
    if state == "suspended":
        async with desk.database.unit_of_work() as session:
            await links.suspend(session, duty.approver, duty.author, desk.clock())
    said = {await duty.scene.ask(BINTA, typed) for typed in (PIN, "111111")}
    assert len(said) == 1
    assert ("was suspended" if state == "suspended" else "was deleted, in case it was one") in said.pop()
    typed = [n for n, each in duty.scene.world.chat(BINTA).messages.items() if each.get("text") in (PIN, "111111")]
    assert set(typed) <= duty.scene.world.chat(BINTA).deleted
    assert (await duty.record(record.id)).state == "in_review"


async def test_who_decides_reads_how_many_are_told_in_the_morning_only(duty: Duty) -> None:
    said = await duty.scene.ask(STRANGER, "subscribe Bamako")
    assert "Done" in said
    shown = duty.scene.world.seen(STRANGER)[-1]
    daily = next(each for each in actions(shown) if each.endswith(":daily"))
    assert "They come once a day, at 07:00" in await duty.scene.tap(STRANGER, shown, daily)
    await duty.submitted(severity="Moderate", hours=26)
    await duty.requested()
    told = "\n".join(str(each["text"]) for each in duty.scene.world.seen(BINTA)).replace("\xa0", " ")
    assert "It would reach 0 chats." in told
    assert "1 more chat, which is told once a day, would get it at 07:00 (Bamako time)." in told


async def test_a_tap_and_the_pin_approve_and_the_pin_is_deleted(duty: Duty) -> None:
    record = await duty.submitted()
    assert "Send your PIN" in await duty.tap(BINTA, await duty.requested(), "approve")
    assert "is approved" in await duty.scene.ask(BINTA, PIN)
    assert (await duty.record(record.id)).state == "approved"
    async with duty.scene.desk.database.reading() as session:
        given = await approvals.of_alert(session, record.id)
    assert [(each.operator_id, each.via) for each in given] == [(duty.approver, "chat")]
    typed = [n for n, each in duty.scene.world.chat(BINTA).messages.items() if each.get("text") == PIN]
    assert typed
    assert set(typed) <= duty.scene.world.chat(BINTA).deleted


async def test_issuing_asks_for_the_pin_again(duty: Duty) -> None:
    record = await duty.submitted()
    await duty.tap(BINTA, await duty.requested(), "approve")
    await duty.scene.ask(BINTA, PIN)
    assert "Send your PIN to issue" in await duty.tap(BINTA, duty.scene.world.seen(BINTA)[-1], "issue")
    assert "is issued" in await duty.scene.ask(BINTA, PIN)
    assert (await duty.record(record.id)).state == "issued"


async def test_three_wrong_pins_suspend_the_chat_and_a_right_one_comes_too_late(duty: Duty) -> None:
    record = await duty.submitted()
    message = await duty.requested()
    await duty.tap(BINTA, message, "approve")
    for _ in range(2):
        assert "not the PIN" in await duty.scene.ask(BINTA, "111111")
    assert "suspended" in await duty.scene.ask(BINTA, "111111")
    await duty.scene.ask(BINTA, PIN)
    assert (await duty.record(record.id)).state == "in_review"


async def test_a_text_that_changed_after_it_was_shown_is_shown_anew(duty: Duty) -> None:
    record = await duty.submitted()
    message = await duty.requested()
    await duty.tap(BINTA, message, "approve")
    desk = duty.scene.desk
    async with desk.database.unit_of_work() as session:
        changed = record.alert.model_copy(update={"expires": record.alert.expires + timedelta(hours=1)})
        await drafts.edit(session, record.id, changed, duty.author, record.version, desk.clock())
        await drafts.submit(session, record.id, duty.author, desk.base.pack.gazetteer, desk.clock())
    assert "no longer possible" in await duty.scene.ask(BINTA, PIN)
    assert "waits for your approval" in await duty.tap(BINTA, message, "approve")
    assert (await duty.record(record.id)).state == "in_review"


async def test_rejecting_takes_a_reason_and_no_pin(duty: Duty) -> None:
    record = await duty.submitted()
    assert "Why" in await duty.tap(BINTA, await duty.requested(), "reject")
    assert "went back" in await duty.tap(BINTA, duty.scene.world.seen(BINTA)[-1], "back")
    assert (await duty.record(record.id)).state == "draft"


async def test_a_stranger_with_the_button_and_the_pin_decides_nothing(duty: Duty) -> None:
    record = await duty.submitted()
    data = actions(await duty.requested())[0]
    await duty.scene.ask(STRANGER, "/start")
    await duty.scene.tap(STRANGER, duty.scene.world.seen(STRANGER)[-1], data)
    await duty.scene.ask(STRANGER, PIN)
    assert (await duty.record(record.id)).state == "in_review"


async def test_the_author_s_own_phone_cannot_approve(duty: Duty) -> None:
    desk = duty.scene.desk
    async with desk.database.unit_of_work() as session:
        await operators.set_roles(session, duty.author, ("author", "approver"), desk.clock())
    await duty.scene.ask(AWA, f"/link {await duty.code(duty.author)}")
    record = await duty.submitted()
    data = actions(await duty.requested())[0]
    await duty.scene.tap(AWA, duty.scene.world.seen(AWA)[-1], data)
    assert "cannot approve it" in await duty.scene.ask(AWA, PIN)
    assert (await duty.record(record.id)).state == "in_review"


async def test_status_tells_what_is_in_force_and_what_waits(duty: Duty) -> None:
    record = await duty.submitted()
    told = await duty.scene.ask(BINTA, "/status")
    assert "No advisory is in force." in told
    assert f"Advisory {record.id} waits for approval" in told
    assert "No advisory is in force." not in await duty.scene.ask(STRANGER, "/status")


async def test_a_wrong_code_links_nothing(duty: Duty) -> None:
    assert "not known" in await duty.scene.ask(STRANGER, "/link ABCD-EFGH-JKLM-NPQR")
