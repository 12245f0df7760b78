"""The record: who did what. Each line holds the hash of the one before, so that a change or a gap shows."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.statements import table
from db.tables import AuditRow

START = "0" * 64
AT_ONCE = 500  # lines that are read and hashed at a time
RECORD_LOCK = 0x72656364  # "recd"; one writer at a time on PostgreSQL, SQLite has no more anyway


@dataclass(frozen=True)
class Recorded:
    """One line; `operator_id` is None where the program acted by itself."""

    seq: int
    at: datetime
    operator_id: int | None
    action: str
    subject: str
    details: Mapping[str, Any]


async def append(
    session: AsyncSession,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    *,
    operator_id: int | None,
    now: datetime,
) -> None:
    """Add a line in the caller's unit of work. Details never name a chat."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(f"SELECT pg_advisory_xact_lock({RECORD_LOCK})"))
    last = await session.scalar(select(AuditRow).order_by(col(AuditRow.seq).desc()).limit(1))
    row = AuditRow(
        seq=last.seq + 1 if last else 1,
        at=now.astimezone(UTC),
        operator_id=operator_id,
        action=action,
        subject=subject,
        details=json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        previous_hash=last.hash if last else START,
        hash="",
    )
    row.hash = _hash(row)
    session.add(row)
    await session.flush()


async def lines(
    session: AsyncSession, subject: str | None = None, limit: int = 100, *, before: int | None = None
) -> tuple[Recorded, ...]:
    """The newest lines first, of one subject or of all; those `before` a number where one is given."""
    query = select(AuditRow).order_by(col(AuditRow.seq).desc()).limit(limit)
    if subject is not None:
        query = query.where(col(AuditRow.subject) == subject)
    if before is not None:
        query = query.where(col(AuditRow.seq) < before)
    rows = await session.scalars(query)
    return tuple(
        Recorded(row.seq, row.at, row.operator_id, row.action, row.subject, json.loads(row.details)) for row in rows
    )


async def whole(session: AsyncSession) -> AsyncIterator[dict[str, Any]]:
    """Every line as it was hashed, oldest first: to be kept and verified elsewhere."""
    async for row in await session.stream_scalars(select(AuditRow).order_by(col(AuditRow.seq))):
        yield {**row.model_dump(), "at": row.at.isoformat()}


async def verify(session: AsyncSession) -> int | None:
    """The number of the first line that was changed or is missing; None where the chain holds.

    Lines cut off at the end cannot be seen from within: compare with a number noted elsewhere.
    """
    expected, previous = 1, START
    rows = await session.stream(select(*table(AuditRow).c).order_by(col(AuditRow.seq)))
    async for some in rows.partitions(AT_ONCE):
        # Hashing holds up nobody: a long record takes seconds.
        expected, previous, holds = await asyncio.to_thread(_follow, some, expected, previous)
        if not holds:
            return expected
    return None


def _follow(rows: Sequence[Row[Any]], expected: int, previous: str) -> tuple[int, str, bool]:
    """Along the chain as far as it holds: the number that comes next, the hash before it, and whether all held."""
    for row in rows:
        if row.seq != expected or row.previous_hash != previous or row.hash != _hash(row):
            return expected, previous, False
        expected, previous = expected + 1, row.hash
    return expected, previous, True


def _hash(row: AuditRow | Row[Any]) -> str:
    content = [
        row.seq,
        row.at.isoformat(),
        row.operator_id,
        row.action,
        row.subject,
        row.details,
        row.previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
