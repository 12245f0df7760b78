"""The server: the only module that knows all parts, starts them in their order and stops them in the other."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette

from bot.delivery import Sender
from bot.dialogue import Desk
from bot.installation import make_private, sealer_of
from bot.pacing import Pace
from bot.schedule import scheduler
from bot.settings import Settings
from bot.telegram.client import Client, connect
from bot.telegram.serving import serve as serve_telegram
from bot.watching import watch
from bot.web.public import public_app
from bot.web.wake import Wake
from db import migrate
from db.sealing import Sealer, check_key
from db.session import Database, open_database
from knowledge.base import Base

log = logging.getLogger(__name__)

WEB_DRAIN = 5  # seconds that requests under way get at the end
SIGNALS = (signal.SIGINT, signal.SIGTERM)

Begin = Callable[[Desk], Awaitable[None]]


class Server(uvicorn.Server):
    """The web server; it leaves the signals to us, who have more than it to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class Parts:
    """What runs: without a token there is no Telegram and so no sender, and web chats are pulled."""

    desk: Desk
    wake: Wake
    web: Starlette
    intake: Client | None
    sender: Sender | None


def build(settings: Settings, base: Base, database: Database, sealer: Sealer, base_url: str) -> Parts:
    """The parts of a server, none of them started."""
    desk, wake = Desk(base, database, sealer, _clock), Wake()
    web = public_app(desk, wake, base_url=base_url)
    if settings.telegram_token is None:
        return Parts(desk, wake, web, None, None)
    token = settings.telegram_token.get_secret_value()
    # Two clients: answers and pushes share neither connections nor a queue.
    sender = Sender(desk, connect(token, settings.telegram_api), Pace(settings.rate))
    return Parts(desk, wake, web, connect(token, settings.telegram_api), sender)


@asynccontextmanager
async def opened(settings: Settings, *, exclusive: bool) -> AsyncIterator[tuple[Database, Sealer]]:
    """The installation's database, brought up to date, and its key.

    Raises: DatabaseError.
    """
    sealer = _prepare(settings)
    database = await open_database(settings.database(), exclusive=exclusive)
    try:
        async with database.unit_of_work() as session:
            await check_key(session, sealer)
        yield database, sealer
    finally:
        await database.close()


async def run(
    settings: Settings, read_content: Callable[[], Base], listening: socket.socket, base_url: str, begin: Begin
) -> None:
    """Serve until a signal, or until a part cannot go on; `begin` is awaited before, when people can come already.

    Raises: DatabaseError, TokenRefused, and what `read_content` raises.
    """
    async with opened(settings, exclusive=True) as (database, sealer):
        # Behind the lock, and nothing else runs yet: Ctrl-C ends even this, which may take a quarter of a minute.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        parts = build(settings, read_content(), database, sealer, base_url)
        stopping = asyncio.Event()
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        async with _web(parts, listening, settings), _ticking(parts):
            await begin(parts.desk)
            await _work(parts, stopping)
    log.info("stopped")


async def _work(parts: Parts, stopping: asyncio.Event) -> None:
    """Run what runs by itself until told to stop; then no more comes in, and what is under way goes out."""
    tasks = [asyncio.create_task(stopping.wait()), asyncio.create_task(_watch(parts))]
    if parts.intake:
        tasks.append(asyncio.create_task(serve_telegram(parts.desk, parts.intake)))
    if parts.sender:
        tasks.append(asyncio.create_task(parts.sender.run()))
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if parts.sender:
            await parts.sender.drain()
    for task in ended:
        task.result()


async def _watch(parts: Parts) -> None:
    """Short commands and due rows change what is in force: the sender and the open pages hear of it at once."""
    async for _ in watch(parts.desk.database):
        parts.wake.ring()
        if parts.sender:
            parts.sender.wake()


@asynccontextmanager
async def _ticking(parts: Parts) -> AsyncIterator[None]:
    clock = scheduler(parts.desk, sends=parts.sender is not None)
    clock.start()
    try:
        yield
    finally:
        clock.shutdown(wait=False)


@asynccontextmanager
async def _web(parts: Parts, listening: socket.socket, settings: Settings) -> AsyncIterator[None]:
    """Serve the pages on a socket that is bound already."""
    proxy = settings.trusted_proxy
    server = Server(
        uvicorn.Config(
            parts.web,
            log_config=None,  # the redacting handler takes its lines, too
            access_log=False,  # addresses of people stand in it
            server_header=False,
            proxy_headers=proxy is not None,
            forwarded_allow_ips=proxy,
            timeout_graceful_shutdown=WEB_DRAIN,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        parts.wake.close()
        server.should_exit = True
        await task


def _prepare(settings: Settings) -> Sealer:
    """The folder, the tables and the key: made where they are missing.

    Raises: DatabaseError.
    """
    make_private(settings.data_dir)
    sealer = sealer_of(settings)  # first: without a key that can be one, nothing is made
    migrate.upgrade(settings.database())
    return sealer


def _clock() -> datetime:
    return datetime.now(UTC)
