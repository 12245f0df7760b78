"""The Telegram side of a running server: updates in, answers out, until it is cancelled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from hashlib import sha256

from telegram.error import InvalidToken, TelegramError

from bot.dialogue import Desk
from bot.phone.telling import Teller
from bot.telegram.client import Client
from bot.telegram.handling import apologise, handle
from bot.telegram.hook import Hook, keep_hook
from bot.telegram.intake import LONGEST_PAUSE, PAUSE, REFUSED, Intake, TokenRefused, read_updates
from bot.telegram.limits import Limits
from bot.telegram.menu import set_menu
from bot.telegram.patience import surely
from bot.telegram.warning import warn
from bot.telegram.workers import Workers
from bot.turns import Turns
from db import sending, settings

log = logging.getLogger(__name__)


class Telegram:
    """The bot in this process: it answers what is stored, wherever it was stored, and sees that updates come in."""

    def __init__(self, desk: Desk, client: Client, hook: Hook | None = None) -> None:
        """Without a `hook` updates are fetched by polling."""
        self._desk = desk
        self._client = client
        self._hook = hook
        self._workers = Workers(
            desk,
            client.number,
            handler=partial(handle, desk, client, Turns(desk), Limits()),
            on_parked=partial(apologise, client),
        )
        self._teller = Teller(desk, client)
        self.intake = Intake(desk, client.number, self._workers)

    async def answer(self) -> None:
        """Answer until cancelled; every process does.

        Raises: TokenRefused where it was never right.
        """
        await self._introduce()
        await self._workers.run()

    async def fetch(self) -> None:
        """See that updates come in, and tell operators, until cancelled; only the leader does.

        A token that is revoked meanwhile stops sending and alarms; pages and feeds go on.
        Raises: TokenRefused where it was never right.
        """
        await self._introduce()
        pause = PAUSE
        while True:
            try:
                await self._duties()
            except TokenRefused as refused:
                await surely(partial(self._stop, str(refused)))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def wake(self) -> None:
        """Another process may have stored something, or there may be a note."""
        self._workers.wake()
        self._teller.wake()

    async def close(self) -> None:
        """At the end, when neither runs any more."""
        await self._client.shutdown()

    async def _introduce(self) -> None:
        """Learn who we are; waits while Telegram cannot be reached, and where it takes back a token that was right.

        Pages, feeds and the console go on then, and say what is wrong. Raises: TokenRefused where it was never right.
        """
        pause = PAUSE
        while True:
            try:
                await _patiently(self._client.initialize)
            except TokenRefused as refused:
                if not await surely(self._was_right):
                    raise
                await surely(partial(self._stop, str(refused)))
            else:
                return await surely(self._is_right)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _was_right(self) -> bool:
        async with self._desk.database.reading() as session:
            return await settings.get(session, settings.TOKEN) == self._digest

    async def _is_right(self) -> None:
        async with self._desk.database.unit_of_work() as session:
            await settings.put(session, settings.TOKEN, self._digest)

    @property
    def _digest(self) -> str:
        return sha256(self._client.token.encode()).hexdigest()

    async def _duties(self) -> None:
        reading = keep_hook(self._client, self._hook) if self._hook else self._read()
        menu, telling, warning = _keep_menu(self._client), self._teller.run(), warn(self._desk, self._client)
        await _together(*map(asyncio.create_task, (reading, menu, telling, warning)))

    async def _stop(self, why: str) -> None:
        log.error("%s", why)
        async with self._desk.database.unit_of_work() as session:
            await sending.stop(session, why.rstrip("."), self._desk.clock())

    async def _read(self) -> None:
        await _polled(self._client)
        await read_updates(self._client, self.intake)


async def serve(desk: Desk, client: Client) -> None:
    """Fetch and answer until cancelled, as a process that is alone.

    Raises: TokenRefused.
    """
    bot = Telegram(desk, client)
    try:
        await _together(asyncio.create_task(bot.answer()), asyncio.create_task(bot.fetch()))
    finally:
        await bot.close()


async def _polled(client: Client) -> None:
    """Make sure that updates are to be fetched: a webhook of earlier times is taken away, what waits is never dropped."""
    await _patiently(partial(client.delete_webhook, drop_pending_updates=False))


async def _patiently(call: Callable[[], Awaitable[object]]) -> None:
    pause = PAUSE
    while True:
        try:
            await call()
            return
        except InvalidToken:
            raise TokenRefused(REFUSED) from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _keep_menu(client: Client) -> None:
    """Menu and profile are a convenience: that they cannot be set stops nothing."""
    try:
        log.info("menu and profile: %d changed", await set_menu(client))
    except TelegramError as error:
        log.warning("menu and profile could not be set (%s)", type(error).__name__)


async def _together(*tasks: asyncio.Task[None]) -> None:
    """Run all of them until one fails or we are cancelled; then none is left."""
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
