"""How long an issue takes for many followers: `python -m tests.bench.fan_out [--size N]`. Medians of RUNS, fsync on."""

import argparse
import asyncio
import statistics
import time

from sqlalchemy import text

from tests.bench.crowd import DATABASES, approved, crowd, database_url
from tests.db.desk import Desk

RUNS = 3
LIMITS = {"sqlite": 2.0, "postgresql": 5.0}  # seconds for 100,000


async def main(kind: str, size: int) -> None:
    """Print the seconds of an issue from approved to committed, and what a second issue adds."""
    with database_url(kind) as url:
        async with crowd(url, size) as desk:
            runs = [await _issue(desk, size) for _ in range(RUNS)]
    first, second = (statistics.median(each) for each in zip(*runs, strict=True))
    print(
        f"{kind:<11} {size:,} followers: issued in {first:.2f} s (limit for 100,000: {LIMITS[kind]:g} s),"
        f" {size / first:,.0f} rows a second; a second issue {second:.2f} s, adds 0 rows"
    )


async def _issue(desk: Desk, size: int) -> tuple[float, float]:
    record = await approved(desk)
    began = time.perf_counter()
    added = await desk.issue(record)
    middle = time.perf_counter()
    again = await desk.issue(record)
    end = time.perf_counter()
    assert (added, again) == (size, 0)
    async with desk.database.reading() as session:
        rows = await session.scalar(text("SELECT count(*) FROM delivery WHERE alert_id = :id"), {"id": record.id})
    assert rows == size
    return middle - began, end - middle


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--database", choices=DATABASES)
    given = parser.parse_args()
    for each in [given.database] if given.database else DATABASES:
        asyncio.run(main(each, given.size))
