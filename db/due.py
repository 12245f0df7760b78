"""What must happen at a time. The scheduler only ticks; a promise is a row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.statements import insert, table
from db.tables import DueRow


@dataclass(frozen=True)
class Due:
    """One thing that must happen; kind and subject together are its name."""

    kind: str
    subject: str
    at: datetime


async def plan(session: AsyncSession, kind: str, subject: str, at: datetime) -> None:
    """Promise it; planned again for another time it moves, for the same time nothing changes, done or not."""
    statement = insert(session, DueRow).values(kind=kind, subject=subject, at=at)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "subject"],
            set_={"at": at, "done_at": None},
            where=table(DueRow).c.at != at,
        )
    )


async def cancel(session: AsyncSession, kind: str, subject: str) -> None:
    """It need not happen any more; planned again, even for the same time, it does."""
    open_ = delete(DueRow).where(col(DueRow.kind) == kind, col(DueRow.subject) == subject)
    await session.execute(open_.where(col(DueRow.done_at).is_(None)))


async def open_(session: AsyncSession, kind: str, subject: str) -> bool:
    """True where it is promised and has not happened."""
    promised = select(col(DueRow.at)).where(col(DueRow.kind) == kind, col(DueRow.subject) == subject)
    return await session.scalar(promised.where(col(DueRow.done_at).is_(None))) is not None


async def bring_forward(session: AsyncSession, kind: str, subject: str, latest: datetime) -> None:
    """What is promised for a later hour than this happens then."""
    later = update(DueRow).where(col(DueRow.kind) == kind, col(DueRow.subject) == subject, col(DueRow.at) > latest)
    await session.execute(later.where(col(DueRow.done_at).is_(None)).values(at=latest))


async def due_now(session: AsyncSession, now: datetime, limit: int = 100) -> tuple[Due, ...]:
    """What is due and not done, longest waiting first."""
    waiting = select(DueRow).where(col(DueRow.done_at).is_(None), col(DueRow.at) <= now)
    rows = await session.scalars(waiting.order_by(col(DueRow.at)).limit(limit))
    return tuple(Due(row.kind, row.subject, row.at) for row in rows)


async def were_done(session: AsyncSession, kind: str, subjects: Collection[str]) -> frozenset[str]:
    """Those of these subjects to which it has happened."""
    past = select(col(DueRow.subject)).where(col(DueRow.kind) == kind, col(DueRow.subject).in_(subjects))
    return frozenset(await session.scalars(past.where(col(DueRow.done_at).is_not(None))))


async def done(session: AsyncSession, due: Due, now: datetime) -> bool:
    """Mark it; False where it was done, planned for another time, or the clock set back before it, meanwhile."""
    statement = (
        update(DueRow)
        .where(col(DueRow.kind) == due.kind, col(DueRow.subject) == due.subject)
        .where(col(DueRow.at) == due.at, col(DueRow.at) <= now, col(DueRow.done_at).is_(None))
        .values(done_at=now)
        .returning(col(DueRow.kind))
    )
    return await session.scalar(statement) is not None
