"""What PostgreSQL's lock per chat costs where updates are stored: `python -m tests.bench.storing`. Never a test.

Batches of updates are stored with the lock and without it, in turn, by one connection on a durable server; printed are
the medians of a batch. Without it two replicas would both begin to answer one chat (`db/intake.py`).
"""

import asyncio
import statistics
import time
from collections.abc import Collection
from datetime import UTC, datetime
from itertools import count, islice

from sqlalchemy.ext.asyncio import AsyncSession

from db import intake, migrate
from db.intake import Arrival
from db.sealing import Sealer
from db.session import Database, open_database
from tests.postgres import server

BATCHES, WARM = 200, 20
SIZES = (1, 20)  # updates of as many chats that are stored in one commit
BOT = 1


async def main() -> None:
    """Print the medians for each size of a batch."""
    with server(durable=True) as postgres:
        migrate.upgrade(postgres.url)
        database = await open_database(postgres.url, exclusive=False)
        try:
            for size in SIZES:
                with_lock, without = await _in_turn(database, size)
                print(
                    f"{size:2} updates a commit: {with_lock:.2f} ms with the lock, {without:.2f} ms without,"
                    f" ratio {with_lock / without:.2f}"
                )
        finally:
            await database.close()


async def _in_turn(database: Database, size: int) -> tuple[float, float]:
    """Median milliseconds of a batch with the lock, and without it."""
    sealer, numbers, locking = Sealer(Sealer.make_key()), count(size * 1_000_000), intake._alone_with
    taken: dict[bool, list[float]] = {True: [], False: []}
    for n in range(2 * BATCHES):
        locked = n % 2 == 0
        intake._alone_with = locking if locked else _nothing
        arrivals = [Arrival(number, f"chat {number}", None, b"a question") for number in islice(numbers, size)]
        began = time.perf_counter()
        async with database.unit_of_work() as session:
            await intake.store(session, sealer, BOT, arrivals, datetime.now(UTC), room=size)
        taken[locked].append(1000 * (time.perf_counter() - began))
    intake._alone_with = locking
    return statistics.median(taken[True][WARM:]), statistics.median(taken[False][WARM:])


async def _nothing(session: AsyncSession, chats: Collection[bytes]) -> None:
    """Takes the place of the lock."""


if __name__ == "__main__":
    asyncio.run(main())
