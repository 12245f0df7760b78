"""What an operator has typed and not saved yet: it outlives a log-in that ran out, a flat battery, a closed page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.statements import insert, table
from db.tables import KeptFormRow

LASTS = timedelta(days=30)

kept_table = table(KeptFormRow)
kept = kept_table.c


@dataclass(frozen=True)
class Kept:
    """The fields of a form as they were typed."""

    fields: Mapping[str, list[str]]
    at: datetime


async def keep(
    session: AsyncSession, operator_id: int, subject: str, fields: Mapping[str, list[str]], now: datetime
) -> None:
    """Keep them in the place of what was kept for this form before."""
    values = {"operator_id": operator_id, "subject": subject, "fields": json.dumps(fields), "at": now}
    made = insert(session, KeptFormRow).values(**values)
    changed = {"fields": values["fields"], "at": now}
    await session.execute(made.on_conflict_do_update(index_elements=["operator_id", "subject"], set_=changed))


async def find(session: AsyncSession, operator_id: int, subject: str) -> Kept | None:
    """What is kept for a form."""
    query = select(kept.fields, kept.at).where(kept.operator_id == operator_id, kept.subject == subject)
    row = (await session.execute(query)).one_or_none()
    return Kept(json.loads(row.fields), row.at) if row else None


async def forget(session: AsyncSession, operator_id: int, subject: str) -> None:
    """It was saved, or is not wanted."""
    await session.execute(delete(kept_table).where(kept.operator_id == operator_id, kept.subject == subject))


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """What nobody came back to."""
    await session.execute(delete(kept_table).where(kept.at <= now - LASTS))
