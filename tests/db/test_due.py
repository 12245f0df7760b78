"""Due things, generations, settings, questions: small promises, each safe to repeat."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db import due, generations, settings, unanswered
from db.session import Database
from db.tables import UnansweredRow

HOUR = timedelta(hours=1)


async def test_what_is_due_is_listed_until_done(database: Database, now: datetime) -> None:
    async with database.unit_of_work() as session:
        await due.plan(session, "expire", "alert:2", now)
        await due.plan(session, "expire", "alert:1", now - HOUR)
        await due.plan(session, "expire", "alert:3", now + HOUR)
        waiting = await due.due_now(session, now)
        assert [item.subject for item in waiting] == ["alert:1", "alert:2"]
        assert await due.done(session, waiting[0], now)
        assert not await due.done(session, waiting[0], now)
        assert [item.subject for item in await due.due_now(session, now)] == ["alert:2"]


async def test_what_the_clock_was_set_back_before_is_not_done_yet(database: Database, now: datetime) -> None:
    async with database.unit_of_work() as session:
        await due.plan(session, "expire", "alert:1", now)
        [item] = await due.due_now(session, now)
        assert not await due.done(session, item, now - HOUR)
        assert await due.due_now(session, now) == (item,)


async def test_planning_again_moves_and_never_repeats_what_was_done(database: Database, now: datetime) -> None:
    async with database.unit_of_work() as session:
        await due.plan(session, "expire", "alert:1", now)
        [item] = await due.due_now(session, now)
        await due.done(session, item, now)
        await due.plan(session, "expire", "alert:1", now)
        assert await due.due_now(session, now) == ()
        await due.plan(session, "expire", "alert:1", now + HOUR)
        assert not await due.done(session, item, now)
        assert [item.at for item in await due.due_now(session, now + HOUR)] == [now + HOUR]


async def test_a_generation_rises_by_one(database: Database) -> None:
    async with database.unit_of_work() as session:
        assert await generations.current(session, "alerts") == 0
        assert [await generations.raise_(session, "alerts") for _ in range(2)] == [1, 2]
    async with database.reading() as session:
        assert await generations.current(session, "alerts") == 2


async def test_sending_is_paused_with_a_reason_until_resumed(database: Database) -> None:
    async with database.unit_of_work() as session:
        assert await settings.why_paused(session) is None
        await settings.pause_sending(session, "wrong place")
        await settings.pause_sending(session, "restored backup")
        assert await settings.why_paused(session) == "restored backup"
        await settings.resume_sending(session)
        await settings.resume_sending(session)
        assert await settings.why_paused(session) is None


async def test_an_installation_keeps_its_id(database: Database) -> None:
    async with database.unit_of_work() as session:
        first = await settings.installation_id(session)
    async with database.unit_of_work() as session:
        assert await settings.installation_id(session) == first


async def test_a_left_question_holds_no_number_link_or_handle_and_goes_after_thirty_days(
    database: Database, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        words = "appelez le +223 76 12 34 56 ou @moussa, a@b.ml https://x.ml/y avant 18h"
        await unanswered.leave(session, words, "fr", "no entry", now)
        [kept] = await unanswered.left(session)
        assert kept.text == "appelez le … ou …, … … avant …h"
        assert kept.day == "2024-09-17"
        await unanswered.purge(session, now + timedelta(days=30))
        assert len(await unanswered.left(session)) == 1
        await unanswered.purge(session, now + timedelta(days=31))
        assert list(await session.scalars(select(UnansweredRow))) == []


async def test_unanswered_questions_are_counted_by_topic(database: Database, now: datetime) -> None:
    async with database.unit_of_work() as session:
        for later in (0, 0, 1):
            await unanswered.count(session, ["flights"], now + timedelta(days=later))
        assert await unanswered.counts(session, now) == {"flights": 3}
        assert await unanswered.counts(session, now + timedelta(days=1)) == {"flights": 1}
