"""A server and a short command on one SQLite file, interleaved statement by statement: what BEGIN IMMEDIATE is for.

Two transactions of one process never overlap: there is one connection that writes. An operator's command is another
process with a connection of its own. Here both run in one thread, each halts before every statement, and the seed says
who goes on; who finds the file locked waits until the other has gone on, as with SQLite's own busy timeout. Begun
plainly, a transaction reads, and when it comes to write, somebody else has written: SQLite refuses at once, waiting or
not, and a unit of work fails although nothing is wrong. Begun IMMEDIATE, none ever does.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only

import db.session
from db import claiming, ledger, outbox, settings, subscriptions
from db.claiming import Claim
from db.ledger import Sent
from db.session import Database, open_database
from tests.db.desk import related
from tests.schedules.store import START, Beginning, Connection, Cursor, Memory, inline


@dataclass
class Turns:
    """Who may run the next statement; the seed decides."""

    random: Random
    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)

    async def mine(self, name: str) -> None:
        self.waiting[name] = asyncio.get_running_loop().create_future()
        await self.waiting[name]

    async def give(self, tasks: dict[str, asyncio.Task[None]]) -> None:
        """Until all are done: whenever everybody halts, let one go on."""
        while live := [name for name, task in tasks.items() if not task.done()]:
            if all(name in self.waiting for name in live):
                self.waiting.pop(self.random.choice(live)).set_result(None)
            await asyncio.sleep(0)


PLACE: ContextVar[tuple[Turns, str] | None] = ContextVar("place", default=None)  # whose turn this task asks for


class HaltingCursor(Cursor):
    """Waits for its turn before each statement, and while the other holds the lock."""

    def execute(self, sql: str, *values: Any) -> Any:
        if sql.startswith("PRAGMA busy_timeout"):
            return self  # who is to wait waits for a turn
        while True:
            if place := PLACE.get():
                turns, name = place
                await_only(turns.mine(name))
            try:
                return super().execute(sql, *values)
            except sqlite3.OperationalError as refused:
                # SQLITE_BUSY_SNAPSHOT, another one, is what no waiting helps against.
                if place is None or refused.sqlite_errorname != "SQLITE_BUSY":
                    raise


class HaltingConnection(Connection):
    cursors = HaltingCursor


async def interleave(image: bytes, start: Beginning, seed: int) -> list[str]:
    """One schedule of the two processes; what went wrong."""
    random = Random(seed)
    problems: list[str] = []
    async with _processes(image) as (server, command):
        turns = Turns(random)
        work = {"server": _serve(server), "command": _operate(command, start, random)}
        tasks = {name: _begin(name, acts, turns, problems) for name, acts in work.items()}
        await turns.give(tasks)
        return [*problems, *await _told_twice(server)]


def _begin(
    name: str, acts: list[Callable[[], Awaitable[None]]], turns: Turns, problems: list[str]
) -> asyncio.Task[None]:
    async def work() -> None:
        PLACE.set((turns, name))
        for act in acts:
            try:
                await act()
            except OperationalError as refused:
                problems.append(f"a unit of work of the {name} failed: {refused.orig}")

    return asyncio.create_task(work())


def _serve(database: Database) -> list[Callable[[], Awaitable[None]]]:
    """What the sender does, three times over."""

    async def send() -> None:
        async with database.unit_of_work() as session:
            taken = await claiming.claim(session, 2, START)
        held = [Claim(each.id, each.token) for each in taken]
        if not held:
            return
        async with database.unit_of_work() as session:
            passed = await claiming.fence_all(session, held, START)
        for claim in passed:
            async with database.unit_of_work() as session:
                await ledger.record(session, claim.id, claim.token, Sent(f"m{claim.id}"), START)

    async def sweep() -> None:
        async with database.unit_of_work() as session:
            await ledger.sweep(session, START)

    return [send, sweep] * 3


def _operate(database: Database, start: Beginning, random: Random) -> list[Callable[[], Awaitable[None]]]:
    """What an operator's commands do meanwhile."""

    async def issue() -> None:
        async with database.unit_of_work() as session:
            await outbox.issue(session, start.follow_up.id, related(start.follow_up.alert), START)

    async def leave() -> None:
        async with database.unit_of_work() as session:
            await subscriptions.end_all(session, start.chats[0], "asked", START)

    async def pause_and_resume() -> None:
        async with database.unit_of_work() as session:
            await settings.pause_sending(session, "looking")
        async with database.unit_of_work() as session:
            await settings.resume_sending(session)

    return random.sample([issue, leave, pause_and_resume], 3)


async def _told_twice(database: Database) -> list[str]:
    async with database.unit_of_work() as session:
        again = "SELECT kind, subject, chat_id FROM delivery GROUP BY kind, subject, chat_id HAVING count(*) > 1"
        return [f"two rows {tuple(row)}" for row in await session.execute(text(again))]


@asynccontextmanager
async def _processes(image: bytes) -> AsyncIterator[tuple[Database, Database]]:
    """Two programs with the same file, opened as the product opens it."""
    with tempfile.TemporaryDirectory() as folder, patch.object(db.session, "create_async_engine", _halting):
        file = Path(folder) / "advisory.db"
        file.write_bytes(image)
        opened = [await open_database(f"sqlite:///{file}", exclusive=False) for _ in range(2)]
        try:
            yield opened[0], opened[1]
        finally:
            for database in opened:
                await database.close()


def _halting(url: URL, **pool: Any) -> AsyncEngine:
    given = {"factory": HaltingConnection, "check_same_thread": False, "timeout": 0}
    return inline(create_engine(url.set(drivername="sqlite"), connect_args=given, **pool))


@contextmanager
def plainly_begun() -> Iterator[None]:
    """Take IMMEDIATE out of whatever begins a transaction."""
    prepare = db.session._prepare

    def plainly(engine: AsyncEngine, begin: str, *pragmas: str) -> None:
        prepare(engine, begin.replace(" IMMEDIATE", ""), *pragmas)

    with patch.object(db.session, "_prepare", plainly):
        yield


async def beginning(memory: Memory) -> tuple[bytes, Beginning]:
    """The bytes that both processes find."""
    start = await memory.begin("Severe", "update")
    return memory.image(), start
