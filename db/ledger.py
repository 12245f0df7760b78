"""The ledger at work: claim, commit, fence, commit, call, record, commit.

Exactly once does not exist towards a channel without idempotency keys. Kept instead: whoever should hear of an
alert has a row that ends sent, blocked, bad, skipped or uncertain; a row goes out twice only after a crash or an
unclear answer, and never a third time.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import chats, deliveries, generations, settings, subscriptions
from db.deliveries import Delivery
from db.recipients import UNCERTAIN, Skipped, alert, chat, delivery, delivery_table, skip
from db.statements import table
from db.tables import GenerationRow, SettingRow
from knowledge.alert import Severity

LEADER = "leader"  # the generation that a new sender raises: what others claimed before is no longer theirs
LEASE = timedelta(seconds=60)  # more than a call's 20 s and a batch's 2 s together
AGAIN = timedelta(seconds=30)  # before an uncertain message goes out once more
EDIT_ATTEMPTS = 8  # an edit has no end of its own, as an alert has
# Spelled out, not bound: a partial index answers only where its condition is seen to hold.
PENDING = delivery.state == literal_column("'pending'")
LEASED = delivery.state.in_([literal_column("'claimed'"), literal_column("'sending'")])
GRAVE = Severity.SEVERE.rank  # from here on a second copy is better than none


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


async def claim(session: AsyncSession, limit: int, now: datetime, lease: timedelta = LEASE) -> tuple[Delivery, ...]:
    """Take the next rows, gravest first and one of each chat; what has no sense any more is skipped on the way."""
    if await settings.why_paused(session):
        return ()
    leader = await generations.current(session, LEADER)
    while ids := await _next_rows(session, limit, now):
        if taken := await _sensible(session, ids, now):
            token = uuid.uuid4().hex
            await _take(session, [each.id for each in taken], token, leader, now + lease)
            return tuple(replace(each, token=token, attempts=each.attempts + 1) for each in taken)
    return ()


async def fence(session: AsyncSession, delivery_id: int, token: str, now: datetime) -> bool:
    """The last look before the call, in one statement; False: it is not ours to send, or not any more.

    Commit before the call begins. Within LEASE it must end, or it counts as uncertain.
    """
    leader = select(table(GenerationRow).c.n).where(table(GenerationRow).c.name == LEADER).scalar_subquery()
    setting = table(SettingRow).c
    paused = select(setting.name).where(setting.name == settings.SENDING_PAUSED).exists()
    active = select(chat.id).where(chat.id == delivery.chat_id, chat.state == "active").exists()
    in_force = select(alert.id).where(alert.id == delivery.alert_id, alert.state == "issued", alert.expires > now)
    fencing = (
        update(delivery_table)
        .where(delivery.id == delivery_id, delivery.token == token, delivery.state == "claimed")
        .where(delivery.lease_until > now, delivery.generation == func.coalesce(leader, 0), ~paused, active)
        # An edit that retires a message is about an alert that is not in force.
        .where(or_(delivery.subject.not_like("alert:%"), in_force.exists()))
        .values(state="sending", lease_until=now + LEASE)
    )
    return await session.scalar(fencing.returning(delivery.id)) is not None


async def record(session: AsyncSession, delivery_id: int, token: str, outcome: Outcome, now: datetime) -> bool:
    """Keep what became of a call; False where the row is not this claim's any more.

    A late "sent" is believed even after the row was given up as uncertain, as long as nobody claimed it again.
    """
    mine = and_(delivery.id == delivery_id, delivery.token == token)
    given_up = and_(delivery.state.in_(("pending", "uncertain")), delivery.reason == UNCERTAIN)
    match outcome:
        case Sent(message_id):
            which = and_(mine, or_(delivery.state == "sending", delivery.state == "uncertain", given_up))
            return await _set(session, which, state="sent", message_id=message_id, sent_at=now, reason=None)
        case Blocked(reason):
            return await _blocked(session, mine, delivery_id, reason, now)
        case Bad(reason):
            return await _set(session, and_(mine, delivery.state == "sending"), state="bad", reason=reason)
        case NotSent(retry_at):
            return await _not_sent(session, and_(mine, delivery.state == "sending"), retry_at)
        case Uncertain():
            return await _uncertain(session, and_(mine, delivery.state == "sending"), now) > 0


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Settle what a dead or slow sender left: claimed goes back, sending is uncertain. How many rows."""
    over = and_(LEASED, delivery.lease_until <= now)
    back = update(delivery_table).where(delivery.state == "claimed", over)
    freed = await session.execute(back.values(state="pending", token=None, lease_until=None))
    unclear = await _uncertain(session, and_(delivery.state == "sending", over), now)
    return cast(CursorResult[Any], freed).rowcount + unclear


async def next_at(session: AsyncSession) -> datetime | None:
    """When the next row may go out; None where none waits."""
    earliest = select(func.min(delivery.not_before)).where(PENDING)
    return cast(datetime | None, await session.scalar(earliest))


async def _next_rows(session: AsyncSession, limit: int, now: datetime) -> list[int]:
    """Rows that are due, of chats with nothing on its way; on PostgreSQL those that nobody else is taking."""
    other = delivery_table.alias()
    busy = select(other.c.id).where(other.c.chat_id == delivery.chat_id, other.c.state.in_(("claimed", "sending")))
    waiting = select(delivery.id).where(PENDING, delivery.not_before <= now, ~busy.exists())
    ordered = waiting.order_by(delivery.rank, delivery.not_before, delivery.id).limit(limit)
    return list(await session.scalars(ordered.with_for_update(skip_locked=True)))


async def _sensible(session: AsyncSession, ids: list[int], now: datetime) -> list[Delivery]:
    """One delivery of each chat; those that must not go out any more are skipped."""
    taken: dict[int, Delivery] = {}
    skipped: dict[Skipped, list[int]] = {}
    for each in await deliveries.load(session, ids):
        if reason := deliveries.senseless(each, now):
            skipped.setdefault(reason, []).append(each.id)
        else:
            taken.setdefault(each.chat_id, each)
    for reason, which in skipped.items():
        await skip(session, delivery.id.in_(which), reason)
    return list(taken.values())


async def _take(session: AsyncSession, ids: list[int], token: str, leader: int, lease_until: datetime) -> None:
    taking = update(delivery_table).where(delivery.id.in_(ids))
    await session.execute(
        taking.values(
            state="claimed",
            token=token,
            lease_until=lease_until,
            generation=leader,
            attempts=delivery.attempts + 1,
        )
    )


async def _blocked(
    session: AsyncSession, mine: ColumnElement[bool], delivery_id: int, reason: str, now: datetime
) -> bool:
    if not await _set(session, and_(mine, delivery.state == "sending"), state="blocked", reason=reason):
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
    return await _set(session, which, state="pending", not_before=retry_at, lease_until=None)


async def _uncertain(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> int:
    """Once more where that helps: what is grave, and edits; the token stays, so that a late answer counts."""
    grave = select(alert.id).where(alert.severity_rank >= GRAVE)
    helps = or_(delivery.kind == "edit", delivery.alert_id.in_(grave))
    once_more = update(delivery_table).where(which, helps, delivery.reason.is_(None))
    again = await session.execute(
        once_more.values(state="pending", reason=UNCERTAIN, not_before=now + AGAIN, lease_until=None)
    )
    rest = await session.execute(update(delivery_table).where(which).values(state="uncertain", reason=UNCERTAIN))
    return cast(CursorResult[Any], again).rowcount + cast(CursorResult[Any], rest).rowcount


async def _set(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> bool:
    setting = update(delivery_table).where(which).values(**values).returning(delivery.id)
    return await session.scalar(setting) is not None
