"""SQLite's quick driver stands on private parts of two libraries: what it was read against, and what must hold."""

from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db import quick


@pytest.fixture
def engine(tmp_path: Path) -> AsyncEngine:
    return create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", module=quick.Driver())


@pytest.mark.parametrize("library", quick.READ_WITH)
def test_the_libraries_are_those_whose_private_parts_were_read(library: str) -> None:
    installed = ".".join(version(library).split(".")[:2])
    assert installed == quick.READ_WITH[library], (
        f"{library} is {installed} now: read again in it what db/quick.py says it uses, then change READ_WITH"
    )


async def test_a_statement_takes_one_hop_to_the_thread_and_tells_all_that_sqlalchemy_asks(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE word (id INTEGER PRIMARY KEY, word TEXT UNIQUE)"))
        hops = await _count_hops(connection)
        made = await connection.execute(text("INSERT INTO word (word) VALUES ('a'), ('b')"))
        assert (made.rowcount, len(hops)) == (2, 1)
        many = [{"word": word} for word in "cde"]
        assert (await connection.execute(text("INSERT INTO word (word) VALUES (:word)"), many)).rowcount == 3
        assert len(hops) == 2
        found = await connection.execute(text("SELECT id, word FROM word ORDER BY id LIMIT 2"))
        assert ([*found.keys()], [tuple(row) for row in found]) == (["id", "word"], [(1, "a"), (2, "b")])
        assert len(hops) == 3
    await engine.dispose()


async def test_what_sqlite_refuses_is_translated_and_the_connection_goes_on(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("CREATE TABLE word (word TEXT UNIQUE)"))
        await connection.execute(text("INSERT INTO word VALUES ('a')"))
        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO word VALUES ('a')"))
        assert await connection.scalar(text("SELECT count(*) FROM word")) == 1
    await engine.dispose()


async def _count_hops(connection: AsyncConnection) -> list[object]:
    """What is handed to the thread from now on."""
    driver = (await connection.get_raw_connection()).driver_connection
    handed: list[object] = []
    hand_over = driver._tx.put_nowait

    class Counted:
        def put_nowait(self, work: object) -> None:
            handed.append(work)
            hand_over(work)

    driver._tx = Counted()
    return handed
