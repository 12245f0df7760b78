"""Opening the database, and the unit of work: one decision, kept whole or not at all."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from db import quick, refusals
from db.direct import PATIENCE
from db.errors import AWAY, Unreachable, first_line
from db.lock import FileLock, refuse_network_file_system
from db.revision import check_revision
from db.urls import async_url, shown, sqlite_file
from db.writer import Writer

BUSY = 5000  # ms a writer waits for a short command of another process
READERS = 4  # connections; reads are milliseconds
POSTGRESQL_CONNECTIONS = 10
STANDS = 12.0  # seconds that a fault counts as lasting; the leader stores its beat every ten
ABANDONED = 10_000  # ms after which PostgreSQL ends a transaction whose process hangs, and with it its locks


@dataclass(frozen=True)
class Fault:
    """Why nothing can be stored; since when, and when it was last seen, by `time.monotonic`."""

    why: str
    since: float
    seen: float


class Database:
    """An open database. Sessions are handed to the functions of this package and used nowhere else."""

    def __init__(self, address: URL, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self.address = address
        self._writer = writer
        self._reader = reader
        self._lock: FileLock | None = None
        self.group_commit = Writer(self.unit_of_work)
        self._fault: Fault | None = None

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """Commits at the end, rolls back on any exception. Never nested: SQLite has one writer.

        What was refused leaves its line in the record all the same.
        """
        try:
            async with AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
                yield session
        except AWAY as problem:
            self._note_fault(problem)
            raise
        except refusals.Refused as refused:
            async with AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
                await refusals.record(session, refused)
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A consistent view that cannot write and waits for no writer."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session, session.begin():
            if not self._is_sqlite:
                await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield session

    @property
    def takes_nothing(self) -> Fault | None:
        """As long as nothing can be stored. That a unit of work succeeds tells nothing: it may have had nothing to store."""
        return self._fault if self._fault and time.monotonic() - self._fault.seen < STANDS else None

    def _note_fault(self, problem: Exception) -> None:
        now, standing = time.monotonic(), self.takes_nothing
        self._fault = Fault(first_line(problem), standing.since if standing else now, now)

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
        if self._lock:
            self._lock.release()

    def lock_file(self) -> None:
        """Take an SQLite file for this server; PostgreSQL takes any number, of which one leads.

        Raises: AlreadyRunning.
        """
        if file := sqlite_file(self.address):
            self._lock = FileLock.take(file)

    async def check(self) -> None:
        async with self._reader.connect() as connection:
            await connection.run_sync(check_revision)

    @property
    def _is_sqlite(self) -> bool:
        return self._writer.dialect.name == "sqlite"


async def open_database(url: str, *, exclusive: bool) -> Database:
    """Open a migrated database; `exclusive` for a server: an SQLite file takes one, PostgreSQL any number.

    Raises: DatabaseError in one sentence: unreachable, not upgraded, written by a newer program, in use.
    """
    address = async_url(url)
    database = _sqlite(address) if sqlite_file(address) else _postgresql(address)
    try:
        # First, so that a second server touches nothing.
        if exclusive:
            database.lock_file()
        await database.check()
    except (SQLAlchemyError, OSError) as problem:
        await database.close()
        raise Unreachable(f"The database {shown(address)} cannot be used: {first_line(problem)}") from None
    except BaseException:
        await database.close()
        raise
    return database


def _postgresql(url: URL) -> Database:
    # Connections are tested before use: PostgreSQL may have been restarted meanwhile.
    given = {**PATIENCE, "options": f"-c idle_in_transaction_session_timeout={ABANDONED}"}
    engine = create_async_engine(url, pool_size=POSTGRESQL_CONNECTIONS, pool_pre_ping=True, connect_args=given)
    return Database(url, engine, engine)


def _sqlite(url: URL) -> Database:
    file = sqlite_file(url)
    if file is None or not file.exists():
        raise Unreachable(f"There is no database at {file}; make it with: advisory db upgrade.")
    refuse_network_file_system(file)
    writer = create_async_engine(url, pool_size=1, max_overflow=0, module=quick.Driver())
    reader = create_async_engine(url, pool_size=READERS, max_overflow=0, module=quick.Driver())
    # IMMEDIATE: a reader that becomes a writer half-way gets "database is locked" at once, waiting or not.
    _prepare(writer, "BEGIN IMMEDIATE", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON")
    _prepare(reader, "BEGIN", "PRAGMA query_only = ON")
    return Database(url, writer, reader)


def _prepare(engine: AsyncEngine, begin: str, *pragmas: str) -> None:
    """Make each connection of an SQLite engine ready, and begin its transactions ourselves."""

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver would begin late and deferred
        cursor = connection.cursor()
        for pragma in (f"PRAGMA busy_timeout = {BUSY}", "PRAGMA journal_mode = WAL", *pragmas):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
