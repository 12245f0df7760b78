"""The ledger's rows go out: claim, commit, fence, commit, call with no transaction open, record, commit.

Extreme first, at Telegram's pace, apart from answers to people. Rows of web chats never come here: stored is sent.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.attempt import AT_ONCE, CALL, Attempts, is_group
from bot.dialogue import Desk
from bot.outcomes import LONGEST_PAUSE
from bot.pacing import Pace
from bot.telegram.client import Client
from bot.telegram.patience import surely
from db import claiming, generations, ledger
from db.deliveries import Delivery

log = logging.getLogger(__name__)

LEAST_BATCH, MOST_BATCH = 50, 500  # rows; two seconds' worth, so that none waits long for its lease to end
AHEAD = 0.4  # seconds' worth of rows that may be fenced before their turn
LOOK_AGAIN = 1.0  # seconds after which the ledger is looked at without being told
DRAIN = 14.0  # seconds that calls under way and their records get at the end; with the pages' 5 less than 20


@dataclass(eq=False)
class Sender:
    """Sends what is pending until it is cancelled; `client` is its own, so that answers and pushes share no queue."""

    desk: Desk
    client: Client
    pace: Pace
    _waiting: list[Delivery] = field(default_factory=list)  # claimed and not begun, gravest first
    _running: dict[asyncio.Task[None], int] = field(default_factory=dict)  # and the row of each
    _ahead: int = 0  # begun, and not yet called: through the fence or waiting for their turn
    _leader: int = 0
    _news: bool = True  # look at once, and take the gravest anew
    _look_at: float = 0.0
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._attempts = Attempts(self.desk, self.client, self.pace)
        self._batch = int(min(MOST_BATCH, max(LEAST_BATCH, 2 * self.pace.rate)))
        # Enough to keep the calls coming while fences are committed; what is graver waits behind no more than these.
        self._most_ahead = int(min(AT_ONCE, max(4.0, self.pace.rate * AHEAD)))

    def wake(self) -> None:
        """There may be something to send, or nothing more may be sent."""
        self._news = True
        self._stirred.set()

    async def run(self) -> None:
        """Send until cancelled; calls under way go on, for `drain` to wait for."""
        self._waiting.clear()  # of an earlier term
        self._news = True
        self._leader = await surely(self._take_over)
        await self._introduce()
        while True:
            self._stirred.clear()
            if self._attempts.contact.silent:
                await self._until_it_answers()
            await self._look()
            while each := self._next():
                self._begin(each)
            await self._rest()

    async def drain(self) -> None:
        """Give back what was not begun, let the calls under way end, and close.

        A call that does not end counts as uncertain at the next start.
        """
        self._waiting.clear()
        if under_way := {*self._running, *self._giving_back()}:
            _, late = await asyncio.wait(under_way, timeout=DRAIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.client.shutdown()

    def _giving_back(self) -> list[asyncio.Task[None]]:
        leader, self._leader = self._leader, 0
        return [asyncio.create_task(surely(partial(self._give_back, leader)))] if leader else []

    async def _take_over(self) -> int:
        """Become the sender; what another one had claimed is settled as if its lease were over.

        Only the holder of the sender's lock comes here: whoever had it is dead, or will be refused by the fence.
        """
        async with self.desk.database.unit_of_work() as session:
            leader = await generations.raise_(session, claiming.LEADER)
            await ledger.sweep(session, self.desk.clock(), everything=True)
            return leader

    async def _outnumbered(self) -> bool:
        """True where the number of whoever sends was put ahead: of a restored database, while this sender was at work."""
        async with self.desk.database.reading() as session:
            return await generations.current(session, claiming.LEADER) != self._leader

    async def _introduce(self) -> None:
        """Learn the bot's name, for the link that stands under each advisory; until then nothing is sent."""
        pause = 1.0
        while True:
            try:
                return await self.client.initialize()
            except InvalidToken:
                log.error("Telegram refuses the token in ADVISORY_TELEGRAM_TOKEN; nothing can be sent")
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s); sending waits", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _until_it_answers(self) -> None:
        """Ask Telegram for something harmless until it is there; meanwhile nothing is claimed."""
        contact = self._attempts.contact
        log.warning("Telegram does not answer; sending waits")
        self._waiting.clear()
        await surely(partial(self._give_back, self._leader))
        while contact.silent:
            await asyncio.sleep(contact.wait)
            try:
                async with asyncio.timeout(CALL):
                    await self.client.get_me()
                contact.asked(there=True)
            except (InvalidToken, RetryAfter):
                contact.asked(there=True)  # what else it has to say, it says of the next message
            except (TelegramError, TimeoutError):
                contact.asked(there=False)

    async def _look(self) -> None:
        """Claim more where half a batch is gone; on news all that is claimed goes back first, as graver may wait."""
        now = asyncio.get_running_loop().time
        short = len(self._waiting) <= self._batch // 2 and now() >= self._look_at
        held = self.pace.held(now()) > LOOK_AGAIN
        news, self._news = self._news, False
        if news or (held and self._waiting):
            self._waiting.clear()
            await surely(partial(self._give_back, self._leader))
        if held or not (news or short):
            return
        wanted = self._batch - len(self._waiting)
        taken = await surely(self._claim)
        if news and not taken and await surely(self._outnumbered):
            self._leader = await surely(self._take_over)
            self._news = True
        self._waiting = sorted([*self._waiting, *taken], key=lambda each: each.rank)
        self._look_at = now() + (0 if len(taken) == wanted else LOOK_AGAIN)

    def _next(self) -> Delivery | None:
        """The gravest whose chat may be written to now; None where no more can begin."""
        now = asyncio.get_running_loop().time()
        if self._ahead >= self._most_ahead or self.pace.held(now) or not self._may_begin:
            return None
        for place, each in enumerate(self._waiting):
            if self.pace.chat_free(each.chat_id, group=is_group(each)) <= now:
                return self._waiting.pop(place)
        return None

    @property
    def _may_begin(self) -> bool:
        """Where it is doubtful whether Telegram takes messages, one at a time is tried."""
        contact = self._attempts.contact
        return not contact.silent and not (contact.doubtful and self._running)

    def _begin(self, each: Delivery) -> None:
        self._ahead += 1
        task = asyncio.create_task(self._attempts.deliver(each, self._called))
        self._running[task] = each.id
        task.add_done_callback(self._ended)

    def _called(self) -> None:
        self._ahead -= 1
        self._stirred.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        if not task.cancelled() and (problem := task.exception()):
            # Nothing is lost: its lease runs out, and it comes again.
            log.error("a delivery failed (%s)", type(problem).__name__)
        self._stirred.set()

    async def _rest(self) -> None:
        # Not wait_for: in Python 3.11 it may swallow the cancellation that should end us (cpython#86296).
        with suppress(TimeoutError):
            async with asyncio.timeout(self._free_in()):
                await self._stirred.wait()

    def _free_in(self) -> float:
        """Seconds until something can be begun without being told."""
        now = asyncio.get_running_loop().time()
        moments = [self.pace.chat_free(each.chat_id, group=is_group(each)) for each in self._waiting]
        if not moments or self._ahead >= self._most_ahead or not self._may_begin:
            return LOOK_AGAIN
        return min(max(min(moments) - now, self.pace.held(now), 0.001), LOOK_AGAIN)

    async def _claim(self) -> tuple[Delivery, ...]:
        async with self.desk.database.unit_of_work() as session:
            wanted = self._batch - len(self._waiting)
            return await claiming.claim(session, wanted, self.desk.clock(), leader=self._leader)

    async def _give_back(self, leader: int) -> None:
        """Also what a claim took whose commit was never confirmed."""
        held = [*self._running.values(), *(each.id for each in self._waiting)]
        async with self.desk.database.unit_of_work() as session:
            await claiming.release_claimed(session, leader, held)
