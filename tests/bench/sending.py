"""Messages a second without a limit: `python -m tests.bench.sending [--size N] [--database KIND]`.

The sender as it runs, claims, fences and records on a durable database included, against python-telegram-bot with its
own request class alone, which stores nothing. Both call a server that answers after 50 ms, one after the other, RUNS
times; medians and their ratio: by the clock, and by second of the processor, which other work disturbs less.
"""

import argparse
import asyncio
import math
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import text
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.delivery import Sender
from bot.dialogue import Desk as Place
from bot.pacing import Pace
from bot.telegram.client import connect
from tests.bench.answering_server import answering
from tests.bench.crowd import DATABASES, crowd, database_url, issued
from tests.db.desk import Desk
from tests.telegram.double import TOKEN

RUNS = 3
ANSWERS_AFTER = 0.05  # seconds
STOCK_AT_ONCE = (8, 16, 32)  # in flight; 16 was the best of 2 to 256 when it was tried
STOCK_SIZE = 600


@dataclass(frozen=True)
class Speed:
    """Messages a second by the clock, and by second of this process's processor."""

    wall: float
    cpu: float


async def main(kind: str, size: int) -> None:
    """Print both rates, and how many times one is of the other."""
    ours: list[Speed] = []
    stock: dict[int, list[Speed]] = {n: [] for n in STOCK_AT_ONCE}
    with database_url(kind) as database:
        async with answering(ANSWERS_AFTER) as url, crowd(database, size) as desk:
            for _ in range(RUNS):
                ours.append(await _send(desk, url, size))
                for n in STOCK_AT_ONCE:
                    stock[n].append(await _stock(url, n))
    for name in ("wall", "cpu"):
        best = max(stock, key=lambda n: _median(stock[n], name))
        our, their = _median(ours, name), _median(stock[best], name)
        per = "second" if name == "wall" else "processor second"
        print(
            f"{kind:<11} {our:,.0f} a {per} with fences and records; stock python-telegram-bot {their:,.0f}"
            f" at its best ({best} in flight): {our / their:.1f} times"
        )


def _median(speeds: list[Speed], name: str) -> float:
    return statistics.median(getattr(each, name) for each in speeds)


async def _send(desk: Desk, url: str, size: int) -> Speed:
    await issued(desk)
    place = Place(cast(Any, None), desk.database, desk.sealer, lambda: datetime.now(UTC))
    sender = Sender(place, connect(TOKEN, url), Pace(math.inf))
    began, used = time.perf_counter(), time.process_time()
    task = asyncio.create_task(sender.run())
    while await _waiting(desk):  # noqa: ASYNC110 - a database signals nothing
        await asyncio.sleep(0.1)
    speed = Speed(size / (time.perf_counter() - began), size / (time.process_time() - used))
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await sender.drain()
    return speed


async def _waiting(desk: Desk) -> bool:
    async with desk.database.reading() as session:
        waits = text("SELECT id FROM delivery WHERE state IN ('pending', 'claimed', 'sending') LIMIT 1")
        return await session.scalar(waits) is not None


async def _stock(url: str, at_once: int) -> Speed:
    request = HTTPXRequest(connection_pool_size=256, pool_timeout=60)
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
    numbers = iter(range(STOCK_SIZE))

    async def send() -> None:
        for number in numbers:
            await bot.send_message(number + 1, "text")

    async with bot:
        began, used = time.perf_counter(), time.process_time()
        await asyncio.gather(*(send() for _ in range(at_once)))
        return Speed(STOCK_SIZE / (time.perf_counter() - began), STOCK_SIZE / (time.process_time() - used))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=3000)
    parser.add_argument("--database", choices=DATABASES)
    given = parser.parse_args()
    for each in [given.database] if given.database else DATABASES:
        asyncio.run(main(each, given.size))
