"""Rows a second through the ledger alone: `python -m tests.bench.claims [--size N] [--database KIND]`. fsync on.

Every row is claimed (by CLAIMERS at the same time), fenced with its address unsealed, and recorded, each step committed.
"""

import argparse
import asyncio
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import text

from bot.attempt import Attempts
from bot.dialogue import Desk as Place
from bot.pacing import Pace
from db import claiming
from db.deliveries import Delivery
from db.ledger import Sent
from tests.bench.crowd import DATABASES, crowd, database_url, issued
from tests.db.desk import Desk

CLAIMERS, BATCH, IN_FLIGHT = 2, 200, 128  # what the sender takes where nothing slows it


async def main(kind: str, size: int) -> None:
    """Print the rate, and how many rows were claimed twice."""
    with database_url(kind) as url:
        async with crowd(url, size) as desk:
            await issued(desk)
            claimed: Counter[int] = Counter()
            began, cpu = time.perf_counter(), time.process_time()
            await _work(desk, claimed)
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
            async with desk.database.reading() as session:
                sent = await session.scalar(text("SELECT count(*) FROM delivery WHERE state = 'sent'"))
    assert sent == size, f"{sent} of {size} sent"
    twice = sum(n > 1 for n in claimed.values())
    print(
        f"{kind:<11} {size:,} rows claimed, fenced and recorded: {size / took:,.0f} a second,"
        f" {size / cpu:,.0f} per second of processor; claimed twice: {twice}"
    )


async def _work(desk: Desk, claimed: Counter[int]) -> None:
    place = Place(cast(Any, None), desk.database, desk.sealer, lambda: datetime.now(UTC))
    attempts = Attempts(place, cast(Any, None), Pace(25))
    rows: asyncio.Queue[Delivery] = asyncio.Queue(maxsize=2 * BATCH)
    workers = [asyncio.create_task(_fence_and_record(attempts, rows)) for _ in range(IN_FLIGHT)]
    await asyncio.gather(*(_claim(desk, rows, claimed) for _ in range(CLAIMERS)))
    await rows.join()
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


async def _claim(desk: Desk, rows: "asyncio.Queue[Delivery]", claimed: Counter[int]) -> None:
    while True:
        async with desk.database.unit_of_work() as session:
            taken = await claiming.claim(session, BATCH, datetime.now(UTC))
        if not taken:
            return
        claimed.update(each.id for each in taken)
        for each in taken:
            await rows.put(each)


async def _fence_and_record(attempts: Attempts, rows: "asyncio.Queue[Delivery]") -> None:
    while True:
        each = await rows.get()
        assert await attempts._fence(each)
        await attempts._record(each, Sent(str(each.id)))
        rows.task_done()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--database", choices=DATABASES)
    given = parser.parse_args()
    for each in [given.database] if given.database else DATABASES:
        asyncio.run(main(each, given.size))
