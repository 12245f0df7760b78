"""The Telegram side alone in a process that can be killed: DATABASE_URL KEY_IN_HEX API_URL PICKLED_BASE."""

import asyncio
import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.dialogue import Desk
from bot.telegram.client import connect
from bot.telegram.serving import serve
from db.sealing import Sealer
from db.session import open_database
from tests.telegram.double import TOKEN


async def main(url: str, key: str, api: str, base: bytes) -> None:
    """Serve until killed."""
    database = await open_database(url, exclusive=True)
    knowledge = pickle.loads(base)
    desk = Desk(knowledge, database, Sealer(bytes.fromhex(key)), lambda: datetime.now(UTC))
    await serve(desk, connect(TOKEN, api))


if __name__ == "__main__":
    url, key, api, base = sys.argv[1:]
    asyncio.run(main(url, key, api, Path(base).read_bytes()))
