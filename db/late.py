"""Answers that come after their rows were given up: what arrived and is no longer true is taken back after all."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts
from db.recipients import chat, delivery, delivery_table, put

Arrived = tuple[int, int]  # a chat, and the alert that it has


async def given_up(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[Arrived]:
    """What the rows among these brought whose answer nobody expected any more; ask before it is kept."""
    late = select(delivery.chat_id, delivery.alert_id).where(which, delivery.state != "sending")
    rows = await session.execute(late.where(delivery.kind.in_(("send", "edit")), delivery.alert_id.is_not(None)))
    return [(row.chat_id, row.alert_id) for row in rows]


async def retire(session: AsyncSession, late: Sequence[Arrived], now: datetime) -> None:
    """Have the messages edited that say what is no longer true.

    Their edits were skipped while nobody knew which message to edit; after a minor change there never was one.
    """
    for chat_id, alert_id in late:
        record = await alerts.get(session, alert_id)
        mine = f"retired:{alert_id}", f"expired:{alert_id}"
        if record.state in ("superseded", "cancelled"):
            here = select(chat.id).where(chat.id == chat_id)
            await put(session, "edit", mine[0], record.alert, here, now, retires=True)
        skipped = update(delivery_table).where(delivery.chat_id == chat_id, delivery.subject.in_(mine))
        skipped = skipped.where(delivery.state == "skipped", delivery.reason == "superseded")
        await session.execute(skipped.values(state="pending", reason=None, not_before=now))
