"""Updates in: each is in the database before Telegram is told that it need not be kept."""

import asyncio
import json
import logging
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.conversation.danger import in_danger
from bot.dialogue import Desk
from bot.telegram.client import Client
from bot.telegram.limits import QUEUE
from bot.telegram.patience import surely
from bot.telegram.updates import chat_of
from db import intake

log = logging.getLogger(__name__)

WAIT = 25  # seconds that Telegram holds a request open while nothing happens
PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds after a failure, doubling
OTHER_READER: Final = "another program reads this bot's updates: stop it, or give this one a token of its own"
REFUSED: Final = "Telegram refuses the token in ADVISORY_TELEGRAM_TOKEN: get the current one from @BotFather."


class TokenRefused(Exception):
    """The token is not valid; the message says what to do."""


@dataclass
class Backlog:
    """How many messages of each person wait, so that one of them cannot fill the queue."""

    _waiting: Counter[str] = field(default_factory=Counter)

    def admit(self, raw: dict[str, Any]) -> bool:
        """Count a message in; False where QUEUE of this person's wait already, unless it is a sign of danger."""
        person = _person(raw)
        if person and self._waiting[person] >= QUEUE and not in_danger(_text(raw)):
            return False
        self._waiting.update([person] if person else [])
        return True

    def release(self, raw: dict[str, Any]) -> None:
        """Count a message out."""
        person = _person(raw)
        if person and self._waiting[person] > 1:
            self._waiting[person] -= 1
        elif person:
            del self._waiting[person]


async def read_updates(desk: Desk, client: Client, backlog: Backlog, arrived: Callable[[], None]) -> None:
    """Fetch and store until cancelled; `arrived` is called after each batch.

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
            admitted = [raw for raw in batch if backlog.admit(raw)]
            await surely(partial(_store, desk, client.id, admitted))
            offset = max(int(raw["update_id"]) for raw in batch) + 1
            arrived()


async def _store(desk: Desk, bot_id: int, batch: list[dict[str, Any]]) -> None:
    rows = [(int(raw["update_id"]), chat_of(raw), json.dumps(raw).encode()) for raw in batch]
    async with desk.database.unit_of_work() as session:
        await intake.store(session, desk.sealer, bot_id, rows, desk.clock())


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
    return f"{chat_of(raw)}:{sender.get('id')}" if isinstance(sender, dict) else None


def _text(raw: dict[str, Any]) -> str:
    body = raw.get("message")
    return str(body.get("text") or "") if isinstance(body, dict) else ""
