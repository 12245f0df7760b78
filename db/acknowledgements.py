"""Who keeps watch for a team has read what was sent to it: noted on the delivery, counted for the desk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import String, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.alerts import Record
from db.recipients import alert, alert_table, delivery, delivery_table
from knowledge.alert import Scope

Noted = Literal["now", "before", "never_sent"]

# An answer may come before the send is recorded, or where its reply was lost: then it did arrive.
ARRIVED: Final = ("sending", "sent", "uncertain")
ARRIVES: Final = ("send", "edit")  # an operator's own look, or a reminder, is no message to be read


@dataclass(frozen=True)
class Read:
    """How many chats said that they have read an advisory, of those that have, or may have, it."""

    n: int
    of: int


async def acknowledge(session: AsyncSession, alert_id: int, chat_id: int, now: datetime) -> Noted:
    """Note that a chat has read an advisory; the first time counts."""
    theirs = (
        delivery.subject == f"alert:{alert_id}",
        delivery.kind.in_(ARRIVES),
        delivery.chat_id == chat_id,
        delivery.state.in_(ARRIVED),
    )
    noting = update(delivery_table).where(*theirs, delivery.acknowledged_at.is_(None)).values(acknowledged_at=now)
    if (await session.scalars(noting.returning(delivery.id))).all():
        return "now"
    known = await session.scalar(select(delivery.id).where(*theirs).limit(1))
    return "before" if known else "never_sent"


async def last_asked(session: AsyncSession, chat_id: int) -> str | None:
    """The identifier of the last advisory that reached a chat and asks whether it was read."""
    query = (
        select(alert.identifier)
        .join_from(delivery_table, alert_table, delivery.alert_id == alert.id)
        .where(delivery.chat_id == chat_id, delivery.kind.in_(ARRIVES), delivery.state.in_(ARRIVED))
        # The rows that retire an earlier message carry its number too, and bring nothing to read.
        .where(alert.scope == Scope.TEAM, delivery.subject == "alert:" + cast(alert.id, String))
        .order_by(delivery.id.desc())
    )
    found: str | None = await session.scalar(query.limit(1))
    return found


async def of_teams(session: AsyncSession, records: Collection[Record]) -> dict[int, Read]:
    """How many have read each of these that is kept to a team; those that reached nobody are left out."""
    return await _read(session, [each.id for each in records if each.alert.scope is Scope.TEAM])


async def _read(session: AsyncSession, alert_ids: Collection[int]) -> dict[int, Read]:
    if not alert_ids:
        return {}
    sent = (delivery.kind.in_(ARRIVES), delivery.state.in_(ARRIVED))
    # The rows that retire an earlier message carry its number too, and are none of its copies.
    own = delivery.subject.in_([f"alert:{each}" for each in alert_ids])
    counted = func.count(delivery.acknowledged_at)
    query = select(delivery.alert_id, counted, func.count()).where(*sent, own, delivery.alert_id.in_(alert_ids))
    rows = await session.execute(query.group_by(delivery.alert_id))
    return {alert_id: Read(n, of) for alert_id, n, of in rows}
