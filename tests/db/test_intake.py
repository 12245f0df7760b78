"""The durable intake: stored once, in order per chat, poison parked, contents gone when handled."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import text

from db import intake
from db.sealing import Sealer
from db.session import Database

BOT = 42


async def keep(database: Database, sealer: Sealer, now: datetime, *updates: tuple[int, str]) -> int:
    async with database.unit_of_work() as session:
        batch = [(number, chat, f"{number}".encode()) for number, chat in updates]
        return await intake.store(session, sealer, BOT, batch, now)


async def take(database: Database, sealer: Sealer, limit: int = 10) -> list[int]:
    async with database.unit_of_work() as session:
        return [update.update_id for update in await intake.claim(session, sealer, BOT, limit)]


async def finish(database: Database, update_id: int, now: datetime) -> None:
    async with database.unit_of_work() as session:
        await intake.done(session, BOT, update_id, now)


async def fail(database: Database, update_id: int, now: datetime) -> bool:
    async with database.unit_of_work() as session:
        return await intake.failed(session, BOT, update_id, now)


async def test_a_repeated_update_is_stored_once(database: Database, sealer: Sealer, now: datetime) -> None:
    assert await keep(database, sealer, now) == 0
    assert await keep(database, sealer, now, (1, "a"), (2, "b")) == 2
    assert await keep(database, sealer, now, (2, "b"), (3, "a")) == 1


async def test_chats_are_served_side_by_side_and_each_in_order(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "a"), (3, "b"), (4, "c"))
    assert await take(database, sealer, limit=2) == [1, 3]
    assert await take(database, sealer) == [4]
    assert await take(database, sealer) == []
    await finish(database, 1, now)
    assert await take(database, sealer) == [2]


async def test_nothing_is_claimed_twice_by_claims_at_the_same_time(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, *((number, f"chat {number % 40}") for number in range(80)))
    claims = await asyncio.gather(*(take(database, sealer) for _ in range(8)))
    taken = [number for claim in claims for number in claim]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(range(40))


async def test_the_content_comes_back_and_is_gone_once_handled(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"))
    async with database.unit_of_work() as session:
        [update] = await intake.claim(session, sealer, BOT, 1)
    assert (update.payload, update.attempts) == (b"1", 0)
    await finish(database, 1, now)
    async with database.reading() as session:
        assert await session.scalar(text("SELECT payload_sealed FROM intake")) is None


async def test_a_poison_update_is_parked_and_its_chat_goes_on(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "a"))
    parked = []
    for _ in range(intake.MAX_ATTEMPTS):
        assert await take(database, sealer) == [1]
        parked.append(await fail(database, 1, now))
    assert parked == [False, False, True]
    assert await take(database, sealer) == [2]
    content = text("SELECT payload_sealed FROM intake WHERE update_id = 1")
    async with database.unit_of_work() as session:
        await intake.purge(session, now + timedelta(hours=23))
        assert await session.scalar(content) is not None
        await intake.purge(session, now + timedelta(hours=25))
        assert await session.scalar(content) is None


async def test_what_a_dead_process_claimed_is_free_at_the_next_start(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "b"))
    assert await take(database, sealer) == [1, 2]
    await finish(database, 2, now)
    async with database.unit_of_work() as session:
        assert await intake.release(session, BOT, now) == 1
        assert await intake.release(session, BOT, now) == 0
    assert await take(database, sealer) == [1]


async def test_an_update_that_kills_the_process_every_time_is_parked(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "a"))
    for _ in range(intake.MAX_ATTEMPTS):
        assert await take(database, sealer) == [1]
        async with database.unit_of_work() as session:
            await intake.release(session, BOT, now)
    assert await take(database, sealer) == [2]


async def test_old_updates_go_but_the_last_stays_so_that_nothing_is_fetched_again(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "b"))
    for number in await take(database, sealer):
        await finish(database, number, now)
    async with database.unit_of_work() as session:
        await intake.purge(session, now + timedelta(days=7))
        assert list(await session.scalars(text("SELECT update_id FROM intake"))) == [2]
