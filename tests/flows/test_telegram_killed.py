"""A process killed in the middle of its work loses nothing, and answers again only what was under way."""

import asyncio
import pickle
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from db.sealing import Sealer
from tests.telegram.double import Double
from tests.telegram.parts import shipped
from tests.telegram.waiting import until

ROOT = Path(__file__).parents[2]
PEOPLE, EACH = 30, 3
AT_ONCE = PEOPLE  # answers that may be under way when it is killed: one of each chat


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The server in a process of its own, killed (SIGKILL) at the end."""
    command = (sys.executable, "-m", "tests.telegram.process", *arguments)
    running = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


class People:
    """They all write at once, and count what they get."""

    def __init__(self, double: Double) -> None:
        self.world = double.world
        self.all = range(5_550_000_001, 5_550_000_001 + PEOPLE)

    def write(self) -> None:
        for _ in range(EACH):
            for person in self.all:
                self.world.says(person, "/privacy")

    def answered(self) -> int:
        return sum(len(self.world.seen(person)) for person in self.all)

    def satisfied(self) -> bool:
        return all(len(self.world.seen(person)) >= EACH for person in self.all)


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    server = Double(latency=0.2)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def base(tmp_path: Path) -> str:
    """The content in a file: indexing it anew would take most of the test."""
    file = tmp_path / "base.pickle"
    file.write_bytes(pickle.dumps(shipped()))
    return str(file)


async def test_a_polling_process_killed_in_the_middle_loses_no_update(
    database_url: str, double: Double, base: str
) -> None:
    await killed_once(double, database_url, Sealer.make_key().hex(), double.url, base)


async def test_a_process_with_a_webhook_killed_in_the_middle_loses_no_update(
    sqlite_template: Path, tmp_path: Path, double: Double, base: str
) -> None:
    file = tmp_path / "advisory.db"
    file.write_bytes(sqlite_template.read_bytes())
    await killed_once(double, f"sqlite:///{file}", Sealer.make_key().hex(), double.url, base, free_port())


async def killed_once(double: Double, *arguments: str) -> None:
    """All are answered, and only what was under way may be answered again."""
    people = People(double)
    people.write()
    async with process(*arguments):
        await until(lambda: people.answered() >= PEOPLE // 2)
    assert people.answered() < PEOPLE * EACH
    async with process(*arguments):
        await until(people.satisfied, patience=60)
    assert people.answered() - PEOPLE * EACH <= AT_ONCE


async def test_of_several_processes_one_is_killed_and_the_others_answer_what_it_had_begun(
    postgres_url: str, double: Double, base: str
) -> None:
    port, people = free_port(), People(double)
    people.write()
    arguments = (postgres_url, Sealer.make_key().hex(), double.url, base, port)
    async with AsyncExitStack() as others, process(*arguments) as first:
        for _ in range(2):
            await others.enter_async_context(process(*arguments))
        await until(lambda: people.answered() >= PEOPLE // 2)
        first.kill()
        await until(people.satisfied, patience=60)
        again = people.answered() - PEOPLE * EACH
    assert again <= AT_ONCE


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return str(listening.getsockname()[1])
