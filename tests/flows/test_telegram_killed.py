"""A process killed in the middle of its work loses nothing, and answers again only what was under way."""

import asyncio
import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from db.sealing import Sealer
from tests.telegram.double import Double
from tests.telegram.parts import shipped
from tests.telegram.waiting import until

ROOT = Path(__file__).parents[2]
PEOPLE, EACH = 20, 3
AT_ONCE = 16  # answers that may be under way when it is killed


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The server in a process of its own, killed (SIGKILL) at the end."""
    command = (sys.executable, "-m", "tests.telegram.process", *arguments)
    running = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        yield running
    finally:
        running.kill()
        await running.wait()


async def test_a_process_killed_in_the_middle_loses_no_update(database_url: str, tmp_path: Path) -> None:
    base = tmp_path / "base.pickle"  # indexing the content anew would take most of the test
    base.write_bytes(pickle.dumps(shipped()))
    key = Sealer.make_key().hex()
    double = Double(latency=0.05)
    await double.start()
    people = range(5_550_000_001, 5_550_000_001 + PEOPLE)
    for _ in range(EACH):
        for person in people:
            double.world.says(person, "/privacy")

    def answered() -> int:
        return sum(len(double.world.seen(person)) for person in people)

    async with process(database_url, key, double.url, str(base)):
        await until(lambda: answered() >= PEOPLE // 2)
    assert answered() < PEOPLE * EACH
    async with process(database_url, key, double.url, str(base)):
        await until(lambda: all(len(double.world.seen(person)) >= EACH for person in people))
    await double.stop()
    assert answered() - PEOPLE * EACH <= AT_ONCE
