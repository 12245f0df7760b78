"""The Telegram side of a running server: updates in, answers out, until it is cancelled."""

import asyncio
import logging
from functools import partial

from telegram.error import InvalidToken, TelegramError

from bot.dialogue import Desk
from bot.telegram.client import Client
from bot.telegram.handling import apologise, handle
from bot.telegram.intake import (
    LONGEST_PAUSE,
    PAUSE,
    REFUSED,
    Backlog,
    TokenRefused,
    read_updates,
)
from bot.telegram.limits import Limits
from bot.telegram.menu import set_menu
from bot.telegram.workers import Workers

log = logging.getLogger(__name__)


async def serve(desk: Desk, client: Client) -> None:
    """Read and answer until cancelled.

    Raises: TokenRefused.
    """
    try:
        await _introduce(client)
        backlog = Backlog()
        workers = Workers(
            desk,
            client.id,
            handler=partial(handle, desk, client, Limits()),
            on_parked=partial(apologise, client),
            backlog=backlog,
        )
        await _together(
            asyncio.create_task(workers.run()),
            asyncio.create_task(read_updates(desk, client, backlog, workers.wake)),
            asyncio.create_task(_keep_menu(client)),
        )
    finally:
        await client.shutdown()


async def _introduce(client: Client) -> None:
    """Learn who we are and make sure that updates are to be fetched; waits while Telegram cannot be reached.

    A webhook of earlier times is taken away; what waits at Telegram is never dropped.
    """
    pause = PAUSE
    while True:
        try:
            await client.initialize()
            await client.delete_webhook(drop_pending_updates=False)
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
