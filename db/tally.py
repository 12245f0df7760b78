"""What is left of deliveries once their rows are deleted: counts, raised in the same transaction."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.statements import insert, table
from db.tables import AlertRow, ChatRow, DeliveryRow, TallyRow, ThreadRow

KEPT = timedelta(days=30)  # after its thread ended
AT_ONCE = 5000  # rows
COLUMNS = ("kind", "subject", "channel", "state", "reason")

delivery = table(DeliveryRow).c


async def fold_chat(session: AsyncSession, chat_id: int) -> None:
    """Count and delete a chat's deliveries; what was not sent yet counts as skipped (deleted)."""
    await _fold(session, delivery.chat_id == chat_id)


async def fold_ended(session: AsyncSession, now: datetime) -> bool:
    """Count and delete some deliveries of threads that ended more than KEPT ago; True where there may be more.

    A portion in each unit of work: a million rows at once would keep everything else from being written.
    """
    alert, thread = table(AlertRow).c, table(ThreadRow).c
    ended = select(alert.id).join(table(ThreadRow), thread.id == alert.thread_id).where(thread.ended_at < now - KEPT)
    some = select(delivery.id).where(delivery.alert_id.in_(ended)).order_by(delivery.id).limit(AT_ONCE)
    ids = list(await session.scalars(some))
    if ids:
        await _fold(session, delivery.id.in_(ids))
    return len(ids) == AT_ONCE


async def _fold(session: AsyncSession, condition: ColumnElement[bool]) -> None:
    unsent = delivery.state.in_(("pending", "claimed"))
    in_flight = delivery.state == "sending"
    state = case((unsent, "skipped"), (in_flight, "uncertain"), else_=delivery.state)
    reason = case((unsent, "deleted"), else_=func.coalesce(delivery.reason, ""))
    # Grouped outside, by plain columns: PostgreSQL takes equal expressions with parameters for different ones.
    rows = (
        select(
            delivery.kind,
            delivery.subject,
            table(ChatRow).c.channel,
            state.label("state"),
            reason.label("reason"),
        )
        .join(table(ChatRow), table(ChatRow).c.id == delivery.chat_id)
        .where(condition)
        .subquery()
    )
    keys = [rows.c[name] for name in COLUMNS]
    # The condition is always true: without a WHERE, SQLite reads ON CONFLICT as part of the SELECT.
    counted = select(*keys, func.count()).where(literal(1) == 1).group_by(*keys)
    added = insert(session, TallyRow).from_select([*COLUMNS, "n"], counted)
    raised = {"n": table(TallyRow).c.n + added.excluded.n}
    await session.execute(added.on_conflict_do_update(index_elements=list(COLUMNS), set_=raised))
    await session.execute(delete(DeliveryRow).where(and_(condition)))
