"""Updates in: each is in the database before Telegram is told that it need not be kept."""

import asyncio
import json
import logging
import random
from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.conversation.danger import in_danger
from bot.dialogue import Desk
from bot.telegram.client import Client
from bot.telegram.patience import surely
from bot.telegram.updates import chat_of
from bot.telegram.workers import Workers
from db import intake
from db.intake import Arrival, Stored
from db.writer import Writer

log = logging.getLogger(__name__)

WAIT = 25  # seconds that Telegram holds a request open while nothing happens
PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds after a failure, doubling
HIGHEST = 2**63 - 1  # what the database holds as a number
OTHER_READER: Final = "another program reads this bot's updates: stop it, or give this one a token of its own"
REFUSED: Final = "Telegram refuses the token in ADVISORY_TELEGRAM_TOKEN: get the current one from @BotFather."


class TokenRefused(Exception):
    """The token is not valid; the message says what to do."""


class Intake:
    """Stores what arrives, by polling or by webhook; what this process has room for it handles at once."""

    def __init__(self, desk: Desk, bot_id: int, workers: Workers) -> None:
        self._desk = desk
        self._bot_id = bot_id
        self._workers = workers
        self._writer = Writer(desk.database.unit_of_work)
        self._keeping: set[asyncio.Task[None]] = set()

    async def keep(self, arrivals: Sequence[Arrival]) -> None:
        """Returns when they are stored; a repeated one is stored already, and one too many of a person is dropped.

        Raises: what the database raises; then none of them may be acknowledged.
        """
        keeping = asyncio.create_task(self._keep(arrivals))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._kept)
        # Whoever brought them may give up meanwhile: what is claimed then is to be handled all the same.
        await asyncio.shield(keeping)

    async def _keep(self, arrivals: Sequence[Arrival]) -> None:
        stored = await self._writer.put(self._store, arrivals)
        self._workers.take(stored.claimed)
        if stored.waiting:
            self._workers.wake()

    def _kept(self, keeping: asyncio.Task[None]) -> None:
        self._keeping.discard(keeping)
        if not keeping.cancelled():
            keeping.exception()  # told to who asked, if they still wait

    async def _store(self, session: AsyncSession, batches: Sequence[Sequence[Arrival]]) -> Sequence[Stored]:
        """All that came at the same time, as one; what was claimed is handed to the first who asked."""
        desk, arrivals = self._desk, [*chain.from_iterable(batches)]
        room, now = self._workers.room(), desk.clock()
        stored = await intake.store(session, desk.sealer, self._bot_id, arrivals, now, room=room, urgent=_in_danger)
        return [stored, *[Stored((), 0)] * (len(batches) - 1)]


def arrival(raw: object, payload: bytes) -> Arrival | None:
    """The update with what orders it; None for what is no update."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(number, int) or not 0 <= number <= HIGHEST:
        return None
    return Arrival(number, chat_of(raw), _person(raw), payload)


async def read_updates(client: Client, kept_by: Intake) -> None:
    """Fetch and store until cancelled.

    It begins without an offset: what was stored but not yet acknowledged comes again and is recognised by its
    number, and no number has to be trusted that Telegram may begin anew after a quiet week.

    Raises: TokenRefused.
    """
    offset: int | None = None
    pause = PAUSE
    while True:
        try:
            batch = await client.raw_updates(offset, WAIT)
        except InvalidToken:
            raise TokenRefused(REFUSED) from None
        except TelegramError as error:
            await asyncio.sleep(_told(error, pause))
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = PAUSE
        if batch:
            arrived = [each for raw in batch if (each := arrival(raw, json.dumps(raw).encode()))]
            await surely(partial(kept_by.keep, arrived))
            offset = max(int(raw["update_id"]) for raw in batch) + 1


def _told(error: TelegramError, pause: float) -> float:
    """Say in the log why nothing comes in, and how many seconds to wait; jitter keeps two readers apart."""
    if isinstance(error, Conflict):
        log.error("getUpdates: %s", OTHER_READER)
    else:
        log.warning("getUpdates: %s; trying again", type(error).__name__)
    if isinstance(error, RetryAfter):
        after = error.retry_after
        pause = after if isinstance(after, int) else after.total_seconds()
    return pause * random.uniform(1.0, 1.3)  # noqa: S311 - jitter, not a secret


def _person(raw: dict[str, Any]) -> str | None:
    """Who writes or taps; None for what is no message of a person."""
    body = raw.get("message") or raw.get("callback_query")
    sender = body.get("from") if isinstance(body, dict) else None
    return str(sender.get("id")) if isinstance(sender, dict) else None


def _in_danger(arrived: Arrival) -> bool:
    """A sign of danger is kept however many others wait."""
    body = json.loads(arrived.payload).get("message")
    return isinstance(body, dict) and in_danger(str(body.get("text") or ""))
