"""An approved advisory that goes out at an hour: a due row, which can be taken back until then."""

from collections.abc import Container
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, approvals, due, notes
from db.alerts import AlertProblem, NotIssuable, Record
from db.refusals import attempting
from knowledge.alert_rules import check_issuable

ISSUE: Final = "issue"  # the due row's kind; its subject is "alert:ID"


async def plan(
    session: AsyncSession, alert_id: int, at: datetime, operator_id: int, places: Container[str], now: datetime
) -> Record:
    """Have an approved advisory issued at an hour, if it is still approved then; planned again, the hour moves.

    Raises: AlertProblem; NotIssuable where it would break a rule at that hour.
    """
    with attempting("alert schedule", f"alert:{alert_id}", operator_id, now):
        record = await alerts.permitted(session, alert_id, operator_id, "schedule")
        await approvals.check(session, record)
        if at <= now:
            raise AlertProblem("That hour has passed: issue it now, or choose a later one.")
        if problems := check_issuable(record.alert, places, at):
            raise NotIssuable(problems)
    await alerts.set_issue_at(session, alert_id, at)
    await due.plan(session, ISSUE, f"alert:{alert_id}", at)
    await alerts.note(session, "scheduled", alert_id, operator_id, now, at=at.isoformat())
    return await alerts.get(session, alert_id)


async def unplan(session: AsyncSession, alert_id: int, operator_id: int, now: datetime) -> Record:
    """It does not go out by itself; the approvals hold.

    Raises: AlertProblem.
    """
    with attempting("alert unschedule", f"alert:{alert_id}", operator_id, now):
        record = await alerts.permitted(session, alert_id, operator_id, "unschedule")
        if record.issue_at is None:
            raise AlertProblem("It is not planned for an hour.")
    await alerts.set_issue_at(session, alert_id, None)
    await due.cancel(session, ISSUE, f"alert:{alert_id}")
    await alerts.note(session, "unscheduled", alert_id, operator_id, now)
    return await alerts.get(session, alert_id)


async def holds(session: AsyncSession, alert_id: int, at: datetime) -> bool:
    """True where it is still to go out at this hour: an edit, a rejection or another hour ended that plan."""
    record = await alerts.get(session, alert_id)
    return record.state == "approved" and record.issue_at == at


async def failed(session: AsyncSession, alert_id: int, why: str, now: datetime) -> None:
    """What could not be issued at its hour: operators are told, it is not tried for ever."""
    await alerts.set_issue_at(session, alert_id, None)
    await notes.tell(session, "issue_failed", f"alert:{alert_id}", {"alert": alert_id, "why": why}, now)
