"""A database that goes away, is locked or cannot grow in the middle of a broadcast.

What was recorded stays recorded, nothing is sent that is not in the ledger first, and sending goes on by itself.
In full: `ADVISORY_FAULTS=full pytest tests/flows`.
"""

import asyncio
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.attempt import AT_ONCE
from db import chats, links, migrate, operators
from tests.conftest import required
from tests.flows.full_disk import Disk, small_disk
from tests.flows.replicas import FULL, Place, place
from tests.postgres import Missing
from tests.postgres import Server as PostgreSQL
from tests.postgres import server as postgresql
from tests.telegram.waiting import until

PEOPLE = 400 if FULL else 90
AWAY = 30 if FULL else 4  # seconds
LOCKED = 10 if FULL else 7  # seconds; a writer waits for five before it is refused
GOES_ON = 10  # seconds within which sending goes on
STOPS = 30  # seconds that a server may take to end while its database is away
HEADLINE = "Avoid the airport road"


@pytest.fixture
def durable() -> Iterator[PostgreSQL]:
    """One that keeps what it has committed when it is stopped at once."""
    try:
        with postgresql(durable=True) as running:
            migrate.upgrade(running.url)
            yield running
    except Missing as missing:
        if required("postgres"):
            raise
        pytest.skip(str(missing))


@pytest.fixture
async def ground(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Place]:
    file = shutil.copy(sqlite_template, tmp_path / "advisory.db")
    async with place(f"sqlite:///{file}", tmp_path) as made:
        yield made


@pytest.fixture
def disk(sqlite_template: Path, tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as made:
        if made is None:
            pytest.skip("neither can a disk be mounted nor another process be kept from writing")
        shutil.copy(sqlite_template, made.folder / "advisory.db")
        yield made


async def begin(ground: Place) -> int:
    """A broadcast of which a third has gone out."""
    await ground.people(PEOPLE)
    alert = await ground.issue("Severe", HEADLINE)
    await ground.until_sent(PEOPLE // 3)
    return alert


async def goes_on(ground: Place) -> None:
    async with asyncio.timeout(GOES_ON):
        await ground.until_sent(1)


async def everybody_has_it(ground: Place, alert: int, *, twice: int = 0) -> None:
    await ground.until_finished()
    received = ground.received(HEADLINE)
    assert min(received.values()) == 1
    assert sum(received.values()) - len(received) <= twice
    assert set((await ground.states(alert)).values()) == {"sent"}


async def recorded(ground: Place) -> set[int]:
    return {chat for chat, state in (await ground.states(1)).items() if state == "sent"}


async def test_a_postgresql_that_goes_away_loses_nothing_recorded_and_is_found_again(
    durable: PostgreSQL, tmp_path: Path
) -> None:
    async with place(durable.url, tmp_path) as ground:
        await ground.start()
        await ground.start()
        alert = await begin(ground)
        before = await recorded(ground)
        await asyncio.to_thread(durable.stop)
        await nothing_is_sent(ground, AWAY)
        await asyncio.to_thread(durable.start)
        await goes_on(ground)
        assert before <= await recorded(ground)
        await everybody_has_it(ground, alert, twice=AT_ONCE)
        assert all(server.runs for server in ground.servers)
        if FULL:  # most of half a minute
            await stops_without_its_database(ground, durable)


async def stops_without_its_database(ground: Place, durable: PostgreSQL) -> None:
    await asyncio.to_thread(durable.stop)
    for server in ground.servers:
        server.send(signal.SIGTERM)
    async with asyncio.timeout(STOPS):
        assert [await server.ended() for server in ground.servers] == [0, 0]
    await asyncio.to_thread(durable.start)


async def test_an_sqlite_file_that_another_program_locks_is_waited_for(ground: Place, tmp_path: Path) -> None:
    await ground.start()
    alert = await begin(ground)
    before = await recorded(ground)
    with closing(sqlite3.connect(tmp_path / "advisory.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await nothing_is_sent(ground, LOCKED)
        other.execute("ROLLBACK")
    await goes_on(ground)
    assert before <= await recorded(ground)
    await everybody_has_it(ground, alert)


async def test_a_full_disk_is_survived_and_told_and_loses_nothing_recorded(disk: Disk, tmp_path: Path) -> None:
    async with place(disk.url, tmp_path) as ground:
        server = await ground.start(ADVISORY_DATA_DIR=str(disk.folder))
        operator = await linked_operator(ground)
        alert = await begin(ground)
        before = await recorded(ground)
        with disk.full(server.process.pid):
            await nothing_is_sent(ground, 3)
            await until(lambda: "La base de données n'enregistre plus rien" in ground.last_said_to(operator))
            assert "nothing can be stored" in await ground.health(server)
            assert "does not answer" in server.said.read_text()
            assert server.runs
        await goes_on(ground)
        await until(lambda: "enregistre de nouveau" in ground.last_said_to(operator))
        assert "nothing can be stored" not in await ground.health(server)
        assert before <= await recorded(ground)
        await everybody_has_it(ground, alert)
        async with ground.database.reading() as session:
            assert await session.scalar(text("PRAGMA integrity_check")) == "ok"


async def nothing_is_sent(ground: Place, seconds: float) -> None:
    """What was under way ends in the first half of this time; in the other nobody hears anything."""
    await asyncio.sleep(seconds / 2)
    silent = ground.sent()
    await asyncio.sleep(seconds / 2)
    assert ground.sent() == silent, "sent although no intent could be committed"


async def linked_operator(ground: Place) -> int:
    """The author's phone; its number at the Bot API."""
    people, desk = await ground.people(1), ground.desk
    async with ground.database.unit_of_work() as session:
        chat = await chats.find_or_make(session, desk.sealer, "telegram", str(people[0]), "private")
        await operators.set_language(session, desk.author, "fr")
        code = await links.link_code(session, desk.author, "no PIN is asked", desk.now)
        assert await links.link_chat(session, chat.id, code, desk.now)
    return people[0]
