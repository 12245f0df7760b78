"""Sending under Telegram's limits: `python -m tests.bench.pacing [--size N] [--rate N] [--database KIND]`.

The sender and the assistant in one process, the double with its limits in another, people asking meanwhile. It prints
the rate that was reached, the fullest second (answers counted), refusals, and how long people waited for answers.
At 25 a second 10,000 messages take 400 s.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import text

from bot.delivery import Sender
from bot.dialogue import Desk as Place
from bot.pacing import Pace
from bot.telegram.client import connect
from bot.telegram.metered import MeteredRequest
from bot.telegram.serving import serve
from tests.bench.crowd import DATABASES, crowd, database_url, issued
from tests.db.desk import Desk
from tests.telegram.double import TOKEN
from tests.telegram.parts import shipped

ASKED_EVERY = 1.0  # seconds; an answer a second beside 25 pushed


async def main(kind: str, size: int, rate: float) -> None:
    """Print what the double has seen."""
    with database_url(kind) as database:
        async with crowd(database, size) as desk, _limited(size) as double:
            assert double.stdout
            url = (await double.stdout.readline()).decode().strip()
            await _send(desk, url, rate)
            out, _ = await double.communicate(b"")
    seen = json.loads(out)
    print(
        f"{kind:<11} {seen['pushed']:,} pushed at {seen['rate']:.2f} a second, {100 * seen['rate'] / rate:.1f} % of"
        f" {rate:g}; fullest second {seen['most_in_a_second']} of 30, refused {seen['refused']};"
        f" {seen['asked']} answers meanwhile, p50 {seen['p50']:.2f} s, p95 {seen['p95']:.2f} s"
    )


async def _send(desk: Desk, url: str, rate: float) -> None:
    place, pace = Place(shipped(), desk.database, desk.sealer, lambda: datetime.now(UTC)), Pace(rate)
    sender = Sender(place, connect(TOKEN, url), pace)
    serving = asyncio.create_task(serve(place, connect(TOKEN, url, MeteredRequest(pace))))
    await asyncio.sleep(2)  # the moment of issue is not counted
    await issued(desk)
    sending = asyncio.create_task(sender.run())
    while await _waiting(desk):  # noqa: ASYNC110 - a database signals nothing
        await asyncio.sleep(0.5)
    for task in (sending, serving):
        task.cancel()
    await asyncio.gather(sending, serving, return_exceptions=True)
    await sender.drain()


async def _waiting(desk: Desk) -> bool:
    async with desk.database.reading() as session:
        waits = text("SELECT id FROM delivery WHERE state IN ('pending', 'claimed', 'sending') LIMIT 1")
        return await session.scalar(waits) is not None


@asynccontextmanager
async def _limited(size: int) -> AsyncIterator[asyncio.subprocess.Process]:
    command = (sys.executable, "-m", "tests.bench.limited", str(size), str(ASKED_EVERY))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=25.0)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    given = parser.parse_args()
    asyncio.run(main(given.database, given.size, given.rate))
