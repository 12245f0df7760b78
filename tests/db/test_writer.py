"""Many small changes share a commit, and none of them suffers for another; on both databases."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from db import settings
from db.session import Database


class Jobs:
    """Keeps a word as a setting; "bad" cannot be kept."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    async def keep(self, session: AsyncSession, words: Sequence[str]) -> list[str]:
        self.batches.append(list(words))
        for word in words:
            await settings.put(session, word, "kept")
        if "bad" in words:
            raise ValueError("bad cannot be kept")
        return [word.upper() for word in words]

    async def lose_the_database(self, session: AsyncSession, words: Sequence[str]) -> list[str]:
        await settings.put(session, words[0], "kept")
        raise OperationalError("COMMIT", {}, ConnectionError())


async def kept(database: Database, word: str) -> bool:
    async with database.reading() as session:
        return await settings.get(session, word) is not None


async def test_changes_of_the_same_moment_are_committed_together_and_each_gets_its_own_answer(
    database: Database,
) -> None:
    jobs = Jobs()
    answers = await asyncio.gather(*(database.group_commit.put(jobs.keep, word) for word in ("a", "b", "c")))
    assert answers == ["A", "B", "C"]
    assert jobs.batches == [["a", "b", "c"]]
    assert all([await kept(database, word) for word in ("a", "b", "c")])


async def test_a_change_that_cannot_be_made_stops_no_other(database: Database) -> None:
    jobs = Jobs()
    puts = [database.group_commit.put(jobs.keep, word) for word in ("a", "bad", "c")]
    first, second, third = await asyncio.gather(*puts, return_exceptions=True)
    assert (first, third) == ("A", "C")
    assert isinstance(second, ValueError)
    assert [await kept(database, word) for word in ("a", "bad", "c")] == [True, False, True]


async def test_when_the_database_is_lost_everybody_hears_of_it_and_the_next_change_works(database: Database) -> None:
    jobs = Jobs()
    puts = [database.group_commit.put(jobs.lose_the_database, word) for word in ("a", "b")]
    assert [type(each) for each in await asyncio.gather(*puts, return_exceptions=True)] == [OperationalError] * 2
    assert not await kept(database, "a")
    assert await database.group_commit.put(jobs.keep, "c") == "C"


async def test_what_was_cancelled_before_its_turn_is_not_done_and_holds_up_nobody(database: Database) -> None:
    jobs = Jobs()
    unwanted = asyncio.create_task(database.group_commit.put(jobs.keep, "unwanted"))
    wanted = asyncio.create_task(database.group_commit.put(jobs.keep, "wanted"))
    await asyncio.sleep(0)
    unwanted.cancel()
    assert await wanted == "WANTED"
    assert jobs.batches == [["wanted"]]
    with pytest.raises(asyncio.CancelledError):
        await unwanted


async def test_what_arrives_while_a_commit_is_under_way_is_in_the_next_one(database: Database) -> None:
    jobs = Jobs()
    first = asyncio.create_task(database.group_commit.put(jobs.keep, "first"))
    while not jobs.batches:  # noqa: ASYNC110 - the job has begun when it was called, and says so only here
        await asyncio.sleep(0)
    later = await asyncio.gather(*(database.group_commit.put(jobs.keep, word) for word in ("b", "c")))
    assert (await first, later) == ("FIRST", ["B", "C"])
    assert jobs.batches == [["first"], ["b", "c"]]
