"""The ledger's rows go out: claim, commit, fence, commit, call with no transaction open, record, commit.

Extreme first, at Telegram's pace, apart from answers to people. Rows of web chats never come here: stored is sent.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from telegram.error import InvalidToken, TelegramError

from bot.dialogue import Desk
from bot.outcomes import LONGEST_PAUSE, Hold, Moved, Stop, Unchanged, Unedited, verdict
from bot.pacing import Pace
from bot.posting import post, text_of
from bot.telegram.client import Client
from bot.telegram.handling import move
from bot.telegram.intake import REFUSED, TokenRefused
from bot.telegram.patience import surely
from db import chats, generations, ledger, settings
from db.deliveries import Delivery
from db.ledger import Bad, NotSent, Outcome, Sent, Uncertain
from db.recipients import EDIT_RANK

log = logging.getLogger(__name__)

BATCH = 50  # rows; two seconds' worth at 25 a second, so that what is graver never waits behind more
AT_ONCE = 16  # calls in flight; also the most copies that a kill can cause
CALL = 20.0  # seconds a call may take in all, well within its lease
LOOK_AGAIN = 1.0  # seconds after which the ledger is looked at without being told
DRAIN = 20.0  # seconds that calls under way get at the end
MOVES = 5  # times that a message follows a group to another address


@dataclass
class Sender:
    """Sends what is pending until it is cancelled; `client` is its own, so that answers and pushes share no queue."""

    desk: Desk
    client: Client
    pace: Pace
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _look_at: float = 0.0

    def wake(self) -> None:
        """There may be something to send."""
        self._news.set()

    async def run(self) -> None:
        """Send until cancelled; calls under way go on, for `drain` to wait for.

        Raises: TokenRefused.
        """
        await surely(self._take_over)
        await self._introduce()
        waiting: list[Delivery] = []
        while True:
            waiting = await self._refill(waiting)
            now = asyncio.get_running_loop().time()
            moments = [self.pace.earliest(each.chat_id, now, group=_group(each)) for each in waiting]
            ready = next((n for n, moment in enumerate(moments) if moment <= now), None)
            if ready is None:
                await self._rest(min(moments, default=now + LOOK_AGAIN) - now)
            else:
                await self._start(waiting.pop(ready))

    async def drain(self) -> None:
        """Let the calls under way end, and close; one that does not end counts as uncertain at the next start."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=DRAIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.client.shutdown()

    async def _take_over(self) -> None:
        """What another sender had claimed is settled as if its lease were over.

        Only the holder of the sender's lock comes here: whoever had it is dead.
        """
        async with self.desk.database.unit_of_work() as session:
            await generations.raise_(session, ledger.LEADER)
            await ledger.sweep(session, self.desk.clock() + ledger.LEASE)

    async def _introduce(self) -> None:
        """Learn the bot's name, for the link that stands under each advisory; waits while Telegram is out of reach."""
        pause = 1.0
        while True:
            try:
                return await self.client.initialize()
            except InvalidToken:
                raise TokenRefused(REFUSED) from None
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s); sending waits", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _refill(self, waiting: list[Delivery]) -> list[Delivery]:
        """Claim more where half a batch is gone and there may be more; the gravest come first again."""
        now = asyncio.get_running_loop().time
        if len(waiting) > BATCH // 2 or not (self._news.is_set() or now() >= self._look_at):
            return waiting
        self._news.clear()
        wanted = BATCH - len(waiting)
        taken = await surely(partial(self._claim, wanted))
        self._look_at = now() + (0 if len(taken) == wanted else LOOK_AGAIN)
        return sorted([*waiting, *taken], key=_rank)

    async def _rest(self, seconds: float) -> None:
        # Not wait_for: in Python 3.11 it may swallow the cancellation that should end us (cpython#86296).
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(seconds, 0.001), LOOK_AGAIN)):
                await self._news.wait()

    async def _start(self, each: Delivery) -> None:
        await self._free.acquire()
        self.pace.take(each.chat_id, asyncio.get_running_loop().time(), group=_group(each))
        task = asyncio.create_task(self._deliver(each))
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._free.release()
        if not task.cancelled() and (problem := task.exception()):
            # Nothing is lost: its lease runs out, and it comes again.
            log.error("a delivery failed (%s)", type(problem).__name__)

    async def _deliver(self, each: Delivery) -> None:
        """One row; rendered first, so that a mistake of ours shows before anything is promised."""
        text = text_of(each, self.client.username, self.desk.clock())
        address = await surely(partial(self._fence, each))
        if address is not None:
            outcome = await self._outcome(each, address, text)
            await surely(partial(self._record, each, outcome))

    async def _outcome(self, each: Delivery, address: str, text: str) -> Outcome:
        """Call, and say what became of it, whatever happens."""
        try:
            async with asyncio.timeout(CALL):
                return Sent(await post(self.client, each, address, text))
        except TelegramError as error:
            return await self._judged(each, address, text, error)
        except TimeoutError:
            return Uncertain()
        except Exception as error:  # noqa: BLE001 - the edge: it may have gone out, so it is not simply repeated
            log.error("delivery %d failed (%s)", each.id, type(error).__name__)
            return Uncertain()

    async def _judged(self, each: Delivery, address: str, text: str, error: TelegramError) -> Outcome:
        now = self.desk.clock()
        match verdict(error, each.attempts, now):
            case Hold(seconds):
                log.warning("Telegram asks to wait %d s; everything pushed waits", seconds.total_seconds())
                self.pace.hold(asyncio.get_running_loop().time() + seconds.total_seconds())
                return NotSent(now + seconds)
            case Moved(new):
                await surely(partial(move, self.desk, address, new))
                return NotSent(now) if each.attempts < MOVES else Bad("moved too often")
            case Unchanged():
                return Sent(each.edits)
            case Unedited() if each.retires:
                return Bad("nothing left to edit")  # and so nothing left that says what is no longer true
            case Unedited():
                return await self._outcome(replace(each, edits=None), address, text)
            case Stop(reason):
                await surely(partial(self._stop, f"advisory {each.alert.id}: {reason}"))
                return NotSent(now)
            case Sent() | Bad() | NotSent() | Uncertain() | ledger.Blocked() as outcome:
                return outcome

    async def _claim(self, limit: int) -> tuple[Delivery, ...]:
        async with self.desk.database.unit_of_work() as session:
            return await ledger.claim(session, limit, self.desk.clock())

    async def _fence(self, each: Delivery) -> str | None:
        """The address to send to; None where it is not to be sent any more."""
        async with self.desk.database.unit_of_work() as session:
            if not await ledger.fence(session, each.id, each.token, self.desk.clock()):
                return None
            return await chats.address_of(session, self.desk.sealer, each.chat_id)

    async def _record(self, each: Delivery, outcome: Outcome) -> None:
        async with self.desk.database.unit_of_work() as session:
            await ledger.record(session, each.id, each.token, outcome, self.desk.clock())

    async def _stop(self, why: str) -> None:
        """Pause everything: the next chat would meet the same."""
        log.error("sending is paused: %s", why)
        async with self.desk.database.unit_of_work() as session:
            await settings.pause_sending(session, why)


def _rank(each: Delivery) -> int:
    return EDIT_RANK if each.kind == "edit" else 4 - each.alert.severity.reaches


def _group(each: Delivery) -> bool:
    return each.chat_kind != "private"
