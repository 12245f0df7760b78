"""One delivery from the fence to the record."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from bot.contact import Contact
from bot.dialogue import Desk
from bot.outcomes import Hold, Moved, Stop, Strange, Unchanged, Unedited, verdict
from bot.pacing import Pace
from bot.posting import Texts, post
from bot.telegram.client import Client
from bot.telegram.handling import move
from bot.telegram.patience import surely
from db import chats, claiming, ledger, sending
from db.claiming import Claim
from db.deliveries import Delivery
from db.errors import AWAY
from db.ledger import REFUSED, Bad, NotSent, Outcome, Sent, Uncertain

log = logging.getLogger(__name__)

AT_ONCE = 64  # calls in flight; also the most copies that a kill can cause
CALL = 12.0  # seconds a call may take in all, well within its lease
PATIENCE = 5.0  # seconds that a fenced row waits for its turn; longer, and it goes back
FRESH = 30.0  # seconds after asking for the fence in which a call may begin; with a second one, for an edit, within the lease
MOVES = 5  # times that a message follows a group to another address
STRANGE_TRIES = 3  # of a message that is refused in unknown words


@dataclass(eq=False)
class Attempts:
    """Fences, calls and records, many at a time; calls keep the pace in the moment they begin."""

    desk: Desk
    client: Client
    pace: Pace
    contact: Contact = field(default_factory=Contact)
    _texts: Texts = field(default_factory=Texts)
    _line: asyncio.Lock = field(default_factory=asyncio.Lock)  # whose turn is next
    _calls: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def deliver(self, each: Delivery, called: Callable[[], None]) -> None:
        """One row; `called` once it no longer keeps others from beginning.

        Rendered first, so that a mistake of ours shows before anything is promised.
        """
        with ExitStack() as waiting:
            waiting.callback(called)
            text = self._texts.of(each, self.client.username, self.desk.clock())
            asked = asyncio.get_running_loop().time()
            address = await self._fence(each)
            if address is None:
                return
            async with self._calls:
                turn = not self.contact.silent and await self._turn(each, asked)
                waiting.close()
                outcome = await self._outcome(each, address, text) if turn else self._not_now()
        await surely(partial(self._record, each, outcome))

    async def _fence(self, each: Delivery) -> str | None:
        """The address to send to; None where it is not to be sent, or not now: then it goes back."""
        claim = Claim(each.id, each.token)
        try:
            sealed = await self.desk.database.group_commit.put(self._fence_all, claim)
        except AWAY as error:
            # Whether it was committed nobody knows; that it was not called, we do.
            log.error("the database does not answer (%s); delivery %d goes back", type(error).__name__, each.id)
            await surely(partial(self.desk.database.group_commit.put, self._unfence_all, claim))
            return None
        if sealed is None:
            await surely(partial(self.desk.database.group_commit.put, self._release_all, claim))
            return None
        return self.desk.sealer.unseal(sealed, chats.SEALED_FOR).decode()

    async def _turn(self, each: Delivery, asked: float) -> bool:
        """Wait until Telegram may be called; False where that would take too long for a row that is fenced.

        Also where this process was stopped meanwhile: somebody else may have sent it since.
        """
        loop = asyncio.get_running_loop()
        async with self._line:
            while (wait := self.pace.earliest(loop.time()) - loop.time()) > 0:
                if wait > PATIENCE:
                    return False
                await asyncio.sleep(wait)
            if loop.time() - asked > FRESH:
                return False
            self.pace.take(each.chat_id, loop.time(), group=is_group(each))
        return True

    async def _outcome(self, each: Delivery, address: str, text: str) -> Outcome:
        """Call, and say what became of it, whatever happens."""
        try:
            async with asyncio.timeout(CALL):
                number = await post(self.client, each, address, text, paid=self.pace.paid)
            self.contact.accepted()
            return Sent(number)
        except TelegramError as error:
            return await self._judged(each, address, text, error)
        except TimeoutError:
            self.contact.unanswered()
            return Uncertain()
        except Exception as error:  # noqa: BLE001 - the edge: it may have gone out, so it is not simply repeated
            log.error("delivery %d failed (%s)", each.id, type(error).__name__)
            return Uncertain()

    async def _judged(self, each: Delivery, address: str, text: str, error: TelegramError) -> Outcome:
        now = self.desk.clock()
        meant = verdict(error, each.attempts, now)
        if isinstance(meant, Uncertain | NotSent):
            self.contact.unanswered()
            return meant
        self.contact.answered()
        match meant:
            case Hold(seconds):
                self._hold(each, seconds.total_seconds())
                return NotSent(now + seconds)
            case Strange(retry_at):
                if self.contact.refused(each.chat_id):
                    return await self._pause(each, "Telegram refuses it to one chat after the other")
                return NotSent(retry_at) if each.attempts < STRANGE_TRIES else Bad(REFUSED)
            case Moved(new):
                await surely(partial(move, self.desk, address, new))
                return NotSent(now) if each.attempts < MOVES else Bad("moved too often")
            case Unchanged():
                return Sent(each.edits)
            case Unedited() if each.in_place:
                return Bad("nothing left to edit")  # and so nothing left that says what is no longer so
            case Unedited():
                self.pace.take(each.chat_id, asyncio.get_running_loop().time(), group=is_group(each))
                return await self._outcome(replace(each, edits=None), address, text)
            case Stop(reason):
                return await self._pause(each, reason)
            case Sent() | Bad() | ledger.Blocked() as outcome:
                return outcome

    def _hold(self, each: Delivery, seconds: float) -> None:
        """A group has a limit of its own, which answers to its members use up as well; anybody else's is everybody's."""
        until = asyncio.get_running_loop().time() + seconds
        if is_group(each):
            log.warning("Telegram asks to wait %d s with a group", seconds)
            self.pace.hold_chat(each.chat_id, until)
        else:
            log.warning("Telegram asks to wait %d s; everything pushed waits", seconds)
            self.pace.hold(until)

    def _not_now(self) -> NotSent:
        return NotSent(self.desk.clock())

    async def _record(self, each: Delivery, outcome: Outcome) -> None:
        claim = Claim(each.id, each.token)
        if isinstance(outcome, Sent):
            await self.desk.database.group_commit.put(self._record_sent, (claim, outcome.message_id))
        else:
            await self.desk.database.group_commit.put(self._record_others, (claim, outcome))

    async def _pause(self, each: Delivery, reason: str) -> NotSent:
        """Pause everything: the next chat would meet the same."""
        why = f"advisory {each.alert.id}: {reason}"
        log.error("sending is paused: %s", why)
        await surely(partial(self._stop, why))
        return NotSent(self.desk.clock())

    async def _stop(self, why: str) -> None:
        async with self.desk.database.unit_of_work() as session:
            await sending.stop(session, why, self.desk.clock())

    # What is committed together. The clock is read when it is done, not when it was asked for.

    async def _fence_all(self, session: AsyncSession, claims: Sequence[Claim]) -> list[bytes | None]:
        passed = await claiming.fence_all(session, claims, self.desk.clock())
        return [passed.get(claim) for claim in claims]

    async def _release_all(self, session: AsyncSession, claims: Sequence[Claim]) -> list[None]:
        await claiming.release(session, claims)
        return [None] * len(claims)

    async def _unfence_all(self, session: AsyncSession, claims: Sequence[Claim]) -> list[None]:
        await claiming.release(session, claims, uncalled=True)
        return [None] * len(claims)

    async def _record_sent(self, session: AsyncSession, sent: Sequence[tuple[Claim, str | None]]) -> list[None]:
        await ledger.record_sent(session, dict(sent), self.desk.clock())
        return [None] * len(sent)

    async def _record_others(self, session: AsyncSession, ended: Sequence[tuple[Claim, Outcome]]) -> list[None]:
        for claim, outcome in sorted(ended, key=lambda each: each[0].id):  # locks are taken in this order
            await ledger.record(session, claim.id, claim.token, outcome, self.desk.clock())
        return [None] * len(ended)


def is_group(each: Delivery) -> bool:
    return each.chat_kind != "private"
