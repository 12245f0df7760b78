"""A change by any process is noticed by all, also after PostgreSQL has thrown the listener out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from db import generations, settings, wake
from db.session import Database, open_database
from tests.telegram.waiting import until


@asynccontextmanager
async def listening(database: Database) -> AsyncIterator[list[int]]:
    """The numbers of "alerts" as a listener sees them, from the moment that it listens."""
    seen: list[int] = []

    async def listen() -> None:
        async for _ in wake.changes(database):
            async with database.reading() as session:
                seen.append(await generations.current(session, "alerts"))

    task = asyncio.create_task(listen())
    await until(lambda: len(seen) > 0)
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_every_process_hears_of_a_change(database: Database, database_url: str) -> None:
    command = await open_database(database_url, exclusive=False)
    async with listening(database) as ours, listening(command) as theirs:
        async with command.unit_of_work() as session:
            await generations.raise_(session, "alerts")
        await until(lambda: ours[-1] == theirs[-1] == 1)
        async with database.unit_of_work() as session:
            await generations.raise_(session, "alerts")
        await until(lambda: ours[-1] == theirs[-1] == 2)
    await command.close()


async def test_what_was_rolled_back_is_not_told(database: Database) -> None:
    async with listening(database) as seen:
        try:
            async with database.unit_of_work() as session:
                await generations.raise_(session, "alerts")
                raise RuntimeError
        except RuntimeError:
            pass
        async with database.unit_of_work() as session:
            await settings.pause_sending(session, "a drill")
        before = len(seen)
        await until(lambda: len(seen) > before)
    assert set(seen) == {0}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_listener_that_was_thrown_out_listens_again(database: Database) -> None:
    async with listening(database) as seen:
        for n in (1, 2):
            async with database.unit_of_work() as session:
                await session.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE application_name LIKE 'advisory listener%' AND datname = current_database()"
                    )
                )
            async with database.unit_of_work() as session:
                await generations.raise_(session, "alerts")
            await until(lambda wanted=n: seen[-1] == wanted)  # type: ignore[misc]
