"""Stored updates are handled: in order within a chat, in parallel across chats, none lost, by any number of processes."""

import asyncio
import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from bot.dialogue import Desk
from bot.telegram.patience import surely
from db import intake
from db.errors import AWAY
from db.intake import LEASE, Update
from db.writer import Writer

log = logging.getLogger(__name__)

AT_ONCE = 64  # chats, as many as the client has connections
LOOK_AGAIN = 1.0  # seconds after which the queue is looked at without being told
RENEW = LEASE.total_seconds() / 3
RETRY_AFTER = 0.5  # seconds before a failed update is tried again
FINISH = 5.0  # seconds that answers under way get at the end; the rest comes after the next start

Handler = Callable[[int, dict[str, Any]], Awaitable[None]]


class Workers:
    """Handles what was stored, by this process or by another.

    An update is marked done right after its answer was sent. When a process is killed between the two, or hangs for
    longer than its lease, the update is answered once more: that window is milliseconds wide, and silence is worse.
    """

    def __init__(self, desk: Desk, bot_id: int, handler: Handler, on_parked: Handler) -> None:
        self._desk = desk
        self._bot_id = bot_id
        self._handler = handler
        self._on_parked = on_parked
        self._at_work = False
        self._full = False  # more may wait than there was room for
        self._arrived = asyncio.Event()
        self._running: dict[asyncio.Task[None], Update] = {}
        self._writer = Writer(desk.database.unit_of_work)

    def wake(self) -> None:
        """There may be something to do."""
        self._arrived.set()

    def room(self) -> int:
        """For how many more chats there is room; none before the start and after the end."""
        return max(0, AT_ONCE - len(self._running)) if self._at_work else 0

    def take(self, claimed: Iterable[Update]) -> None:
        """Begin to handle what is claimed for this process; at its end nothing begins, and others have it soon."""
        for update in claimed if self._at_work else ():
            task = asyncio.create_task(self._work(update))
            self._running[task] = update
            task.add_done_callback(self._ended)

    async def run(self) -> None:
        """Handle what waits until cancelled."""
        renewing = asyncio.create_task(self._keep_claims())
        try:
            await self._free_lost(at_start=True)
            self._at_work = True
            while True:
                self._arrived.clear()
                await self._start_claimed()
                await self._told_or_later()
        finally:
            self._at_work = False
            await self._finish()
            renewing.cancel()

    async def _start_claimed(self) -> None:
        room = self.room()
        claimed = await surely(partial(self._claim, room)) if room else ()
        self._full = len(claimed) == room
        self.take(claimed)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        if not task.cancelled() and (error := task.exception()):
            log.error("an update could not be put away (%s)", _where(error))
        if self._full:
            self.wake()

    async def _told_or_later(self) -> None:
        # Not wait_for: in Python 3.11 it may swallow the cancellation that should end us (cpython#86296).
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await self._arrived.wait()

    async def _keep_claims(self) -> None:
        """Show that this process lives; and free what another one, which does not, has held for too long."""
        while True:
            await asyncio.sleep(RENEW)
            await surely(self._renew)
            await self._free_lost()

    async def _free_lost(self, *, at_start: bool = False) -> None:
        released = await surely(partial(self._release, at_start=at_start))
        if released.free:
            self.wake()
        for update in released.parked:
            await self._give_up(update.update_id, _raw(update))

    async def _give_up(self, update_id: int, raw: dict[str, Any]) -> None:
        log.error("update %d is parked", update_id)
        await self._on_parked(update_id, raw)

    async def _finish(self) -> None:
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=FINISH)
        left = [self._running[task] for task in late]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        with suppress(*AWAY):  # without it, their leases run out
            await self._give_back(left)

    async def _work(self, update: Update) -> None:
        raw: dict[str, Any] = {}
        try:
            raw = json.loads(update.payload)
            await self._handler(update.update_id, raw)
        except Exception as error:  # noqa: BLE001 - the edge: whatever one update does, the others are answered
            log.error("update %d failed (%s)", update.update_id, _where(error))
            await self._fail(update, raw, for_good=isinstance(error, TelegramError))  # what helps was tried
        else:
            self.take(await surely(partial(self._writer.put, self._done, update)))

    async def _fail(self, update: Update, raw: dict[str, Any], *, for_good: bool) -> None:
        await asyncio.sleep(RETRY_AFTER)
        if await surely(partial(self._failed, update, for_good=for_good)):
            await self._give_up(update.update_id, raw)
        self.wake()

    async def _release(self, *, at_start: bool) -> intake.Released:
        desk = self._desk
        async with desk.database.unit_of_work() as session:
            return await intake.release(session, desk.sealer, self._bot_id, desk.clock(), at_start=at_start)

    async def _claim(self, room: int) -> tuple[Update, ...]:
        async with self._desk.database.unit_of_work() as session:
            return await intake.claim(session, self._desk.sealer, self._bot_id, room, self._desk.clock())

    async def _renew(self) -> None:
        if self._running:
            async with self._desk.database.unit_of_work() as session:
                await intake.renew(session, tuple(self._running.values()), self._desk.clock())

    async def _done(self, session: AsyncSession, updates: Sequence[Update]) -> Sequence[tuple[Update, ...]]:
        """Where something waits behind them, it is claimed at once, and handed to the first who asked."""
        claimed: tuple[Update, ...] = ()
        if await intake.done(session, updates, self._desk.clock()) and self._at_work:
            room = self.room() + len(updates)
            claimed = await intake.claim(session, self._desk.sealer, self._bot_id, room, self._desk.clock())
            self._full = self._full or len(claimed) == room
        return [claimed, *[()] * (len(updates) - 1)]

    async def _failed(self, update: Update, *, for_good: bool) -> bool:
        async with self._desk.database.unit_of_work() as session:
            return await intake.failed(session, update, self._desk.clock(), for_good=for_good)

    async def _give_back(self, updates: Sequence[Update]) -> None:
        async with self._desk.database.unit_of_work() as session:
            await intake.give_back(session, updates)


def _raw(update: Update) -> dict[str, Any]:
    """The update as it came; nothing where even that cannot be read."""
    try:
        raw = json.loads(update.payload)
    except (ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _where(error: BaseException) -> str:
    """The kind of error and its place in the code; its message could quote a person."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}"
