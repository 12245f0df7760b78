"""What became of each call: record, commit. What a dead or slow sender left is settled by the sweep.

Exactly once does not exist towards a channel without idempotency keys. Kept instead: whoever should hear of an
alert has a row that ends sent, blocked, bad, skipped or uncertain; a row goes out twice only after a crash or an
unclear answer, and never a third time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, bindparam, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import chats, late, subscriptions
from db.claiming import AGAIN, Claim, held, waits_again
from db.queue import on_its_way
from db.recipients import RANKS, UNCERTAIN, alert, alert_table, delivery, delivery_table, in_order, locking
from db.statements import word
from knowledge.alert import Severity

LONGEST_WAIT = timedelta(minutes=2)  # nothing waits or is held for longer, unless the clock was set back since
EDIT_ATTEMPTS = 500  # an edit has no end of its own, as an alert has; at one a minute these are eight hours
REFUSED = "refused"  # why a row is bad of which nobody knows more: the operators are told
GRAVE = Severity.SEVERE.rank  # from here on a second copy is better than none
_other, _of_it, _mine = delivery_table.alias(), alert_table.alias(), alert_table.alias()
# The chat has a message of the thread; without one an edit goes out as a message, and may double it.
_HAS_WHAT_IT_EDITS = (
    select(_other.c.id)
    .join(_of_it, _of_it.c.id == _other.c.alert_id)
    .join(_mine, _mine.c.thread_id == _of_it.c.thread_id)
    .where(_mine.c.id == delivery.alert_id, _other.c.chat_id == delivery.chat_id)
    .where(_other.c.state == "sent", _other.c.message_id.is_not(None))
    .correlate(delivery_table)
    .exists()
)
_SENT: Mapping[str, Any] = {"state": "sent", "reason": None}


@dataclass(frozen=True)
class Sent:
    """The channel accepted it; nobody may call that delivered or read."""

    message_id: str | None


@dataclass(frozen=True)
class Blocked:
    """The person does not want it, or is not there any more."""

    reason: str


@dataclass(frozen=True)
class Bad:
    """The channel refuses this very message: our mistake, and nobody else is unsubscribed for it."""

    reason: str


@dataclass(frozen=True)
class NotSent:
    """It certainly did not go out, and may be tried again from then on."""

    retry_at: datetime


@dataclass(frozen=True)
class Uncertain:
    """It may have gone out: no answer came, or an unclear one."""


Outcome = Sent | Blocked | Bad | NotSent | Uncertain


async def record_sent(session: AsyncSession, sent: Mapping[Claim, str | None], now: datetime) -> None:
    """Keep the number of each message that the channel accepted: `record` with `Sent` for many at once."""
    accepted = and_(delivery.id == bindparam("row"), delivery.token == bindparam("held"), delivery.state == "sending")
    kept = update(delivery_table).where(accepted).values(message_id=bindparam("number"), **_SENT, sent_at=now)
    ordered = sorted(sent, key=lambda claim: claim.id)  # locks are taken in this order
    rows = [{"row": each.id, "held": each.token, "number": sent[each]} for each in ordered]
    counted = kept.execution_options(preserve_rowcount=True)
    if cast(CursorResult[Any], await session.execute(counted, rows)).rowcount != len(rows):
        for each in await _given_up(session, sent):
            await record(session, each.id, each.token, Sent(sent[each]), now)


async def record(session: AsyncSession, delivery_id: int, token: str, outcome: Outcome, now: datetime) -> bool:
    """Keep what became of a call; False where the row is not this claim's any more.

    A late "sent" is believed even after the row was given up as uncertain, as long as nobody claimed it again.
    """
    mine = and_(delivery.id == delivery_id, delivery.token == token)
    match outcome:
        case Sent(message_id):
            which = and_(mine, _may_be_sent())
            arrived_late = await late.given_up(session, which)
            kept = await _set(session, which, message_id=message_id, **_SENT, sent_at=now)
            await late.retire(session, arrived_late, now)
            return kept
        case Blocked(reason):
            return await _blocked(session, mine, delivery_id, reason, now)
        case Bad(reason):
            # What was refused at its second attempt may have arrived at its first, and is not forgotten for it.
            first = delivery.reason == UNCERTAIN
            ended = {"state": case((first, "uncertain"), else_="bad"), "reason": case((first, UNCERTAIN), else_=reason)}
            return await _set(session, and_(mine, delivery.state == "sending"), **ended)
        case NotSent(retry_at):
            until = min(retry_at, now + LONGEST_WAIT)  # the sender holds its pace for longer, if it is to
            return await _not_sent(session, and_(mine, delivery.state == "sending"), until)
        case Uncertain():
            return await _uncertain(session, and_(mine, delivery.state == "sending"), now) > 0


async def sweep(session: AsyncSession, now: datetime, *, everything: bool = False) -> int:
    """Settle what a dead or slow sender left: claimed goes back, sending is uncertain. How many rows.

    `everything`: whatever the leases say, by who has just become the sender. Where the clock was set back, no lease
    and no wait lasts until it has caught up. Otherwise what somebody is recording at this moment is left to them: a
    sweep that waits for their rows and holds others that they want would stop both.
    """
    free = not everything
    await _wait_no_longer(session, now)
    lapsed = or_(delivery.lease_until <= now, delivery.lease_until > now + LONGEST_WAIT)
    over = on_its_way(delivery) if everything else and_(on_its_way(delivery), lapsed)
    back = update(delivery_table).where(in_order(and_(delivery.state == "claimed", over), free=free))
    freed = await session.execute(back.values(state="pending", token=None, lease_until=None))
    unclear = await _uncertain(session, and_(delivery.state == "sending", over), now, free=free)
    return cast(CursorResult[Any], freed).rowcount + unclear


async def _wait_no_longer(session: AsyncSession, now: datetime) -> None:
    """What waits for an hour that nobody set is due."""
    # Each rank by name: so one look at the index of what waits is enough, however much that is.
    far = and_(delivery.rank.in_(RANKS), delivery.not_before > now + LONGEST_WAIT, delivery.state == word("pending"))
    await session.execute(update(delivery_table).where(in_order(far, free=True)).values(not_before=now))


async def _given_up(session: AsyncSession, claims: Collection[Claim]) -> list[Claim]:
    """Those of which no answer was expected any more."""
    given_up = select(delivery.id, delivery.token).where(held(claims), _may_be_sent())
    rows = await session.execute(given_up.order_by(delivery.id))  # locks are taken in this order
    return [Claim(row[0], row[1]) for row in rows]


def _may_be_sent() -> ColumnElement[bool]:
    """On its way, or given up as unclear and not claimed again: a late "sent" is believed."""
    given_up = and_(delivery.state == "pending", delivery.reason == UNCERTAIN)
    # No IN: it cannot be executed for many rows at once.
    return or_(delivery.state == "sending", delivery.state == "uncertain", given_up)


async def _blocked(
    session: AsyncSession, mine: ColumnElement[bool], delivery_id: int, reason: str, now: datetime
) -> bool:
    # Its first attempt may have arrived before: whoever comes back is told what becomes of the message.
    kept = case((delivery.reason == UNCERTAIN, UNCERTAIN), else_=reason)
    if not await _set(session, and_(mine, delivery.state == "sending"), state="blocked", reason=kept):
        return False
    chat_id = await session.scalar(select(delivery.chat_id).where(delivery.id == delivery_id))
    if chat_id is not None:
        await chats.block(session, chat_id, reason)
        await subscriptions.end_all(session, chat_id, "blocked", now)
    return True


async def _not_sent(session: AsyncSession, which: ColumnElement[bool], retry_at: datetime) -> bool:
    too_often = and_(which, delivery.kind == "edit", delivery.attempts >= EDIT_ATTEMPTS)
    if await _set(session, too_often, state="bad", reason="tried too often"):
        return True
    return await _set(session, which, state=waits_again(), not_before=retry_at, lease_until=None)


async def _uncertain(session: AsyncSession, which: ColumnElement[bool], now: datetime, *, free: bool = False) -> int:
    """Once more where that helps: what is grave, and edits; the token stays, so that a late answer counts."""
    grave = select(alert.id).where(alert.severity_rank >= GRAVE)
    helps = or_(and_(delivery.kind == "edit", _HAS_WHAT_IT_EDITS), delivery.alert_id.in_(grave))
    # Held first: what somebody else held a moment ago may be free by the second statement, which is not for all.
    mine = delivery.id.in_(list(await session.scalars(locking(which, free=free))))
    once_more = update(delivery_table).where(mine, helps, delivery.reason.is_(None))
    again = await session.execute(
        once_more.values(state="pending", reason=UNCERTAIN, not_before=now + AGAIN, lease_until=None)
    )
    left = update(delivery_table).where(mine, which)
    rest = await session.execute(left.values(state="uncertain", reason=UNCERTAIN))
    return cast(CursorResult[Any], again).rowcount + cast(CursorResult[Any], rest).rowcount


async def _set(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> bool:
    setting = update(delivery_table).where(which).values(**values).returning(delivery.id)
    return await session.scalar(setting) is not None
