"""What one operator may issue alone: in an emergency, or from a template that others approved in daylight."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, notes
from db.alerts import AlertProblem, Changed, Record
from db.refusals import attempting
from db.revisions import changed_since
from db.statements import insert, table
from db.tables import IssuedAloneRow
from knowledge.alert import Severity, content_hash

Kind = Literal["break_glass", "notice"]
SHORTEST = 10  # characters of a reason: who reads it months later must understand it

alone = table(IssuedAloneRow).c


@dataclass(frozen=True)
class Alone:
    """Who issued it alone, how and why: shown wherever the advisory's record is."""

    kind: Kind
    operator_id: int
    content_hash: str
    why: str
    at: datetime


async def break_glass(
    session: AsyncSession, alert_id: int, operator_id: int, shown_hash: str, why: str, now: datetime
) -> Record:
    """Make it ready to issue without a second operator; issue it in the same unit of work. Everybody is alarmed.

    The operator has proved who they are already.
    Raises: AlertProblem, Changed.
    """
    with attempting("alert break glass", f"alert:{alert_id}", operator_id, now):
        record = await alerts.permitted(session, alert_id, operator_id, "break_glass")
        if record.alert.severity not in (Severity.SEVERE, Severity.EXTREME):
            raise AlertProblem("Only what is Severe or Extreme may go out without a second operator.")
        if len(why.strip()) < SHORTEST:
            raise AlertProblem(f"Say why it cannot wait for a second operator, in {SHORTEST} characters or more.")
        if not shown_hash == record.content_hash == content_hash(record.alert):
            changes = await changed_since(session, alert_id, shown_hash, record.alert)
            raise Changed("The text is not the one that you were shown: read it again.", changes)
    ready = await mark(session, record, "break_glass", operator_id, why.strip(), now)
    await alerts.note(session, "glass broken", alert_id, operator_id, now, hash=record.content_hash, why=why.strip())
    details = {"alert": alert_id, "operator": operator_id, "why": why.strip()}
    await notes.tell(session, "break_glass", f"alert:{alert_id}", details, now)
    return ready


async def mark(session: AsyncSession, record: Record, kind: Kind, operator_id: int, why: str, now: datetime) -> Record:
    """Ready to issue, with the mark that nobody else approved it."""
    await alerts.step(session, record, "alone")
    made = insert(session, IssuedAloneRow).values(
        alert_id=record.id, kind=kind, operator_id=operator_id, content_hash=record.content_hash, why=why, at=now
    )
    await session.execute(made)
    return await alerts.get(session, record.id)


async def of_alert(session: AsyncSession, alert_id: int) -> Alone | None:
    """None where two people or more stand behind it."""
    columns = (alone.kind, alone.operator_id, alone.content_hash, alone.why, alone.at)
    row = (await session.execute(select(*columns).where(alone.alert_id == alert_id))).one_or_none()
    return Alone(*row) if row else None
