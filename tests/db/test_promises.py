"""What is planned for an hour, and what readers were promised: told before, moved, missed and said to be missed."""

from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from bot.dialogue import Desk as Ticking
from bot.render import plain, pushed
from bot.schedule import do_what_is_due
from db import alerts, approvals, audit, claiming, drafts, notes, planned, promises
from db.alerts import AlertProblem, NotIssuable, Record
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import GAZETTEER, Desk, open_desk
from tests.makers import an_alert

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Content:
    """Of the content only the places are asked."""

    class pack:  # noqa: N801 - stands for an attribute
        gazetteer = GAZETTEER


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return await open_desk(database, sealer, now)


async def tick(desk: Desk, later: timedelta) -> None:
    clock = desk.now + later
    await do_what_is_due(Ticking(cast(Any, Content()), desk.database, desk.sealer, lambda: clock))


async def told(desk: Desk, who: int) -> list[str]:
    async with desk.database.reading() as session:
        return [note.kind for note in await notes.of_operator(session, who)]


async def kinds(desk: Desk, chat: int) -> list[tuple[str, str]]:
    return [(kind, state) for kind, _, state, _ in await desk.rows(chat)]


async def arrived(desk: Desk, chat: int, record: Record) -> None:
    """The message went out to the chat."""
    from sqlalchemy import text

    async with desk.database.unit_of_work() as session:
        sent = text("UPDATE delivery SET state = 'sent', message_id = 'm' WHERE chat_id = :chat AND alert_id = :alert")
        await session.execute(sent, {"chat": chat, "alert": record.id})


async def test_the_desk_is_reminded_a_quarter_of_an_hour_before_the_promised_word(desk: Desk) -> None:
    await desk.issued(next_update=desk.now + 2 * HOUR)
    await tick(desk, 2 * HOUR - 16 * MINUTE)
    assert "promise_due" not in await told(desk, desk.second)
    await tick(desk, 2 * HOUR - 15 * MINUTE)
    assert "promise_due" in await told(desk, desk.second)


async def test_a_missed_promise_is_told_to_who_has_the_message_and_to_nobody_else(desk: Desk) -> None:
    has, waits = await desk.chat("bamako"), await desk.chat("bamako")
    record = await desk.issued(next_update=desk.now + HOUR)
    await arrived(desk, has, record)
    for _ in range(2):
        await tick(desk, HOUR)
    assert await kinds(desk, has) == [("send", "sent"), ("remind", "pending")]
    assert await kinds(desk, waits) == [("send", "pending")]
    assert await told(desk, desk.author) == ["promise_missed"]
    async with desk.database.reading() as session:
        (line, *_) = await audit.lines(session, f"alert:{record.id}")
    assert line.action == "alert promise missed"


async def test_reviewed_and_nothing_changed_moves_the_promise_and_answers_say_when(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    record = await desk.issued(next_update=desk.now + HOUR)
    await arrived(desk, chat, record)
    await tick(desk, 45 * MINUTE)
    async with desk.database.unit_of_work() as session:
        at = desk.now + 50 * MINUTE
        await promises.reviewed(session, record.id, desk.second, desk.now + 3 * HOUR, at)
        (shown,) = await alerts.in_force(session, None, at)
    assert shown.reviewed
    assert (shown.reviewed.at, shown.promised()) == (at, desk.now + 3 * HOUR)
    assert await told(desk, desk.author) == []
    await tick(desk, 2 * HOUR)
    assert ("remind", "pending") not in await kinds(desk, chat)
    await tick(desk, 3 * HOUR)
    assert ("remind", "pending") in await kinds(desk, chat)


async def test_whoever_has_the_message_reads_in_it_that_somebody_looked_and_by_when_they_hear(desk: Desk) -> None:
    has, waits = await desk.chat("bamako"), await desk.chat("bamako")
    record = await desk.issued(next_update=desk.now + HOUR)
    await arrived(desk, has, record)
    for minutes in (20, 40):
        async with desk.database.unit_of_work() as session:
            at = desk.now + minutes * MINUTE
            await promises.reviewed(session, record.id, desk.second, desk.now + 3 * HOUR, at)
    # The second look takes the place of the first, which had not gone out; who waits gets the text of now.
    assert await kinds(desk, has) == [("send", "sent"), ("edit", "skipped"), ("edit", "pending")]
    assert await kinds(desk, waits) == [("send", "pending")]
    async with desk.database.unit_of_work() as session:
        taken = {each.chat_id: each for each in await claiming.claim(session, 5, at)}
    assert (taken[has].kind, taken[has].edits, taken[has].retires) == ("edit", "m", False)
    for each in taken.values():
        text = plain(pushed(each.alert, "en", at))
        assert "Looked at again on" in text
        assert "Next update by 09:30" in text
        assert "07:30" not in text


async def test_a_look_again_is_not_written_over_what_replaced_the_message(desk: Desk) -> None:
    has = await desk.chat("bamako")
    record = await desk.issued(next_update=desk.now + HOUR)
    await arrived(desk, has, record)
    async with desk.database.unit_of_work() as session:
        await promises.reviewed(session, record.id, desk.second, None, desk.now + MINUTE)
    await desk.issued(replaces=record.id, kind="update")
    async with desk.database.unit_of_work() as session:
        subjects = [each.subject for _ in range(3) for each in await claiming.claim(session, 5, desk.now + HOUR)]
    assert subjects
    assert not any("reviewed" in each for each in subjects)


async def test_a_look_again_without_another_hour_leaves_the_promise_that_stands(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    record = await desk.issued(next_update=desk.now + HOUR)
    await arrived(desk, chat, record)
    async with desk.database.unit_of_work() as session:
        seen = await promises.reviewed(session, record.id, desk.second, None, desk.now + 30 * MINUTE)
    assert seen.alert.promised() == desk.now + HOUR
    await tick(desk, HOUR)
    assert ("remind", "pending") in await kinds(desk, chat)
    async with desk.database.unit_of_work() as session:
        seen = await promises.reviewed(session, record.id, desk.second, None, desk.now + 2 * HOUR)
    assert seen.alert.promised() is None  # it was missed, and its readers were told


async def test_a_reminder_that_waits_is_not_sent_once_the_word_has_come(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    record = await desk.issued(next_update=desk.now + HOUR)
    await arrived(desk, chat, record)
    await tick(desk, HOUR)
    await desk.issued(replaces=record.id, kind="update")
    async with desk.database.unit_of_work() as session:
        taken = [each.kind for each in await claiming.claim(session, 5, desk.now + HOUR)]
    assert "remind" not in taken


@pytest.mark.parametrize(("hours", "sentence"), [(0, "between now and its end"), (7, "between now and its end")])
async def test_a_promise_lies_between_now_and_the_end(desk: Desk, hours: int, sentence: str) -> None:
    record = await desk.issued()
    with pytest.raises(AlertProblem, match=sentence):
        async with desk.database.unit_of_work() as session:
            await promises.reviewed(session, record.id, desk.author, desk.now + hours * HOUR, desk.now)


async def test_the_desk_is_reminded_to_renew_or_close_before_the_end(desk: Desk) -> None:
    record = await desk.issued()
    await tick(desk, 5 * HOUR + 29 * MINUTE)
    assert "expiring" not in await told(desk, desk.author)
    await tick(desk, 5 * HOUR + 30 * MINUTE)
    assert "expiring" in await told(desk, desk.author)
    await tick(desk, record.alert.expires - desk.now)
    assert await told(desk, desk.author) == []


async def test_what_was_replaced_has_no_promise_to_keep(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued(next_update=desk.now + HOUR)
    await arrived(desk, chat, first)
    await desk.issued(replaces=first.id, kind="update")
    await tick(desk, 2 * HOUR)
    assert "promise_missed" not in await told(desk, desk.author)
    assert ("remind", "pending") not in await kinds(desk, chat)


async def test_a_plan_can_be_taken_back_and_made_again_for_the_same_hour(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    record = await desk.approved()

    async def plan() -> None:
        async with desk.database.unit_of_work() as session:
            await planned.plan(session, record.id, desk.now + HOUR, desk.author, GAZETTEER, desk.now)

    await plan()
    async with desk.database.unit_of_work() as session:
        assert (await planned.unplan(session, record.id, desk.author, desk.now)).issue_at is None
    await tick(desk, HOUR)
    assert await kinds(desk, chat) == []
    await plan()
    await tick(desk, HOUR)
    assert await kinds(desk, chat) == [("send", "pending")]


async def test_an_edit_ends_the_plan_even_if_the_text_is_approved_again(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    record = await desk.approved()
    async with desk.database.unit_of_work() as session:
        record = await planned.plan(session, record.id, desk.now + HOUR, desk.author, GAZETTEER, desk.now)
        await drafts.edit(session, record.id, an_alert(severity="Minor"), desk.author, record.version, desk.now)
        record = await drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now)
        await approvals.approve(session, record.id, desk.approver, record.content_hash, "console", desk.now)
    await tick(desk, 2 * HOUR)
    assert await kinds(desk, chat) == []


async def test_a_plan_that_fails_at_its_hour_is_told_to_the_desk(desk: Desk) -> None:
    record = await desk.approved()
    async with desk.database.unit_of_work() as session:
        await planned.plan(session, record.id, desk.now + HOUR, desk.author, GAZETTEER, desk.now)
    await tick(desk, 7 * HOUR)  # nobody was awake: it has expired meanwhile
    assert "issue_failed" in await told(desk, desk.author)


@pytest.mark.parametrize(("hours", "problem"), [(0, AlertProblem), (6, NotIssuable)])
async def test_a_plan_lies_ahead_and_before_the_end(desk: Desk, hours: int, problem: type[AlertProblem]) -> None:
    record = await desk.approved()
    with pytest.raises(problem):
        async with desk.database.unit_of_work() as session:
            await planned.plan(session, record.id, desk.now + hours * HOUR, desk.author, GAZETTEER, desk.now)
