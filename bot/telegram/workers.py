"""Stored updates are handled: in order within a chat, in parallel across chats, none twice, none lost."""

import asyncio
import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue import Desk
from bot.telegram.intake import Backlog
from bot.telegram.patience import surely
from db import intake

log = logging.getLogger(__name__)

AT_ONCE = 16  # chats; at 50 ms a call that is ten times Telegram's 30 messages a second
LOOK_AGAIN = 1.0  # seconds after which the queue is looked at without being told
RETRY_AFTER = 0.5  # seconds before a failed update is tried again
FINISH = 5.0  # seconds that answers under way get at the end; the rest comes after the next start

Handler = Callable[[int, dict[str, Any]], Awaitable[None]]


@dataclass
class Workers:
    """Handles what the intake stored.

    An update is marked done right after its answer was sent. A process that is killed between the two answers it
    once more at the next start: that is the only window, some milliseconds wide, and silence would be worse.
    """

    desk: Desk
    bot_id: int
    handler: Handler
    on_parked: Handler
    backlog: Backlog
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def wake(self) -> None:
        """There may be something to do."""
        self._arrived.set()

    async def run(self) -> None:
        """Handle until cancelled."""
        await surely(self._release)
        try:
            while True:
                self._arrived.clear()
                await self._start_claimed()
                await self._told_or_later()
        finally:
            await self._finish()

    async def _start_claimed(self) -> None:
        if len(self._running) >= AT_ONCE:
            return
        for update in await surely(self._claim):
            task = asyncio.create_task(self._work(update))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an update could not be put away (%s)", _where(error))
        self.wake()

    async def _told_or_later(self) -> None:
        # Not wait_for: in Python 3.11 it may swallow the cancellation that should end us (cpython#86296).
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await self._arrived.wait()

    async def _finish(self) -> None:
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=FINISH)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, update: intake.Update) -> None:
        raw = json.loads(update.payload)
        try:
            await self.handler(update.update_id, raw)
        except Exception as error:  # noqa: BLE001 - the edge: whatever one update does, the others are answered
            log.error("update %d failed (%s)", update.update_id, _where(error))
            await self._fail(update, raw)
        else:
            await surely(lambda: self._done(update))
            self.backlog.release(raw)

    async def _fail(self, update: intake.Update, raw: dict[str, Any]) -> None:
        await asyncio.sleep(RETRY_AFTER)
        if await surely(lambda: self._failed(update)):
            log.error("update %d is parked", update.update_id)
            self.backlog.release(raw)
            await self.on_parked(update.update_id, raw)

    async def _release(self) -> None:
        async with self.desk.database.unit_of_work() as session:
            await intake.release(session, self.bot_id, self.desk.clock())

    async def _claim(self) -> tuple[intake.Update, ...]:
        free = AT_ONCE - len(self._running)
        async with self.desk.database.unit_of_work() as session:
            return await intake.claim(session, self.desk.sealer, self.bot_id, free)

    async def _done(self, update: intake.Update) -> None:
        async with self.desk.database.unit_of_work() as session:
            await intake.done(session, self.bot_id, update.update_id, self.desk.clock())

    async def _failed(self, update: intake.Update) -> bool:
        async with self.desk.database.unit_of_work() as session:
            return await intake.failed(session, self.bot_id, update.update_id, self.desk.clock())


def _where(error: BaseException) -> str:
    """The kind of error and its place in the code; its message could quote a person."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}"
