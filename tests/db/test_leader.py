"""Of the processes on one PostgreSQL one leads, and another does as soon as it cannot; an SQLite file has one server."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from db import leader
from db.session import Database, open_database
from tests.telegram.waiting import until

TAKES_OVER = {signal.SIGKILL: 8.0, signal.SIGSTOP: 25.0}  # seconds; benchmarks hold it to two and fifteen
ROOT = Path(__file__).parents[2]
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
CANDIDATE = """
import asyncio, sys
from db.leader import lead
from db.session import open_database

async def term():
    print("leads", flush=True)
    await asyncio.Event().wait()

async def main():
    await lead(await open_database(sys.argv[1], exclusive=False), term)

asyncio.run(main())
"""
THROW_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name LIKE 'advisory leader%' AND datname = current_database()
"""


class Candidate:
    """Stands in this process, and counts its terms."""

    def __init__(self, ending: float = 0.0) -> None:
        self.terms, self.leads, self._ending = 0, False, ending

    async def term(self) -> None:
        self.terms, self.leads = self.terms + 1, True
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(self._ending)
            self.leads = False


@asynccontextmanager
async def standing(database: Database, *candidates: Candidate) -> AsyncIterator[list["asyncio.Task[None]"]]:
    tasks = [asyncio.create_task(leader.lead(database, each.term)) for each in candidates]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@on_postgresql
async def test_one_leads_and_the_next_begins_when_its_term_has_ended(database: Database) -> None:
    slow, other = Candidate(ending=0.5), Candidate()
    async with standing(database, slow) as (task,):
        await until(lambda: slow.leads)
        async with standing(database, other):
            task.cancel()
            while slow.leads:
                assert not other.leads
                await asyncio.sleep(0.02)
            await until(lambda: other.leads)
    assert (slow.terms, other.terms) == (1, 1)


@on_postgresql
async def test_a_leader_whose_connection_breaks_stops_and_stands_again(database: Database) -> None:
    only = Candidate()
    async with standing(database, only):
        await until(lambda: only.leads)
        async with database.unit_of_work() as session:
            await session.execute(text(THROW_OUT))
        await until(lambda: only.terms == 2 and only.leads)


@on_postgresql
async def test_an_error_in_the_term_ends_the_standing_and_gives_the_lead_away(database: Database) -> None:
    async def term() -> None:
        raise RuntimeError("the token is refused")

    with pytest.raises(RuntimeError, match="refused"):
        await leader.lead(database, term)
    other = Candidate()
    async with standing(database, other):
        await until(lambda: other.leads)


@on_postgresql
async def test_who_leads_is_known_by_host_and_process(database: Database) -> None:
    assert await leader.who(database) is None
    only = Candidate()
    async with standing(database, only):
        await until(lambda: only.leads)
        name = await leader.who(database)
        assert name is not None
        assert name.endswith(f":{os.getpid()}")


async def test_who_has_the_sqlite_file_leads(sqlite_template: Path, tmp_path: Path) -> None:
    file = tmp_path / "advisory.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = await open_database(f"sqlite:///{file}", exclusive=True)
    only = Candidate()
    async with standing(database, only):
        await until(lambda: only.leads)
        assert await leader.who(database)
    await database.close()


@on_postgresql
async def test_another_process_takes_over_from_one_that_is_killed_and_from_one_that_hangs(
    database: Database, database_url: str
) -> None:
    ours = Candidate()
    for number, patience in TAKES_OVER.items():
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CANDIDATE, database_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        try:
            assert running.stdout
            assert await running.stdout.readline() == b"leads\n"
            async with standing(database, ours):
                running.send_signal(number)
                await until(lambda: ours.leads, patience)
        finally:
            with suppress(ProcessLookupError):
                running.kill()
            await running.wait()
    assert ours.terms == 2
