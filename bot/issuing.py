"""Issuing as every way in does it: with the places that the gazetteer knows to be related."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, alone, outbox, planned
from knowledge.place import Gazetteer


async def issue(
    session: AsyncSession,
    gazetteer: Gazetteer,
    alert_id: int,
    now: datetime,
    operator_id: int | None = None,
) -> int:
    """Issue an approved alert; how many chats will be told, 0 where it was issued already.

    Raises: AlertProblem.
    """
    record = await alerts.get(session, alert_id)
    return await outbox.issue(session, alert_id, gazetteer.around(record.alert.places), now, operator_id=operator_id)


async def issue_alone(
    session: AsyncSession,
    gazetteer: Gazetteer,
    alert_id: int,
    operator_id: int,
    shown_hash: str,
    why: str,
    now: datetime,
) -> int:
    """Break the glass and issue, in one decision; how many chats will be told.

    Raises: AlertProblem, Changed, NotIssuable.
    """
    await alone.break_glass(session, alert_id, operator_id, shown_hash, why, now)
    return await issue(session, gazetteer, alert_id, now, operator_id)


async def issue_planned(session: AsyncSession, gazetteer: Gazetteer, alert_id: int, at: datetime, now: datetime) -> int:
    """Issue what was planned for an hour that has come; 0 where that plan was given up or another took its place.

    Raises: AlertProblem.
    """
    if not await planned.holds(session, alert_id, at):
        return 0
    return await issue(session, gazetteer, alert_id, now)


def number_of(subject: str) -> int:
    """The alert that a due row is about: "alert:12" is 12."""
    return int(subject.rpartition(":")[2])
