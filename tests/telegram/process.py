"""The Telegram side alone in a process that can be killed: DATABASE_URL KEY_IN_HEX API_URL PICKLED_BASE [PORT].

With a port, updates come by webhook to it; any number of such processes may share a port and a PostgreSQL.
"""

import asyncio
import pickle
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from bot.dialogue import Desk
from bot.telegram.client import connect
from bot.telegram.hook import Hook
from bot.telegram.serving import Telegram
from bot.web.server import served
from bot.web.webhook import path_of, webhook_route
from db.sealing import Sealer
from db.session import open_database
from tests.telegram.double import TOKEN

SECRET = "secret-of-the-test"


async def main(url: str, key: str, api: str, base: bytes, port: int) -> None:
    """Serve until killed."""
    database = await open_database(url, exclusive=url.startswith("sqlite"))
    desk = Desk(pickle.loads(base), database, Sealer(bytes.fromhex(key)), lambda: datetime.now(UTC))
    hook = Hook(f"http://127.0.0.1:{port}{path_of(SECRET)}", SECRET) if port else None
    telegram = Telegram(desk, connect(TOKEN, api), hook)
    async with listening(telegram, port):
        await asyncio.gather(telegram.answer(), telegram.fetch())


@asynccontextmanager
async def listening(telegram: Telegram, port: int) -> AsyncIterator[None]:
    """The web server with the webhook alone; nothing without a port."""
    if not port:
        yield
        return
    shared = socket.socket()
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # the kernel spreads connections over processes
    shared.bind(("127.0.0.1", port))
    shared.listen(128)
    async with served(Starlette(routes=[webhook_route(SECRET, telegram.intake)]), shared, None):
        yield


if __name__ == "__main__":
    url, key, api, base, *port = sys.argv[1:]
    asyncio.run(main(url, key, api, Path(base).read_bytes(), int(port[0]) if port else 0))
