"""The server: the only module that knows all parts, starts them in their order and stops them in the other."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.applications import Starlette

from bot.delivery import Sender
from bot.dialogue import Desk
from bot.installation import make_private, sealer_of
from bot.live import LEARNT, Live
from bot.pacing import Pace
from bot.schedule import ticking
from bot.settings import Settings
from bot.telegram.client import connect
from bot.telegram.hook import Hook
from bot.telegram.metered import MeteredRequest
from bot.telegram.patience import surely
from bot.telegram.serving import Telegram
from bot.watching import Watcher
from bot.web.console.app import alone, beside, open_console
from bot.web.public import public_app
from bot.web.server import served
from bot.web.wake import Wake
from bot.web.webhook import hook_at, webhook_route
from db import leader, migrate, move
from db import settings as kept
from db.sealing import Sealer, check_key
from db.session import Database, open_database
from knowledge.base import Base

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGINT, signal.SIGTERM)

Begin = Callable[[Desk], Awaitable[None]]


@dataclass(frozen=True)
class Parts:
    """What runs: without a token there is no Telegram and so no sender, and web chats are pulled."""

    desk: Desk
    live: Live
    watcher: Watcher
    wake: Wake
    web: Starlette
    telegram: Telegram | None
    sender: Sender | None


def build(settings: Settings, base: Base, database: Database, sealer: Sealer, base_url: str) -> Parts:
    """The parts of a server, none of them started."""
    public = base_url if base_url.startswith("https:") else None
    desk, wake = Desk(base, database, sealer, _clock, public), Wake()
    live, watcher = Live(desk, settings.data_dir / LEARNT), Watcher(desk, settings.data_dir)
    web = public_app(desk, wake, base_url=base_url, sender=settings.sender, contact=settings.desk_contact)
    if settings.telegram_token is None:
        return Parts(desk, live, watcher, wake, web, None, None)
    token = settings.telegram_token.get_secret_value()
    # Two clients: answers and pushes share neither connections nor a queue.
    pace = Pace(settings.rate, paid=settings.paid_broadcast)
    sender = Sender(desk, connect(token, settings.telegram_api), pace)
    answering = connect(token, settings.telegram_api, MeteredRequest(pace))
    telegram = Telegram(desk, answering, _hook(settings, base_url))
    if settings.webhook_secret:
        # First: it is what is asked for most, and routes are tried one after the other.
        web.router.routes.insert(0, webhook_route(settings.webhook_secret.get_secret_value(), telegram.intake))
    return Parts(desk, live, watcher, wake, web, telegram, sender)


def _hook(settings: Settings, base_url: str) -> Hook | None:
    """Where Telegram brings updates; without a secret they are fetched."""
    if settings.webhook_secret is None:
        return None
    return hook_at(base_url, settings.webhook_secret.get_secret_value())


@asynccontextmanager
async def opened(settings: Settings, *, exclusive: bool) -> AsyncIterator[tuple[Database, Sealer]]:
    """The installation's database, brought up to date, and its key.

    Raises: DatabaseError.
    """
    sealer = _prepare(settings)
    database = await open_database(settings.database(), exclusive=exclusive)
    try:
        async with database.unit_of_work() as session:
            await move.refuse_moved(session)
            await check_key(session, sealer)
            await kept.installation_id(session)
        yield database, sealer
    finally:
        await database.close()


async def run(
    settings: Settings,
    read_content: Callable[[], Base],
    listening: socket.socket,
    base_url: str,
    begin: Begin,
    *,
    for_operators: socket.socket | None = None,
) -> None:
    """Serve until a signal, or until a part cannot go on; `begin` is awaited before, when people can come already.

    `for_operators` is where the console listens; without it this is a demo, which has both in one place.

    Raises: DatabaseError, TokenRefused, and what `read_content` raises.
    """
    async with opened(settings, exclusive=True) as (database, sealer):
        # Behind the lock, and nothing else runs yet: Ctrl-C ends even this, which may take a quarter of a minute.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        parts = build(settings, read_content(), database, sealer, base_url)
        stopping = asyncio.Event()
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        await parts.watcher.start()
        await parts.live.refresh()
        async with _pages(parts, settings, base_url, listening, for_operators):
            await begin(parts.desk)
            await _work(parts, stopping)
    log.info("stopped")


@asynccontextmanager
async def _pages(
    parts: Parts, settings: Settings, base_url: str, listening: socket.socket, for_operators: socket.socket | None
) -> AsyncIterator[None]:
    """The public pages and the console."""
    console = open_console(
        parts.desk,
        organisation=settings.organisation,
        rate=settings.rate,
        url=settings.console() if for_operators else base_url,
        demo=for_operators is None,
        ring=partial(_ring, parts),
    )
    async with AsyncExitStack() as stack:
        public = parts.web if for_operators else beside(console, parts.web)
        proxy = settings.trusted_proxy
        servers = [await stack.enter_async_context(served(public, listening, proxy, closing=parts.wake.close))]
        if for_operators:
            servers.append(await stack.enter_async_context(served(alone(console), for_operators, proxy)))
        try:
            yield
        finally:
            for server in servers:  # together: each lets what is under way end in its own seconds
                server.should_exit = True


async def _work(parts: Parts, stopping: asyncio.Event) -> None:
    """Run what runs by itself until told to stop; then no more comes in, and what is under way goes out."""
    ending = asyncio.Event()
    term = partial(_lead, parts, ending)
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(stopping.wait()), asyncio.create_task(_watch(parts))]
    tasks.append(asyncio.create_task(leader.lead(parts.desk.database, term)))
    if parts.telegram:
        tasks.append(asyncio.create_task(parts.telegram.answer()))
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ending.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _close(parts)
    for task in ended:
        task.result()


async def _lead(parts: Parts, ending: asyncio.Event) -> None:
    """What one process does for all: it ticks, sends, and sees that updates come in."""
    await parts.watcher.check()  # whoever led may have been ended by the very restore that brought an older state
    async with ticking(parts.desk, rate=parts.sender.pace.rate if parts.sender else None):
        try:
            await _duties(parts)
        finally:
            # At the end the calls under way are waited for while nobody else leads. Where only the lead is lost,
            # they go on beside us: a call that was made is to be recorded, however long the database is away.
            if ending.is_set() and parts.sender:
                await parts.sender.drain()


async def _duties(parts: Parts) -> None:
    tasks: list[asyncio.Task[Any]] = []
    if parts.sender:
        tasks.append(asyncio.create_task(parts.sender.run()))
    if parts.telegram:
        tasks.append(asyncio.create_task(parts.telegram.fetch()))
    if not tasks:
        tasks.append(asyncio.create_task(asyncio.Event().wait()))  # it only ticks
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _close(parts: Parts) -> None:
    await parts.live.close()
    if parts.sender:
        await parts.sender.drain()
    if parts.telegram:
        await parts.telegram.close()


async def _watch(parts: Parts) -> None:
    """Other processes and due rows change what is in force: the sender and the open pages hear of it at once."""
    await parts.live.read_ahead()
    async for _ in parts.watcher.watch():
        await surely(parts.live.refresh)
        _ring(parts)


def _ring(parts: Parts) -> None:
    """Something is to be shown or sent."""
    parts.wake.ring()
    if parts.sender:
        parts.sender.wake()
    if parts.telegram:
        parts.telegram.wake()


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
