"""A second operator's yes or no to exactly the text that was before them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import operators
from db.alerts import AlertProblem, Record, get, locked, note, step, void_approvals
from db.statements import insert, table
from db.tables import ApprovalRow
from knowledge.alert import content_hash

Via = Literal["console", "command line", "chat"]

approval = table(ApprovalRow).c


@dataclass(frozen=True)
class Approval:
    """Who approved which content, how and when."""

    operator_id: int
    content_hash: str
    via: Via
    at: datetime


async def approve(
    session: AsyncSession, alert_id: int, operator_id: int, shown_hash: str, via: Via, now: datetime
) -> Record:
    """Approve the content whose hash was shown; whoever wrote it as it stands cannot.

    The operator has proved who they are already: with a code, or as a demo operator.
    Raises: AlertProblem.
    """
    record = await locked(session, alert_id)
    await _may_approve(session, record, operator_id)
    if not shown_hash == record.content_hash == content_hash(record.alert):
        raise AlertProblem("The text is not the one that you were shown: read it again, then approve.")
    await step(session, record, "approve")
    made = insert(session, ApprovalRow).values(
        alert_id=alert_id, operator_id=operator_id, content_hash=shown_hash, via=via, at=now
    )
    await session.execute(made)
    await note(session, "approved", alert_id, operator_id, now, hash=shown_hash, via=via)
    return await get(session, alert_id)


async def reject(session: AsyncSession, alert_id: int, operator_id: int, why: str, now: datetime) -> Record:
    """Back to draft, with the reason in the audit; approvals are void.

    Raises: AlertProblem.
    """
    record = await locked(session, alert_id)
    await step(session, record, "reject")
    await void_approvals(session, alert_id)
    await note(session, "rejected", alert_id, operator_id, now, why=why)
    return await get(session, alert_id)


async def of_alert(session: AsyncSession, alert_id: int) -> tuple[Approval, ...]:
    """The approvals that hold, oldest first."""
    query = select(approval.operator_id, approval.content_hash, approval.via, approval.at)
    rows = await session.execute(query.where(approval.alert_id == alert_id).order_by(approval.at))
    return tuple(Approval(*row) for row in rows)


async def _may_approve(session: AsyncSession, record: Record, operator_id: int) -> None:
    operator = await operators.get(session, operator_id)
    if not operator.active or "approver" not in operator.roles:
        raise AlertProblem(f"{operator.name} may not approve advisories.")
    if operator_id == record.author_id:
        raise AlertProblem("Whoever wrote an advisory cannot approve it: ask a second operator.")
