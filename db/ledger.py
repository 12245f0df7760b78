"""The ledger at work: claim, commit, fence, commit, call, record, commit.

Exactly once does not exist towards a channel without idempotency keys. Kept instead: whoever should hear of an
alert has a row that ends sent, blocked, bad, skipped or uncertain; a row goes out twice only after a crash or an
unclear answer, and never a third time.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.ext.asyncio import AsyncSession

from db import chats, deliveries, late, settings, subscriptions
from db.deliveries import Delivery
from db.queue import next_rows, on_its_way
from db.recipients import (
    LEFT,
    RANKS,
    UNCERTAIN,
    Skipped,
    alert,
    alert_table,
    chat,
    delivery,
    delivery_table,
    in_order,
    skip,
)
from db.statements import table, word
from db.tables import GenerationRow, SettingRow
from knowledge.alert import Severity

LEADER = "leader"  # the generation that a new sender raises: what others claimed before is no longer theirs
LEASE = timedelta(seconds=60)  # more than a call's 12 s and a batch's 2 s together
AGAIN = timedelta(seconds=30)  # before an uncertain message goes out once more, or one that is over is looked at
LONGEST_WAIT = timedelta(minutes=2)  # nothing waits or is held for longer, unless the clock was set back since
EDIT_ATTEMPTS = 8  # an edit has no end of its own, as an alert has
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


@dataclass(frozen=True)
class Claim:
    """One row, as one sender holds it."""

    id: int
    token: str


async def claim(
    session: AsyncSession,
    limit: int,
    now: datetime,
    lease: timedelta = LEASE,
    *,
    leader: int | None = None,
) -> tuple[Delivery, ...]:
    """Take the next rows, gravest first and one of each chat; what has no sense any more is skipped on the way.

    `leader` is the generation that the sender raised: it takes nothing once another one came after it.
    """
    current, paused = (await session.execute(select(*_standing()))).one()
    if paused or leader not in (None, current):
        return ()
    while ids := await next_rows(session, limit, now):
        if taken := await _sensible(session, ids, now):
            token = uuid.uuid4().hex
            await _take(session, [each.id for each in taken], token, current, now + lease)
            return tuple(replace(each, token=token, attempts=each.attempts + 1) for each in taken)
    return ()


async def fence(session: AsyncSession, delivery_id: int, token: str, now: datetime) -> bool:
    """The last look before the call; False: it is not ours to send, or not any more.

    Commit before the call begins. Within LEASE it must end, or it counts as uncertain.
    """
    return bool(await fence_all(session, [Claim(delivery_id, token)], now))


async def fence_all(session: AsyncSession, claims: Collection[Claim], now: datetime) -> Mapping[Claim, bytes]:
    """The same for many in one statement: those that may be sent, with the sealed address of each."""
    leader, paused = _standing()
    active = select(chat.id).where(chat.id == delivery.chat_id, chat.state == "active").exists()
    in_force = select(alert.id).where(alert.id == delivery.alert_id, alert.state == "issued", alert.expires > now)
    passes = and_(
        _held(claims),
        delivery.state == "claimed",
        delivery.lease_until > now,
        delivery.generation == leader,
        ~paused,
        active,
        # An edit that retires a message is about an alert that is not in force.
        or_(delivery.subject.not_like("alert:%"), in_force.exists()),
    )
    address = select(chat.address_sealed).where(chat.id == delivery.chat_id).scalar_subquery()
    fencing = update(delivery_table).where(in_order(passes)).values(state="sending", lease_until=now + LEASE)
    rows = await session.execute(fencing.returning(delivery.id, delivery.token, address))
    return {Claim(row[0], row[1]): row[2] for row in rows}


async def release(session: AsyncSession, claims: Collection[Claim], *, uncalled: bool = False) -> int:
    """Give rows back that were not sent, so that nobody waits for the end of their leases; how many.

    `uncalled`: also those that may have passed the fence in a commit whose answer was lost; the caller knows that
    no call was made.
    """
    states = ("claimed", "sending") if uncalled else ("claimed",)
    return await _give_back(session, and_(_held(claims), delivery.state.in_(states)))


async def release_claimed(session: AsyncSession, leader: int, keeping: Collection[int] = ()) -> int:
    """Give back all that this leader claimed and has not begun with, but for these rows; how many."""
    mine = and_(
        on_its_way(delivery), delivery.state == "claimed", delivery.generation == leader, delivery.id.not_in(keeping)
    )
    return await _give_back(session, mine)


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
    and no wait lasts until it has caught up.
    """
    await _wait_no_longer(session, now)
    lapsed = or_(delivery.lease_until <= now, delivery.lease_until > now + LONGEST_WAIT)
    over = on_its_way(delivery) if everything else and_(on_its_way(delivery), lapsed)
    back = update(delivery_table).where(in_order(and_(delivery.state == "claimed", over)))
    freed = await session.execute(back.values(state="pending", token=None, lease_until=None))
    unclear = await _uncertain(session, and_(delivery.state == "sending", over), now)
    return cast(CursorResult[Any], freed).rowcount + unclear


async def _wait_no_longer(session: AsyncSession, now: datetime) -> None:
    """What waits for an hour that nobody set is due."""
    # Each rank by name: so one look at the index of what waits is enough, however much that is.
    far = and_(delivery.rank.in_(RANKS), delivery.not_before > now + LONGEST_WAIT, delivery.state == word("pending"))
    await session.execute(update(delivery_table).where(in_order(far)).values(not_before=now))


async def _give_back(session: AsyncSession, which: ColumnElement[bool]) -> int:
    back = update(delivery_table).where(in_order(which))
    freed = back.values(state=_waits_again(), token=None, lease_until=None, attempts=delivery.attempts - 1)
    return cast(CursorResult[Any], await session.execute(freed)).rowcount


def _standing() -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """The generation of the sender that leads, and whether sending is paused."""
    generation, setting = table(GenerationRow).c, table(SettingRow).c
    leads = select(generation.n).where(generation.name == LEADER).scalar_subquery()
    paused = select(setting.name).where(setting.name == settings.SENDING_PAUSED).exists()
    return func.coalesce(leads, 0), paused


def _held(claims: Collection[Claim]) -> ColumnElement[bool]:
    """Rows that are still held by these claims."""
    # As one word: a list of pairs becomes a condition for each pair, which takes longer to plan than to execute.
    held = cast_to(delivery.id, String) + ":" + delivery.token
    return and_(
        delivery.id.in_([claim.id for claim in claims]), held.in_([f"{each.id}:{each.token}" for each in claims])
    )


async def _given_up(session: AsyncSession, claims: Collection[Claim]) -> list[Claim]:
    """Those of which no answer was expected any more."""
    rows = await session.execute(select(delivery.id, delivery.token).where(_held(claims), _may_be_sent()))
    return [Claim(row[0], row[1]) for row in rows]


def _may_be_sent() -> ColumnElement[bool]:
    """On its way, or given up as unclear and not claimed again: a late "sent" is believed."""
    given_up = and_(delivery.state == "pending", delivery.reason == UNCERTAIN)
    # No IN: it cannot be executed for many rows at once.
    return or_(delivery.state == "sending", delivery.state == "uncertain", given_up)


async def _sensible(session: AsyncSession, ids: list[int], now: datetime) -> list[Delivery]:
    """One delivery of each chat; those that must not go out any more are skipped.

    What is over by this clock alone waits for `outbox.expire`: until then the clock may be set back, and an advisory
    in force would be lost to whoever had it skipped.
    """
    taken: dict[int, Delivery] = {}
    skipped: dict[Skipped, list[int]] = {}
    untimely: list[int] = []
    for each in await deliveries.load(session, ids):
        if reason := deliveries.senseless(each):
            skipped.setdefault(reason, []).append(each.id)
        elif each.timely(now):
            taken.setdefault(each.chat_id, each)
        else:
            untimely.append(each.id)
    if untimely:
        await session.execute(update(delivery_table).where(delivery.id.in_(untimely)).values(not_before=now + AGAIN))
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
    return await _set(session, which, state=_waits_again(), not_before=retry_at, lease_until=None)


def _waits_again() -> ColumnElement[str]:
    """The state of a row that did not go out; whoever left while it was on its way is not written to any more."""
    return case((delivery.reason == LEFT, "skipped"), else_="pending")


async def _uncertain(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> int:
    """Once more where that helps: what is grave, and edits; the token stays, so that a late answer counts."""
    grave = select(alert.id).where(alert.severity_rank >= GRAVE)
    helps = or_(and_(delivery.kind == "edit", _HAS_WHAT_IT_EDITS), delivery.alert_id.in_(grave))
    once_more = update(delivery_table).where(in_order(and_(which, helps, delivery.reason.is_(None))))
    again = await session.execute(
        once_more.values(state="pending", reason=UNCERTAIN, not_before=now + AGAIN, lease_until=None)
    )
    left = update(delivery_table).where(in_order(which))
    rest = await session.execute(left.values(state="uncertain", reason=UNCERTAIN))
    return cast(CursorResult[Any], again).rowcount + cast(CursorResult[Any], rest).rowcount


async def _set(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> bool:
    setting = update(delivery_table).where(which).values(**values).returning(delivery.id)
    return await session.scalar(setting) is not None
