"""A second operator's yes or no to exactly the text that was before them; Extreme needs two."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import alone, notes, operators
from db.alerts import AlertProblem, Changed, Record, get, note, permitted, step, void_approvals
from db.refusals import attempting
from db.revisions import changed_since
from db.statements import insert, table
from db.tables import ApprovalRow, OperatorRow
from knowledge.alert import Alert, Kind, Severity, content_hash

Via = Literal["console", "command line", "chat"]

approval, operator = table(ApprovalRow).c, table(OperatorRow).c


@dataclass(frozen=True)
class Approval:
    """Who approved which content, how and when."""

    operator_id: int
    content_hash: str
    via: Via
    at: datetime


def needed(alert: Alert) -> int:
    """How many approvals besides its author it takes; taking back what is wrong must not wait for a third person."""
    return 2 if alert.severity is Severity.EXTREME and alert.kind is not Kind.CANCEL else 1


async def approve(
    session: AsyncSession, alert_id: int, operator_id: int, shown_hash: str, via: Via, now: datetime
) -> Record:
    """Approve the content whose hash was shown; whoever wrote it as it stands cannot.

    The operator has proved who they are already: with a code, or as a demo operator. The state tells whether
    another approval is needed.
    Raises: AlertProblem; Changed, with the difference, where the text is another one.
    """
    with attempting("alert approve", f"alert:{alert_id}", operator_id, now):
        record = await permitted(session, alert_id, operator_id, "approve")
        await _two_people(session, record, operator_id)
        await _the_text_shown(session, record, shown_hash)
    given = 1 + len([each for each in await of_alert(session, alert_id) if each.content_hash == shown_hash])
    await step(session, record, "approve" if given >= needed(record.alert) else "endorse")
    made = insert(session, ApprovalRow).values(
        alert_id=alert_id, operator_id=operator_id, content_hash=shown_hash, via=via, at=now
    )
    await session.execute(made)
    await note(session, "approved", alert_id, operator_id, now, hash=shown_hash, via=via)
    after = await get(session, alert_id)
    if after.state == "approved":
        await notes.settle(session, f"alert:{alert_id}", now, "approval_wanted")
        details = {"alert": alert_id, "operator": operator_id}
        await notes.tell(session, "approved", f"alert:{alert_id}", details, now, only=[record.author_id])
    return after


async def reject(session: AsyncSession, alert_id: int, operator_id: int, why: str, now: datetime) -> Record:
    """Back to draft, with the reason in the audit and for its author; approvals are void.

    Raises: AlertProblem.
    """
    with attempting("alert reject", f"alert:{alert_id}", operator_id, now):
        record = await permitted(session, alert_id, operator_id, "reject")
        await step(session, record, "reject", issue_at=None)
    await void_approvals(session, alert_id)
    await note(session, "rejected", alert_id, operator_id, now, why=why)
    await notes.settle(session, f"alert:{alert_id}", now)
    details = {"alert": alert_id, "operator": operator_id, "why": why}
    await notes.tell(session, "rejected", f"alert:{alert_id}", details, now, only=[record.author_id], but=operator_id)
    return await get(session, alert_id)


async def of_alert(session: AsyncSession, alert_id: int) -> tuple[Approval, ...]:
    """The approvals that hold, oldest first: those of operators who are not active any more do not."""
    active = _approvals(alert_id).join(table(OperatorRow), operator.id == approval.operator_id)
    return tuple(Approval(*row) for row in await session.execute(active.where(operator.active.is_(True))))


async def given(session: AsyncSession, alert_id: int) -> tuple[Approval, ...]:
    """The approvals with which it went out, oldest first, whoever has left since."""
    return tuple(Approval(*row) for row in await session.execute(_approvals(alert_id)))


async def check(session: AsyncSession, record: Record) -> None:
    """Enough people stand behind exactly this text, or one who may alone.

    Raises: AlertProblem.
    """
    if record.state != "approved":
        raise AlertProblem("Only an approved advisory can be issued: it needs a second operator's approval.")
    present = content_hash(record.alert)
    if not (await operators.get(session, record.author_id)).active:
        raise AlertProblem("Its author is not active any more: somebody must edit it, and answer for it, first.")
    by_one = await alone.of_alert(session, record.id)
    if by_one and by_one.content_hash == present:
        return
    given = [each for each in await of_alert(session, record.id) if each.operator_id != record.author_id]
    if len([each for each in given if each.content_hash == present]) < needed(record.alert):
        raise AlertProblem(
            "The approval is for another text than this, or by somebody who left: reject it and have it approved again."
        )


def _approvals(alert_id: int) -> Select[Any]:
    columns = (approval.operator_id, approval.content_hash, approval.via, approval.at)
    return select(*columns).where(approval.alert_id == alert_id).order_by(approval.at)


async def _two_people(session: AsyncSession, record: Record, operator_id: int) -> None:
    if operator_id == record.author_id:
        raise AlertProblem("Whoever wrote an advisory cannot approve it: ask a second operator.")
    if not (await operators.get(session, record.author_id)).active:
        raise AlertProblem("Its author is not active any more: somebody must edit it, and answer for it, first.")
    if operator_id in {each.operator_id for each in await of_alert(session, record.id)}:
        raise AlertProblem("You have approved it already: it needs one more operator.")


async def _the_text_shown(session: AsyncSession, record: Record, shown_hash: str) -> None:
    if not shown_hash == record.content_hash == content_hash(record.alert):
        changes = await changed_since(session, record.id, shown_hash, record.alert)
        raise Changed("The text is not the one that you were shown: read it again, then approve.", changes)
