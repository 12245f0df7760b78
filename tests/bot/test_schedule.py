"""What must happen at a time happens, late if need be, and once; on both databases."""

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue import Desk
from bot.schedule import do_what_is_due, look_after, purge
from db import approvals, due, outbox, planned, tally
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import GAZETTEER, open_desk


class Pack:
    """Of the content only the places are asked."""

    gazetteer = GAZETTEER


class Base:
    pack = Pack()


def desk_at(database: Database, sealer: Sealer, hour: datetime) -> Desk:
    return Desk(cast(Any, Base()), database, sealer, lambda: hour)


async def test_a_planned_advisory_goes_out_at_its_hour_even_if_the_tick_is_late(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    desk = await open_desk(database, sealer, now)
    chat = await desk.chat("bamako")
    record = await desk.approved()
    async with database.unit_of_work() as session:
        await planned.plan(session, record.id, now + timedelta(hours=1), desk.author, GAZETTEER, now)
    await do_what_is_due(desk_at(database, sealer, now + timedelta(minutes=59)))
    assert await desk.rows(chat) == []
    for _ in range(2):
        await do_what_is_due(desk_at(database, sealer, now + timedelta(hours=2)))
    assert [(kind, state) for kind, _, state, _ in await desk.rows(chat)] == [("send", "pending")]


async def test_a_planned_advisory_that_is_no_longer_approved_is_set_aside(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    desk = await open_desk(database, sealer, now)
    chat = await desk.chat("bamako")
    record = await desk.approved()
    async with database.unit_of_work() as session:
        await planned.plan(session, record.id, now + timedelta(hours=1), desk.author, GAZETTEER, now)
        await approvals.reject(session, record.id, desk.approver, "not yet", now)
    await do_what_is_due(desk_at(database, sealer, now + timedelta(hours=2)))
    assert await desk.rows(chat) == []


async def test_an_advisory_ends_once(database: Database, sealer: Sealer, now: datetime) -> None:
    desk = await open_desk(database, sealer, now)
    chat = await desk.chat("bamako")
    await desk.issued()
    for _ in range(2):
        await do_what_is_due(desk_at(database, sealer, now + timedelta(hours=7)))
    assert [row[2:] for row in await desk.rows(chat)] == [("bad", "expired")]


async def test_a_thing_that_fails_comes_again_and_keeps_no_other_waiting(
    database: Database, sealer: Sealer, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = await open_desk(database, sealer, now)
    broken, whole = await desk.issued(), await desk.issued(places=("gao",))
    over, later = outbox.expire, desk_at(database, sealer, now + timedelta(hours=7))

    async def breaks(session: AsyncSession, alert_id: int, at: datetime) -> int:
        if alert_id == broken.id:
            raise RuntimeError("of a kind that nobody foresaw")
        return await over(session, alert_id, at)

    monkeypatch.setattr(outbox, "expire", breaks)
    await do_what_is_due(later)
    assert f"of alert:{broken.id} failed (RuntimeError)" in caplog.text
    async with database.reading() as session:
        waiting = {each.subject for each in await due.due_now(session, now + timedelta(hours=7))}
    assert f"alert:{broken.id}" in waiting
    assert f"alert:{whole.id}" not in waiting
    monkeypatch.undo()
    await do_what_is_due(later)
    async with database.reading() as session:
        assert not {each.subject for each in await due.due_now(session, now + timedelta(hours=7))} & {
            f"alert:{broken.id}"
        }


async def test_whoever_is_told_once_a_day_is_told_in_the_morning(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    desk = await open_desk(database, sealer, now)
    chat = await desk.chat("faladie", daily=True)
    await desk.issued(severity="Moderate", expires=now + timedelta(days=1))
    for hours in (0, 1, 2):
        await do_what_is_due(desk_at(database, sealer, now + timedelta(hours=hours)))
        assert len(await desk.rows(chat)) == (hours > 0)


async def test_purging_an_empty_installation_harms_nothing(database: Database, sealer: Sealer, now: datetime) -> None:
    await purge(desk_at(database, sealer, now))


async def test_an_ended_advisory_becomes_counts_in_portions_and_none_is_counted_twice(
    database: Database, sealer: Sealer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await open_desk(database, sealer, now)
    for _ in range(5):
        await desk.chat("bamako")
    record = await desk.issued()
    await do_what_is_due(desk_at(database, sealer, now + timedelta(hours=7)))  # it ends
    monkeypatch.setattr("db.tally.AT_ONCE", 2)
    portions = []
    folding = tally.fold_ended

    async def folded(session: AsyncSession, when: datetime) -> bool:
        portions.append(await folding(session, when))
        return portions[-1]

    monkeypatch.setattr("db.tally.fold_ended", folded)
    for _ in range(2):
        await purge(desk_at(database, sealer, now + timedelta(days=31)))
    async with database.reading() as session:
        left = await session.scalar(text("SELECT count(*) FROM delivery"))
        counted = (await session.execute(text("SELECT subject, state, n FROM tally ORDER BY subject"))).all()
    assert (left, portions) == (0, [True, True, False, False])
    assert [tuple(row) for row in counted] == [(f"alert:{record.id}", "bad", 5)]


async def test_an_advisory_that_does_not_go_out_in_its_time_is_told_to_the_operators(
    database: Database, sealer: Sealer, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    desk = await open_desk(database, sealer, now)
    await desk.chat("bamako")
    record = await desk.issued()
    for minutes in (4, 6, 7):
        await look_after(desk_at(database, sealer, now + timedelta(minutes=minutes)), rate=25)
    told = [line.message for line in caplog.records if line.name == "bot.schedule"]
    assert told == [f"advisory {record.id} is overdue for 1 chats"]
