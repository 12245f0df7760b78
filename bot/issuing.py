"""Issuing as every way in does it: with the places that the gazetteer knows to be related."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, due, outbox
from db.alerts import AlertProblem
from knowledge.place import Gazetteer

ISSUE: Final = "issue"  # the due row of an approved advisory that goes out at an hour; its subject is "alert:ID"


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
    known = [place for place in record.alert.places if place in gazetteer]
    related = frozenset[str]().union(*(gazetteer.related(place) for place in known))
    return await outbox.issue(session, alert_id, related, now, operator_id=operator_id)


async def plan(session: AsyncSession, alert_id: int, at: datetime) -> None:
    """Have an approved alert issued at an hour, if it is still approved then.

    Raises: AlertProblem.
    """
    if (await alerts.get(session, alert_id)).state != "approved":
        raise AlertProblem("Only an approved advisory can be planned: have a second operator approve it first.")
    await due.plan(session, ISSUE, f"alert:{alert_id}", at)


def number_of(subject: str) -> int:
    """The alert that a due row is about: "alert:12" is 12."""
    return int(subject.rpartition(":")[2])
