"""One of the processes on a database leads: it ticks, sends and fetches; all others are ready to.

On PostgreSQL the leader holds an advisory lock on a connection of its own. A process that is killed loses it with the
connection; one that hangs is put out by PostgreSQL, because it no longer asks; one that is put out stops by itself,
and what it had claimed is refused by the fence, as its successor raised the generation. An SQLite file has one server.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import direct
from db.direct import Direct
from db.lock import FileLock
from db.session import Database
from db.urls import sqlite_file

log = logging.getLogger(__name__)

LEADER_LOCK = 0x61647669  # "advi"; any fixed number does
STANDS_EVERY = 0.5  # seconds between two tries of who would lead
TICK_EVERY = 1.0  # seconds between two questions of the leader to its connection
ANSWERED = 3.0  # seconds that the database has for the answer
HANGS = 10_000  # ms without a question, after which PostgreSQL ends the connection and so gives the lock free
GONE = (psycopg.OperationalError, psycopg.InterfaceError, OSError)
HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = 0 AND objid = :lock AND granted AND datname = current_database()
"""

Term = Callable[[], Coroutine[Any, Any, None]]


async def lead(database: Database, term: Term) -> None:
    """Run `term` whenever this process leads, and cancel it as soon as it does not; for ever.

    Cancelled itself, it lets `term` end before it gives the lead away. Raises: what `term` raises.
    """
    if sqlite_file(database.address):
        return await term()  # who holds the file's lock leads
    while True:
        async with _elected(database) as connection:
            log.info("this process leads")
            await _run(term, connection)
        log.warning("this process does not lead any more")


async def who(database: Database) -> str | None:
    """The process that leads, as its connection is named; None where there is none.

    Raises: SQLAlchemyError.
    """
    if file := sqlite_file(database.address):
        return "the server on this machine" if FileLock.held(file) else None
    async with database.reading() as session:
        return await _holder(session)


async def _holder(session: AsyncSession) -> str | None:
    name: str | None = await session.scalar(text(HOLDER), {"lock": LEADER_LOCK})
    return name.removeprefix("advisory leader ") if name else None


@asynccontextmanager
async def _elected(database: Database) -> AsyncIterator[Direct]:
    """The connection that holds the lock, as soon as it does."""
    connection = await _until(lambda: _candidate(database))
    try:
        yield connection
    finally:
        await connection.close()


async def _candidate(database: Database) -> Direct:
    """A connection that has won the lock.

    Raises: psycopg.Error where it is lost before.
    """
    connection = await direct.connect(database.address, "leader")
    try:
        await connection.execute(f"SET idle_session_timeout = {HANGS}")
        while not await _won(connection):  # noqa: ASYNC110 - the database signals nothing
            await asyncio.sleep(STANDS_EVERY)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _won(connection: Direct) -> bool:
    cursor = await connection.execute(f"SELECT pg_try_advisory_lock({LEADER_LOCK})")
    row = await cursor.fetchone()
    return bool(row and row[0])


async def _until(won: Callable[[], Awaitable[Direct]]) -> Direct:
    while True:
        try:
            return await won()
        except GONE as problem:
            log.error("nobody can be elected: the database does not answer (%s)", type(problem).__name__)
        await asyncio.sleep(STANDS_EVERY)


async def _run(term: Term, connection: Direct) -> None:
    """The term, until it ends or the connection is lost."""
    work = asyncio.create_task(term())
    lost = asyncio.create_task(_lost(connection))
    try:
        await asyncio.wait((work, lost), return_when=asyncio.FIRST_COMPLETED)
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        # Last: what ends the term still happens as the leader.
        lost.cancel()
        await asyncio.gather(lost, return_exceptions=True)
    if not work.cancelled():
        work.result()


async def _lost(connection: Direct) -> None:
    """Returns once the connection cannot be trusted to hold the lock."""
    while True:
        await asyncio.sleep(TICK_EVERY)
        question = asyncio.create_task(connection.execute("SELECT 1"))
        # Not awaited where it is late: psycopg takes ten seconds to give a question up.
        await asyncio.wait((question,), timeout=ANSWERED)
        if problem := _problem(question):
            log.error("the lead is lost: the database does not answer (%s)", problem)
            return


def _problem(question: "asyncio.Task[Any]") -> str | None:
    """Why there is no answer; None where there is one."""
    if not question.done():
        question.add_done_callback(lambda late: late.cancelled() or late.exception())
        question.cancel()
        return "too late"
    error = question.exception()
    if error and not isinstance(error, GONE):
        raise error
    return type(error).__name__ if error else None
