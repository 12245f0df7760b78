"""Noticing what another process changed: on PostgreSQL it says so, in an SQLite file a counter tells.

Who listens looks, again and again, at what is stored: a word that is lost costs a second, never a change.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import direct
from db.session import Database
from db.urls import sqlite_file

log = logging.getLogger(__name__)

CHANNEL = "advisory"
COUNTED_EVERY = 0.25  # seconds between two looks at SQLite's counter
LOOK_EVERY = 1.0  # seconds after which PostgreSQL is looked at without a word, as the connection may have gone silent


async def tell(session: AsyncSession, what: str) -> None:
    """Tell every process, once this unit of work is committed; an SQLite file needs no telling."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_notify(:channel, :what)"), {"channel": CHANNEL, "what": what})


async def changes(database: Database) -> AsyncIterator[None]:
    """One item at once, and one whenever there may be something new, by this process or another; for ever."""
    file = sqlite_file(database.address)
    async for _ in _counted(file) if file else _heard(database):
        yield


async def _heard(database: Database) -> AsyncIterator[None]:
    while True:
        try:
            connection = await direct.connect(database.address, "listener")
            try:
                await connection.execute(f"LISTEN {CHANNEL}")
                while True:
                    yield
                    async for _ in connection.notifies(timeout=LOOK_EVERY, stop_after=1):
                        pass
            finally:
                await connection.close()
        except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as problem:
            log.warning("nobody tells of changes (%s); looking each second", type(problem).__name__)
        yield
        await asyncio.sleep(LOOK_EVERY)


async def _counted(file: Path) -> AsyncIterator[None]:
    """On a connection of its own, for which every commit is another's."""
    seen = None
    while True:
        try:
            async with aiosqlite.connect(file, isolation_level=None) as connection:
                while True:
                    version = await _version(connection)
                    if version != seen:
                        seen = version
                        yield
                    await asyncio.sleep(COUNTED_EVERY)
        except (sqlite3.OperationalError, OSError) as problem:
            log.warning("the database's counter cannot be read (%s); looking each second", type(problem).__name__)
        yield
        await asyncio.sleep(LOOK_EVERY)


async def _version(connection: aiosqlite.Connection) -> int:
    cursor = await connection.execute("PRAGMA data_version")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
