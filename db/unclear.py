"""Copies that may have arrived: what an operator decides about those that are held."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import audit
from db.recipients import UNCERTAIN, alert, delivery, delivery_table, in_order
from db.statements import word

ACCEPTED = "accepted"  # taken for arrived; it stays unclear in every count, as nobody knows


async def count(session: AsyncSession, alert_id: int) -> int:
    """How many copies of an advisory are held until somebody decides."""
    return await session.scalar(select(func.count()).where(_held(alert_id))) or 0


async def resend(session: AsyncSession, alert_id: int, operator_id: int, now: datetime) -> int:
    """Send them once more, as long as the advisory is in force; how many. Whoever has it already reads it twice."""
    in_force = select(alert.id).where(alert.id == alert_id, alert.state == "issued", alert.expires > now)
    which = and_(_held(alert_id), in_force.exists())
    if n := await _settle(session, which, state="pending", not_before=now):
        subject, details = f"alert:{alert_id}", {"chats": n}
        await audit.append(session, "unclear resent", subject, details, operator_id=operator_id, now=now)
    return n


async def accept(session: AsyncSession, alert_id: int, operator_id: int, now: datetime) -> int:
    """Take them for arrived; how many. Later messages of the thread reach these chats as before."""
    if n := await _settle(session, _held(alert_id), reason=ACCEPTED):
        subject, details = f"alert:{alert_id}", {"chats": n}
        await audit.append(session, "unclear accepted", subject, details, operator_id=operator_id, now=now)
    return n


def _held(alert_id: int) -> ColumnElement[bool]:
    return and_(delivery.state == word("uncertain"), delivery.reason == UNCERTAIN, delivery.alert_id == alert_id)


async def _settle(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> int:
    settled = update(delivery_table).where(in_order(which)).values(lease_until=None, **values)
    return cast(CursorResult[Any], await session.execute(settled)).rowcount
