"""How much waits to be sent, what stands before what, and for how long it has been due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.recipients import UNCERTAIN, delivery
from db.statements import word

WAITING = (word("pending"), word("claimed"), word("sending"))


@dataclass(frozen=True)
class Queue:
    """`waiting` counts by rank, 0 being Extreme; `oldest` is since when the longest waiting row is due."""

    waiting: Mapping[int, int]
    unclear: int
    oldest: datetime | None

    @property
    def total(self) -> int:
        return sum(self.waiting.values())


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
