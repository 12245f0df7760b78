"""A sender killed in the middle of a broadcast: nobody is lost, and no more copies than calls were under way."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.delivery import AT_ONCE
from db import outbox
from db.outbox import Progress
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import open_desk
from tests.telegram.double import Double
from tests.telegram.waiting import until

ROOT = Path(__file__).parents[2]
PEOPLE = 60


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[None]:
    """A sender in a process of its own, killed (SIGKILL) at the end."""
    running = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.flows.sender", *arguments, cwd=ROOT)
    try:
        yield
    finally:
        running.kill()
        await running.wait()


async def test_a_sender_killed_in_mid_broadcast_loses_nobody(
    database: Database, database_url: str, now: datetime
) -> None:
    key = Sealer.make_key()
    double = Double(latency=0.3)
    await double.start()
    desk = await open_desk(database, Sealer(key), now)
    for number in range(1, PEOPLE + 1):
        await desk.chat("bamako")
        double.world.chat(number)
    record = await desk.issued()

    def received() -> list[int]:
        return [len(double.world.texts(number)) for number in range(1, PEOPLE + 1)]

    async def figures() -> Progress:
        async with database.reading() as session:
            return await outbox.progress(session, record.id)

    async def under_way() -> int:
        async with database.reading() as session:
            query = text("SELECT count(*) FROM delivery WHERE state IN ('claimed', 'sending')")
            return int(await session.scalar(query) or 0)

    async with process(database_url, key.hex(), double.url, now.isoformat()):
        await until(lambda: sum(received()) >= PEOPLE // 3)
    assert (await figures()).waiting > 0
    # The next one sends the rest; the one after comes when what was on its way at the kill may be repeated.
    for minutes, left in ((2, AT_ONCE), (6, 0)):
        hour = (now + timedelta(minutes=minutes)).isoformat()
        async with process(database_url, key.hex(), double.url, hour), asyncio.timeout(60):
            while (await figures()).waiting > left or await under_way():  # noqa: ASYNC110 - another process works
                await asyncio.sleep(0.1)
    await double.stop()
    assert min(received()) >= 1
    assert max(received()) <= 2
    assert sum(received()) - PEOPLE <= AT_ONCE
