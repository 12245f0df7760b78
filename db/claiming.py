"""Whose a row is: claim, commit, fence, commit, and the call begins; without a call the row is given back.

What becomes of a call is `db/ledger.py`.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, String, and_, case, func, or_, select, update
from sqlalchemy import cast as cast_to
from sqlalchemy.ext.asyncio import AsyncSession

from db import deliveries, settings
from db.deliveries import Delivery
from db.queue import next_rows, on_its_way
from db.recipients import LEFT, Skipped, alert, chat, delivery, delivery_table, in_order, skip
from db.statements import table
from db.tables import GenerationRow, SettingRow

LEADER = "leader"  # the generation that a new sender raises: what others claimed before is no longer theirs
LEASE = timedelta(seconds=60)  # more than a call's 12 s and a batch's 2 s together
AGAIN = timedelta(seconds=30)  # before an uncertain message goes out once more, or one that is over is looked at


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
        held(claims),
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
    return await _give_back(session, and_(held(claims), delivery.state.in_(states)))


async def release_claimed(session: AsyncSession, leader: int, keeping: Collection[int] = ()) -> int:
    """Give back all that this leader claimed and has not begun with, but for these rows; how many."""
    mine = and_(
        on_its_way(delivery), delivery.state == "claimed", delivery.generation == leader, delivery.id.not_in(keeping)
    )
    return await _give_back(session, mine)


def held(claims: Collection[Claim]) -> ColumnElement[bool]:
    """Rows that are still held by these claims."""
    # As one word: a list of pairs becomes a condition for each pair, which takes longer to plan than to execute.
    word = cast_to(delivery.id, String) + ":" + delivery.token
    words = [f"{each.id}:{each.token}" for each in claims]
    return and_(delivery.id.in_([claim.id for claim in claims]), word.in_(words))


def waits_again() -> ColumnElement[str]:
    """The state of a row that did not go out; whoever left while it was on its way is not written to any more."""
    return case((delivery.reason == LEFT, "skipped"), else_="pending")


async def _give_back(session: AsyncSession, which: ColumnElement[bool]) -> int:
    back = update(delivery_table).where(in_order(which))
    freed = back.values(state=waits_again(), token=None, lease_until=None, attempts=delivery.attempts - 1)
    return cast(CursorResult[Any], await session.execute(freed)).rowcount


def _standing() -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """The generation of the sender that leads, and whether sending is paused."""
    generation, setting = table(GenerationRow).c, table(SettingRow).c
    leads = select(generation.n).where(generation.name == LEADER).scalar_subquery()
    paused = select(setting.name).where(setting.name == settings.SENDING_PAUSED).exists()
    return func.coalesce(leads, 0), paused


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
