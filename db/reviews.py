"""Somebody looked again and nothing had changed: readers see when, and by when they will hear next."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.statements import insert, table
from db.tables import AlertReviewRow
from knowledge.alert import Review

review = table(AlertReviewRow).c


async def add(
    session: AsyncSession, alert_id: int, operator_id: int, at: datetime, next_update: datetime | None
) -> None:
    made = insert(session, AlertReviewRow).values(
        alert_id=alert_id, at=at, operator_id=operator_id, next_update=next_update
    )
    await session.execute(made.on_conflict_do_nothing())


async def newest(session: AsyncSession, alert_ids: Collection[int]) -> dict[int, Review]:
    """The last review of each of these alerts that has one."""
    if not alert_ids:
        return {}
    rows = select(review.alert_id, review.at, review.next_update).where(review.alert_id.in_(alert_ids))
    found = await session.execute(rows.order_by(review.at))
    return {row.alert_id: Review(at=row.at, next_update=row.next_update) for row in found}
