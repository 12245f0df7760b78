"""Questions without an answer: how many a day, and the few that people agreed to leave."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import starmap
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.statements import insert, table
from db.tables import NoAnswerCountRow, UnansweredRow
from knowledge.entry import Lang

KEPT = timedelta(days=30)
MASK = "…"
# Links, addresses, handles and numbers tell who asked. Names are masked by the caller, who knows the places.
TELLING = re.compile(r"https?://\S+|\S+@\S+|@\w+|\+?\d[\d .()/-]*\d|\d", re.IGNORECASE)

question = table(UnansweredRow).c


@dataclass(frozen=True)
class Unanswered:
    """A question that somebody left; `day` is all that is kept of the time."""

    id: int
    text: str
    language: Lang
    day: str
    why: str


async def leave(session: AsyncSession, text: str, language: Lang, why: str, now: datetime) -> None:
    """Keep a question without its chat."""
    masked = TELLING.sub(MASK, text.replace("\0", ""))  # PostgreSQL keeps no text with NUL
    session.add(UnansweredRow(text=masked, language=language, day=now.date().isoformat(), why=why))
    await session.flush()


async def left(session: AsyncSession, limit: int | None = None) -> tuple[Unanswered, ...]:
    """The questions that are still kept, newest day first."""
    rows = await session.execute(_kept().order_by(question.day.desc(), question.id).limit(limit))
    return tuple(starmap(Unanswered, rows))


async def how_many(session: AsyncSession) -> int:
    """How many questions are kept."""
    return await session.scalar(select(func.count()).select_from(table(UnansweredRow))) or 0


async def get(session: AsyncSession, question_id: int) -> Unanswered | None:
    """One that is still kept."""
    row = (await session.execute(_kept().where(question.id == question_id))).one_or_none()
    return Unanswered(*row) if row else None


def _kept() -> Any:
    return select(question.id, question.text, question.language, question.day, question.why)


async def dismiss(session: AsyncSession, question_ids: Collection[int]) -> int:
    """Forget them before their time; how many there were."""
    gone = delete(UnansweredRow).where(col(UnansweredRow.id).in_(question_ids))
    return cast(CursorResult[Any], await session.execute(gone)).rowcount


async def count(session: AsyncSession, topics: Collection[str], now: datetime) -> None:
    """One more question near each of these topics found no answer today; a topic may be there more than once."""
    if not topics:
        return
    statement = insert(session, NoAnswerCountRow)
    raised = {"n": table(NoAnswerCountRow).c.n + statement.excluded.n}
    # Sorted: two processes that count the same topics must not wait for each other.
    rows = [{"topic": topic, "day": now.date().isoformat(), "n": n} for topic, n in sorted(Counter(topics).items())]
    await session.execute(statement.on_conflict_do_update(index_elements=["topic", "day"], set_=raised), rows)


async def counts(session: AsyncSession, since: datetime) -> dict[str, int]:
    """How many questions found no answer from that day on, by topic."""
    rows = await session.scalars(select(NoAnswerCountRow).where(col(NoAnswerCountRow.day) >= since.date().isoformat()))
    found: dict[str, int] = {}
    for row in rows:
        found[row.topic] = found.get(row.topic, 0) + row.n
    return found


async def purge(session: AsyncSession, now: datetime) -> None:
    """Delete questions older than KEPT; the counts stay."""
    oldest = (now - KEPT).date().isoformat()
    await session.execute(delete(UnansweredRow).where(col(UnansweredRow.day) < oldest))
