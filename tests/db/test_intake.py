"""The durable intake: stored once, in order per chat, poison parked, contents gone when handled."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import text

from db import intake
from db.intake import Arrival, Update
from db.sealing import Sealer
from db.session import Database

BOT = 42


def arrived(*updates: tuple[int, str]) -> list[Arrival]:
    """Messages of the one person in each chat."""
    return [Arrival(number, chat, "awa", f"{number}".encode()) for number, chat in updates]


async def keep(database: Database, sealer: Sealer, now: datetime, *updates: tuple[int, str]) -> int:
    async with database.unit_of_work() as session:
        return (await intake.store(session, sealer, BOT, arrived(*updates), now)).waiting


async def take(database: Database, sealer: Sealer, now: datetime, limit: int = 10) -> list[Update]:
    async with database.unit_of_work() as session:
        return list(await intake.claim(session, sealer, BOT, limit, now))


async def finish(database: Database, now: datetime, *updates: Update) -> None:
    async with database.unit_of_work() as session:
        await intake.done(session, updates, now)


async def release(database: Database, sealer: Sealer, now: datetime, **how: bool) -> int:
    async with database.unit_of_work() as session:
        return (await intake.release(session, sealer, BOT, now, **how)).free


def numbers(updates: Iterable[Update]) -> list[int]:
    return [update.update_id for update in updates]


async def test_a_repeated_update_is_stored_once(database: Database, sealer: Sealer, now: datetime) -> None:
    assert await keep(database, sealer, now) == 0
    assert await keep(database, sealer, now, (1, "a"), (2, "b")) == 2
    assert await keep(database, sealer, now, (2, "b"), (3, "a")) == 1


async def test_chats_are_served_side_by_side_and_each_in_order(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "a"), (3, "b"), (4, "c"))
    first, third = await take(database, sealer, now, limit=2)
    assert numbers([first, third]) == [1, 3]
    assert numbers(await take(database, sealer, now)) == [4]
    assert await take(database, sealer, now) == []
    await finish(database, now, first)
    assert numbers(await take(database, sealer, now)) == [2]


async def test_what_arrives_is_claimed_at_once_where_there_is_room_and_its_chat_is_free(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"))
    async with database.unit_of_work() as session:
        new = arrived((2, "a"), (3, "b"), (4, "b"), (5, "c"), (6, "d"))
        stored = await intake.store(session, sealer, BOT, new, now, room=2)
    assert (numbers(stored.claimed), stored.waiting) == ([3, 5], 3)
    assert numbers(await take(database, sealer, now)) == [1, 6]
    await finish(database, now, *stored.claimed)
    assert numbers(await take(database, sealer, now)) == [4]


async def test_two_processes_that_store_for_one_chat_at_once_do_not_both_begin(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    async def store(number: int, chat: str, meanwhile: asyncio.Event | None = None) -> intake.Stored:
        async with database.unit_of_work() as session:
            stored = await intake.store(session, sealer, BOT, arrived((number, chat)), now, room=9)
            if meanwhile:
                began.set()
                await meanwhile.wait()
            return stored

    began, go_on = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(store(1, "a", go_on))
    await began.wait()
    second = asyncio.create_task(store(2, "a"))
    await asyncio.wait([second], timeout=0.3)
    assert not second.done()
    go_on.set()
    assert numbers((await first).claimed) == [1]
    assert ((await second).claimed, (await second).waiting) == ((), 1)


async def test_a_repeated_update_is_not_claimed_again(database: Database, sealer: Sealer, now: datetime) -> None:
    for _ in range(2):
        async with database.unit_of_work() as session:
            stored = await intake.store(session, sealer, BOT, arrived((1, "a")), now, room=9)
        await finish(database, now, *stored.claimed)
    assert stored == intake.Stored((), 0)


async def test_one_person_cannot_fill_the_queue_but_a_sign_of_danger_is_kept(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    assert await keep(database, sealer, now, *((number, "group") for number in range(30))) == intake.QUEUE
    assert await keep(database, sealer, now, (100, "group")) == 0
    async with database.unit_of_work() as session:
        others = [Arrival(101, "group", "binta", b"x"), Arrival(102, "group", None, b"y")]
        assert (await intake.store(session, sealer, BOT, others, now)).waiting == 2
        cries = await intake.store(session, sealer, BOT, arrived((103, "group")), now, urgent=lambda _: True)
    assert cries.waiting == 1


async def test_nothing_is_claimed_twice_by_claims_at_the_same_time(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, *((number, f"chat {number % 40}") for number in range(80)))
    claims = await asyncio.gather(*(take(database, sealer, now) for _ in range(8)))
    taken = [update.update_id for claim in claims for update in claim]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(range(40))


async def test_the_content_comes_back_and_is_gone_once_handled(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"))
    [update] = await take(database, sealer, now)
    assert (update.payload, update.attempts) == (b"1", 0)
    await finish(database, now, update)
    async with database.reading() as session:
        assert await session.scalar(text("SELECT payload_sealed FROM intake")) is None


async def test_a_poison_update_is_parked_and_its_chat_goes_on(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "a"))
    parked = []
    for _ in range(intake.MAX_ATTEMPTS):
        [update] = await take(database, sealer, now)
        async with database.unit_of_work() as session:
            parked.append(await intake.failed(session, update, now))
    assert parked == [False, False, True]
    assert numbers(await take(database, sealer, now)) == [2]
    content = text("SELECT payload_sealed FROM intake WHERE update_id = 1")
    async with database.unit_of_work() as session:
        await intake.purge(session, now + timedelta(hours=23))
        assert await session.scalar(content) is not None
        await intake.purge(session, now + timedelta(hours=25))
        assert await session.scalar(content) is None


async def test_a_claim_that_is_not_renewed_ends_and_what_its_owner_says_afterwards_counts_no_more(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "b"))
    hung, living = await take(database, sealer, now)
    late = now + intake.LEASE + timedelta(seconds=1)
    async with database.unit_of_work() as session:
        await intake.renew(session, [living], now + timedelta(seconds=10))
    assert await release(database, sealer, now + intake.LEASE) == 0
    assert await release(database, sealer, late) == 1
    [again] = await take(database, sealer, late)
    assert (again.update_id, again.attempts) == (1, 1)
    await finish(database, late, hung)
    async with database.unit_of_work() as session:
        await intake.renew(session, [hung], late + timedelta(hours=1))
        states = dict((await session.execute(text("SELECT update_id, state FROM intake"))).all())  # type: ignore[arg-type]
    assert states == {1: "claimed", 2: "claimed"}
    assert await release(database, sealer, late + intake.LEASE + timedelta(seconds=1)) == 2


async def test_at_the_start_on_sqlite_a_dead_process_s_claims_are_free_at_once(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "b"))
    _, second = await take(database, sealer, now)
    await finish(database, now, second)
    alone = "sqlite" in str(database._writer.url)
    assert await release(database, sealer, now, at_start=True) == (1 if alone else 0)
    assert numbers(await take(database, sealer, now)) == ([1] if alone else [])


async def test_what_is_given_back_at_the_end_counts_as_no_attempt(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"))
    async with database.unit_of_work() as session:
        await intake.give_back(session, await intake.claim(session, sealer, BOT, 1, now))
    [again] = await take(database, sealer, now)
    assert (again.update_id, again.attempts) == (1, 0)


async def test_an_update_that_kills_the_process_every_time_is_parked(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "a"))
    freed = []
    for kill in range(intake.MAX_CRASHES):
        at = now + kill * timedelta(minutes=1)
        assert numbers(await take(database, sealer, at)) == [1]
        async with database.unit_of_work() as session:
            freed.append(await intake.release(session, sealer, BOT, at + timedelta(seconds=30)))
    assert [each.free for each in freed] == [1] * (intake.MAX_CRASHES - 1) + [0]
    assert [update.payload for update in freed[-1].parked] == [b"1"]
    assert numbers(await take(database, sealer, at)) == [2]


async def test_old_updates_go_but_the_last_stays_so_that_nothing_is_fetched_again(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    await keep(database, sealer, now, (1, "a"), (2, "b"))
    await finish(database, now, *await take(database, sealer, now))
    async with database.unit_of_work() as session:
        await intake.purge(session, now + timedelta(days=7))
        assert list(await session.scalars(text("SELECT update_id FROM intake"))) == [2]


async def test_what_a_dead_process_claimed_before_the_clock_was_set_back_is_free_again(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    hour = timedelta(hours=1)
    await keep(database, sealer, now, (1, "a"))
    await take(database, sealer, now + hour)
    assert await release(database, sealer, now) == 1
    assert numbers(await take(database, sealer, now)) == [1]
    assert await release(database, sealer, now) == 0
