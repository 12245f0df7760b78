"""What the sender's memory grows by over a run: `python -m tests.bench.memory [--size N] [--database KIND]`.

The sender as it runs, its calls answered at once inside the process: 1,000,000 followers take about ten minutes and
100,000 a minute. It prints how much memory the process holds after the first messages, and the most until the last.
"""

import argparse
import asyncio
import math
import resource
import time
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

from sqlalchemy import text

from bot.delivery import Sender
from bot.dialogue import Desk as Place
from bot.pacing import Pace
from db.sealing import Sealer
from db.session import Database, open_database
from tests.bench.crowd import DATABASES, crowd, database_url, issued

WARM = 3  # seconds in which everything that the sender uses is loaded


class Channel:
    """Takes every message."""

    username = "essai_bot"

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def push(self, _method: str, _message: dict[str, Any]) -> int:
        await asyncio.sleep(0)
        return 1


def fill(url: str, size: int, key: bytes) -> None:
    """Followers and an advisory for all of them, made in another process, whose memory is not counted."""

    async def issue() -> None:
        async with crowd(url, size, key) as desk:
            await issued(desk)

    asyncio.run(issue())


async def main(url: str, kind: str, size: int, key: bytes) -> None:
    """Print the growth in megabytes from the first messages to the last, and the rate."""
    database = await open_database(url, exclusive=False)
    place = Place(cast(Any, None), database, Sealer(key), lambda: datetime.now(UTC))
    sender = Sender(place, cast(Any, Channel()), Pace(math.inf))
    began, task = time.perf_counter(), asyncio.create_task(sender.run())
    await asyncio.sleep(WARM)
    before = most = _resident()
    while await _waiting(database):
        await asyncio.sleep(0.2)
        most = max(most, _resident())
    took = time.perf_counter() - began
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await sender.drain()
    await database.close()
    print(
        f"{kind:<11} {size:,} messages at {size / took:,.0f} a second: memory {before:.0f} MB after {WARM} s,"
        f" {most:.0f} MB at most, {most - before:.0f} MB more (limit 50)"
    )


async def _waiting(database: Database) -> bool:
    async with database.reading() as session:
        waits = text("SELECT id FROM delivery WHERE state IN ('pending', 'claimed', 'sending') LIMIT 1")
        return await session.scalar(waits) is not None


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    given = parser.parse_args()
    with database_url(given.database) as url:
        made = Sealer.make_key()
        filling = get_context("spawn").Process(target=fill, args=(url, given.size, made))
        filling.start()
        filling.join()
        asyncio.run(main(url, given.database, given.size, made))
