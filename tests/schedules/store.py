"""The databases that schedules run on: the product's own SQL, on SQLite in memory or on PostgreSQL.

A schedule interleaves transactions, and its crashes are of workers, not of the machine. So SQLite needs neither a disk
nor a thread here: the driver runs in the same thread and a world begins as a copy of bytes.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import StaticPool

from db import migrate
from db.alerts import Record
from db.sealing import Sealer
from db.session import Database, _prepare, open_database
from tests.db.desk import Desk, open_desk

START = datetime(2024, 9, 17, 6, 30, tzinfo=UTC)
CHATS = 3  # each with its own fate; a fourth finds nothing that three do not
SEALER = Sealer(bytes(range(32)))
OPEN_ROWS = "SELECT state FROM delivery WHERE state IN ('pending', 'claimed', 'sending')"
JOURNAL = slice(18, 20)  # bytes of a database's header that say whether it uses a write-ahead log; memory cannot


@dataclass(frozen=True)
class Beginning:
    """Where a schedule starts: an issued advisory nobody has yet, and a follow-up that is approved."""

    desk: Desk
    chats: tuple[int, ...]
    first: Record
    follow_up: Record


class Store(Protocol):
    """A database that can be put back to a beginning."""

    database: Database

    async def begin(self, severity: str, kind: str, people: int = CHATS) -> Beginning: ...

    async def open_rows(self) -> list[str]:
        """The states of the rows that have not ended."""


class Cursor(sqlite3.Cursor):
    """What SQLAlchemy's asyncio side asks of a cursor."""

    async def _async_soft_close(self) -> None:
        """All is read already."""


class Connection(sqlite3.Connection):
    cursors: type[Cursor] = Cursor

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or self.cursors)


class Memory:
    """One SQLite database in memory, behind the product's own unit of work."""

    def __init__(self, empty: bytes) -> None:
        self._raw = sqlite3.connect(":memory:", factory=Connection, check_same_thread=False)
        engine = inline(create_engine("sqlite://", creator=lambda: self._raw, poolclass=StaticPool))
        _prepare(engine, "BEGIN IMMEDIATE")
        self.database = Database(engine.url, engine, engine)
        self._images: dict[tuple[str, str, int], tuple[bytes, Beginning]] = {}
        self._empty = empty

    async def begin(self, severity: str, kind: str, people: int = CHATS) -> Beginning:
        key = severity, kind, people
        if key not in self._images:
            self._restore(self._empty)
            made = await prepare(self.database, severity, kind, people)
            self._images[key] = self._raw.serialize(), made
        image, beginning = self._images[key]
        self._restore(image)
        return replace(beginning, desk=replace(beginning.desk))

    def image(self) -> bytes:
        """All of it as it stands."""
        return self._raw.serialize()

    async def open_rows(self) -> list[str]:
        return [state for (state,) in self._raw.execute(OPEN_ROWS)]

    def _restore(self, image: bytes) -> None:
        self._raw.deserialize(image)
        self._raw.execute("PRAGMA foreign_keys = ON")


class Postgres:
    """The same on PostgreSQL, where what a world begins with is kept in tables of its own."""

    def __init__(self, database: Database, tables: Sequence[str]) -> None:
        self.database = database
        self._tables = tables
        self._kept: dict[tuple[str, str, int], tuple[str, Beginning]] = {}

    @classmethod
    async def open(cls, url: str) -> "Postgres":
        database = await open_database(url, exclusive=False)
        async with database.reading() as session:
            names = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            return cls(database, [f'"{name}"' for name in names if name != "alembic_version"])

    async def begin(self, severity: str, kind: str, people: int = CHATS) -> Beginning:
        key = severity, kind, people
        if key not in self._kept:
            await self._put_back("")
            made = await prepare(self.database, severity, kind, people)
            self._kept[key] = await self._keep(f"kept_{len(self._kept)}"), made
        rows, beginning = self._kept[key]
        await self._put_back(rows)
        return replace(beginning, desk=replace(beginning.desk))

    async def open_rows(self) -> list[str]:
        async with self.database.reading() as session:
            return list(await session.scalars(text(OPEN_ROWS)))

    async def _keep(self, name: str) -> str:
        """Copy all rows; the statements that put them back, and the numbers that come next."""
        async with self.database.unit_of_work() as session:
            await session.execute(text(f"CREATE SCHEMA {name}"))
            for table in self._tables:
                await session.execute(text(f"CREATE TABLE {name}.{table} AS TABLE {table}"))
            filled = [each for each in self._tables if await session.scalar(text(f"SELECT count(*) FROM {each}"))]
            numbers = await session.execute(text("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences"))
            following = [f"PERFORM setval('\"{each}\"', {last + 1}, false);" for each, last in numbers]
        return "".join([*(f"INSERT INTO {each} SELECT * FROM {name}.{each};" for each in filled), *following])

    async def _put_back(self, rows: str) -> None:
        """These rows and no others. TRUNCATE makes files anew, which takes longer than a whole schedule."""
        emptied = "".join(f"DELETE FROM {table};" for table in self._tables)
        async with self.database.unit_of_work() as session:
            await session.execute(text("SET LOCAL session_replication_role = replica"))  # no guards, and in any order
            await session.execute(text(f"DO $$ BEGIN {emptied} {rows} END $$"))


def inline(engine: Any) -> AsyncEngine:
    """A synchronous engine under the asyncio side: nothing ever waits, so one step is one call."""
    engine.dialect.is_async = True
    return AsyncEngine(engine)


def migrated(change: Callable[[sqlite3.Connection], None] | None = None) -> bytes:
    """The bytes of a migrated database without rows, changed where that is the test."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "advisory.db"
        migrate.upgrade(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(":memory:")) as target:
            source.backup(target)
            if change:
                change(target)
            image = bytearray(target.serialize())
    image[JOURNAL] = b"\x01\x01"
    return bytes(image)


async def prepare(database: Database, severity: str, kind: str, people: int) -> Beginning:
    """Two operators, some followers, an advisory issued, its follow-up approved."""
    desk = await open_desk(database, SEALER, START)
    chats = tuple([await desk.chat("bamako") for _ in range(people)])
    first = await desk.issued(severity=severity)
    return Beginning(desk, chats, first, await desk.approved(replaces=first.id, kind=kind, severity=severity))
