"""The unit of work is whole or nothing; one server per database; every refusal is one sentence."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.telegram.patience import surely
from db import audit, generations, settings
from db.errors import AlreadyRunning, DatabaseError, NewSchema, OldSchema, Unreachable
from db.lock import FileLock
from db.session import Database, open_database
from db.urls import sqlite_file, sync_url
from tests.conftest import required

ROOT = Path(__file__).parents[2]

HALF_WAY = """
import asyncio, sys, time
from sqlalchemy import text
from db import generations, settings
from db.session import open_database

async def main():
    database = await open_database(sys.argv[1], exclusive=False)
    async with database.unit_of_work() as session:
        await settings.put(session, "first", "done")
        await generations.raise_(session, "alerts")
    async with database.unit_of_work() as session:
        await settings.put(session, "second", "half")
        await generations.raise_(session, "alerts")
        print("half way", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""

SERVER = """
import asyncio, sys
from db.session import open_database

async def main():
    database = await open_database(sys.argv[1], exclusive=True)
    print("running", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def start(program: str, url: str) -> "subprocess.Popen[str]":
    """Another process on the same database, once it has printed its line."""
    command = [sys.executable, "-c", program, url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline(), "the other process did not start"
    return process


def kill(process: "subprocess.Popen[str]") -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


async def test_an_exception_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.unit_of_work() as session:
            await settings.put(session, "a", "b")
            raise RuntimeError
    async with database.reading() as session:
        assert await settings.get(session, "a") is None


async def test_a_cancelled_unit_of_work_leaves_nothing_behind_and_the_next_one_runs(
    database: Database,
) -> None:
    begun = asyncio.Event()

    async def wait_inside() -> None:
        async with database.unit_of_work() as session:
            await settings.put(session, "a", "b")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(wait_inside())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.unit_of_work() as session:
        assert await settings.get(session, "a") is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_transaction_that_stood_still_was_ended_by_postgresql_and_is_done_again(database: Database) -> None:
    stands_still = [0.5, 0.0]  # seconds of the first try and the second

    async def act() -> None:
        async with database.unit_of_work() as session:
            await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 100"))
            await generations.raise_(session, "alerts")
            await asyncio.sleep(stands_still.pop(0))
            await generations.raise_(session, "alerts")

    await surely(act)
    async with database.reading() as session:
        assert await generations.current(session, "alerts") == 2


async def test_a_killed_process_leaves_nothing_half(database_url: str) -> None:
    kill(start(HALF_WAY, database_url))
    database = await open_database(database_url, exclusive=True)
    async with database.unit_of_work() as session:
        assert await settings.get(session, "first") == "done"
        assert await settings.get(session, "second") is None
        assert await generations.raise_(session, "alerts") == 2
    await database.close()


async def test_a_reader_sees_one_moment_and_cannot_write(database: Database) -> None:
    async with database.reading() as session:
        assert await generations.current(session, "alerts") == 0
        async with database.unit_of_work() as writing:
            await generations.raise_(writing, "alerts")
        assert await generations.current(session, "alerts") == 0
    with pytest.raises(DBAPIError):
        async with database.reading() as session:
            await generations.raise_(session, "alerts")
    async with database.unit_of_work() as session:
        assert await generations.raise_(session, "alerts") == 2


async def test_fifty_units_of_work_at_once_lose_nothing(database: Database) -> None:
    async def one() -> None:
        async with database.unit_of_work() as session:
            before = await generations.current(session, "reads before it writes")
            await generations.raise_(session, "alerts")
            await generations.raise_(session, f"reads before it writes {before}")

    await asyncio.gather(*(one() for _ in range(50)))
    async with database.reading() as session:
        assert await generations.current(session, "alerts") == 50


async def test_the_record_stays_a_chain_when_several_write_at_once(database: Database, now: datetime) -> None:
    async def one(number: int) -> None:
        async with database.unit_of_work() as session:
            await audit.append(session, "test", str(number), {}, operator_id=None, now=now)

    await asyncio.gather(*(one(number) for number in range(30)))
    async with database.reading() as session:
        assert await audit.verify(session) is None
        assert len(await audit.lines(session)) == 30


async def test_an_sqlite_file_has_one_server_and_any_number_of_short_commands(
    sqlite_template: Path, tmp_path: Path
) -> None:
    file = tmp_path / "advisory.db"
    file.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{file}"
    first = start(SERVER, url)
    try:
        assert FileLock.held(file)
        with pytest.raises(AlreadyRunning, match=r"^Another server already uses .*\.$"):
            await open_database(url, exclusive=True)
        short_command = await open_database(url, exclusive=False)
        async with short_command.unit_of_work() as session:
            await settings.put(session, "a", "b")
        await short_command.close()
    finally:
        kill(first)
    assert not FileLock.held(file)
    await (await open_database(url, exclusive=True)).close()
    await (await open_database(url, exclusive=True)).close()


async def test_a_database_without_tables_says_to_upgrade(empty_url: str) -> None:
    if file := sqlite_file(sync_url(empty_url)):
        file.touch()
    with pytest.raises(OldSchema, match="advisory db upgrade"):
        await open_database(empty_url, exclusive=False)


async def test_a_database_of_a_newer_program_is_refused(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewSchema, match=r"newer version of this program \(revision 9999\)"):
        await open_database(database_url, exclusive=False)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:////nowhere/advisory.db", "There is no database at /nowhere/advisory.db"),
        ("sqlite://", "needs a file"),
        ("mysql://u:secret@h/d", "must be sqlite or postgresql, not mysql"),
        ("secret", "is not an address such as"),
        (
            "postgresql://u:secret@127.0.0.1:1/d",
            "postgresql://u:***@127.0.0.1:1/d cannot be used: connection",
        ),
    ],
)
async def test_an_unusable_address_is_one_sentence_without_its_password(url: str, says: str) -> None:
    with pytest.raises(Unreachable) as refused:
        await open_database(url, exclusive=True)
    message = str(refused.value)
    assert says in message
    assert "secret" not in message
    assert "\n" not in message


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "advisory.db"
    file.write_text("this is a letter, not a database" * 100)
    with pytest.raises(DatabaseError, match="not a database"):
        await open_database(f"sqlite:///{file}", exclusive=True)


def test_what_is_required_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISORY_TEST_REQUIRE", "postgres,chromium")
    assert required("postgres")
    assert not required("post")
