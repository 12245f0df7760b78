"""The sender alone in a process that can be killed: DATABASE_URL KEY_IN_HEX API_URL HOUR."""

import asyncio
import sys
import time
from datetime import datetime, timedelta
from typing import Any, cast

from bot.delivery import Sender
from bot.dialogue import Desk
from bot.pacing import Pace
from bot.schedule import scheduler
from bot.telegram.client import connect
from db.sealing import Sealer
from db.session import open_database
from tests.telegram.double import TOKEN


async def main(url: str, key: str, api: str, hour: datetime) -> None:
    """Send until killed, as if it were `hour` at the start."""
    began = time.monotonic()
    database = await open_database(url, exclusive=True)
    desk = Desk(
        cast(Any, None),
        database,
        Sealer(bytes.fromhex(key)),
        lambda: hour + timedelta(seconds=time.monotonic() - began),
    )
    scheduler(desk, rate=30.0).start()
    await Sender(desk, connect(TOKEN, api), Pace(30.0)).run()


if __name__ == "__main__":
    url, key, api, hour = sys.argv[1:]
    asyncio.run(main(url, key, api, datetime.fromisoformat(hour)))
