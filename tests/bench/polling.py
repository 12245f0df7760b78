"""What a kill -9 under load costs: `python -m tests.bench.polling [--kills N] [--webhook]`.

Telegram's side alone, in a process of its own before the Bot API double, on an SQLite file. Everybody writes at once;
the process is killed again and again in the middle of answering. Prints how many updates were lost, answered twice,
and how long after each start the first answer came.
"""

import argparse
import asyncio
import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from db import migrate
from db.sealing import Sealer
from tests.flows.test_telegram_killed import ROOT, free_port
from tests.telegram.double import Double
from tests.telegram.parts import shipped

PEOPLE, EACH = 200, 4
LATENCY = 0.05  # seconds that a call of the Bot API takes
PATIENCE = 300.0  # seconds


async def measure(kills: int, *, webhook: bool) -> None:
    """Kill it so often, then let it finish."""
    double = Double(latency=LATENCY)
    await double.start()
    people = range(5_550_000_001, 5_550_000_001 + PEOPLE)
    for _ in range(EACH):
        for person in people:
            double.world.says(person, "/privacy")

    def answered() -> int:
        return sum(len(double.world.seen(person)) for person in people)

    with tempfile.TemporaryDirectory() as folder:
        command = _prepare(Path(folder), double.url, webhook=webhook)
        first_answers = []
        for kill in range(kills + 1):
            began, before = time.perf_counter(), answered()
            bot = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
            await _until(partial(_more_than, before, answered))
            first_answers.append(time.perf_counter() - began)
            share = PEOPLE * EACH * (kill + 1) / (kills + 1)
            await _until(partial(_more_than, share - 1, answered))
            if kill == kills:
                await _until(lambda: all(len(double.world.seen(person)) >= EACH for person in people))
            bot.kill()
            await bot.wait()
    await double.stop()
    _tell([len(double.world.seen(person)) for person in people], kills, first_answers)


def _prepare(folder: Path, api: str, *, webhook: bool) -> list[str]:
    database = f"sqlite:///{folder / 'advisory.db'}"
    migrate.upgrade(database)
    base = folder / "base.pickle"
    base.write_bytes(pickle.dumps(shipped()))
    words = [sys.executable, "-m", "tests.telegram.process", database, Sealer.make_key().hex(), api, str(base)]
    return [*words, free_port()] if webhook else words


def _more_than(number: float, answered: Callable[[], int]) -> bool:
    return answered() > number


async def _until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not reached():  # noqa: ASYNC110 - the double does not signal
            await asyncio.sleep(0.01)


def _tell(seen: list[int], kills: int, first_answers: list[float]) -> None:
    lost = sum(max(0, EACH - number) for number in seen)
    twice = sum(max(0, number - EACH) for number in seen)
    print(f"{PEOPLE * EACH} updates, {kills} kills: {lost} lost, {twice} answered twice ({twice / kills:.1f} a kill)")
    print(f"start to first answer: {statistics.median(first_answers):.1f} s (median of {len(first_answers)})")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=5)
    asked.add_argument("--webhook", action="store_true")
    given = asked.parse_args()
    asyncio.run(measure(given.kills, webhook=given.webhook))
