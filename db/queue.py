"""How much waits to be sent, what stands before what, and for how long it has been due."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from db.recipients import UNCERTAIN, delivery, delivery_table
from db.statements import word

WAITING = (word("pending"), word("claimed"), word("sending"))


_PLANS = ("enable_sort", "enable_bitmapscan")


@dataclass(frozen=True)
class Queue:
    """`waiting` counts by rank, 0 being Extreme; `oldest` is since when the longest waiting row is due."""

    waiting: Mapping[int, int]
    unclear: int
    oldest: datetime | None

    @property
    def total(self) -> int:
        return sum(self.waiting.values())


def on_its_way(rows: ReadOnlyColumnCollection[str, Column[Any]]) -> ColumnElement[bool]:
    """Rows that some sender holds, of the ledger or of an alias of it."""
    return rows.state.in_((word("claimed"), word("sending")))


async def queue(session: AsyncSession, now: datetime) -> Queue:
    """What waits now; from the partial indexes alone, so that it may be asked often."""
    by_rank = select(delivery.rank, func.count()).where(delivery.state.in_(WAITING)).group_by(delivery.rank)
    held = select(func.count()).where(delivery.state == word("uncertain"), delivery.reason == UNCERTAIN)
    oldest = select(func.min(delivery.not_before)).where(delivery.state == word("pending"))
    due = await session.scalar(oldest)
    return Queue(
        waiting={row[0]: row[1] for row in (await session.execute(by_rank.order_by(delivery.rank))).all()},
        unclear=await session.scalar(held) or 0,
        oldest=due if due is not None and due <= now else None,
    )


async def up_to(session: AsyncSession, alert_id: int) -> int:
    """How many messages go out until the last one of this advisory: its own, and what stands before it."""
    mine = and_(delivery.alert_id == alert_id, delivery.state.in_(WAITING))
    last = (await session.execute(select(func.max(delivery.rank), func.max(delivery.id)).where(mine))).one()
    if last[0] is None:
        return 0
    before = or_(delivery.rank < last[0], and_(delivery.rank == last[0], delivery.id <= last[1]))
    return await session.scalar(select(func.count()).where(delivery.state.in_(WAITING), before)) or 0


async def next_rows(session: AsyncSession, limit: int, now: datetime) -> list[int]:
    """Rows that are due, of chats with nothing on its way; on PostgreSQL those that nobody else is taking."""
    # Once for all: asked for each row, PostgreSQL goes through all that are on their way as often.
    other = delivery_table.alias().c
    busy = select(other.chat_id).where(on_its_way(other))
    waiting = select(delivery.id).where(
        delivery.state == word("pending"), delivery.not_before <= now, delivery.chat_id.not_in(busy)
    )
    ordered = waiting.order_by(delivery.rank, delivery.not_before, delivery.id).limit(limit)
    async with _along_the_index(session):
        return list(await session.scalars(ordered.with_for_update(skip_locked=True)))


@asynccontextmanager
async def _along_the_index(session: AsyncSession) -> AsyncIterator[None]:
    """Have PostgreSQL read no more rows than are wanted, whatever it believes of a table that has just grown.

    It would sort all that wait: seconds, where a hundred thousand do and nobody has counted them yet.
    """
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    for state in ("off", "on"):
        await session.execute(select(*(func.set_config(name, state, True) for name in _PLANS)))
        if state == "off":
            yield
