"""Updates are stored before they are acknowledged, and handled in order per chat, in parallel across chats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.sealing import Sealer
from db.statements import insert, word
from db.tables import IntakeRow

CHANNEL = "telegram"  # the same key as the chat's address has, so that forgetting a chat finds its updates
SEALED_FOR = "intake"
MAX_ATTEMPTS = 3  # then the update is taken for poison
PARKED_FOR = timedelta(hours=24)  # long enough to look at it
KEPT = timedelta(hours=48)  # twice the time for which Telegram repeats an update
UNFINISHED = (word("waiting"), word("claimed"))


@dataclass(frozen=True)
class Update:
    """An update as the channel sent it; `attempts` counts the failed ones."""

    bot_id: int
    update_id: int
    payload: bytes
    attempts: int


async def store(
    session: AsyncSession,
    sealer: Sealer,
    bot_id: int,
    updates: Sequence[tuple[int, str, bytes]],
    now: datetime,
) -> int:
    """Keep (update id, chat's address, payload); returns how many were new, a repeated one is not."""
    rows = [
        {
            "bot_id": bot_id,
            "update_id": update_id,
            "chat_key": sealer.lookup_key(CHANNEL, address),
            "payload_sealed": sealer.seal(payload, SEALED_FOR),
            "key_id": sealer.key_id,
            "received_at": now,
        }
        for update_id, address, payload in updates
    ]
    if not rows:
        return 0
    statement = insert(session, IntakeRow).values(rows).on_conflict_do_nothing()
    stored = await session.execute(statement.returning(col(IntakeRow.update_id)))
    return len(stored.all())


async def claim(session: AsyncSession, sealer: Sealer, bot_id: int, limit: int) -> tuple[Update, ...]:
    """Take the first unfinished update of up to `limit` chats, oldest first; chats that are being served wait.

    Raises: WrongKey.
    """
    ids = (await session.scalars(_heads(bot_id, limit))).all()
    # Locked in one order, and left to whoever came first; SQLite has one writer and leaves this out.
    free = (
        select(col(IntakeRow.update_id))
        .where(col(IntakeRow.bot_id) == bot_id, col(IntakeRow.update_id).in_(ids))
        .where(col(IntakeRow.state) == word("waiting"))
        .order_by(col(IntakeRow.update_id))
        .with_for_update(skip_locked=True)
    )
    ids = (await session.scalars(free)).all()
    taken = _of(bot_id).where(col(IntakeRow.update_id).in_(ids)).values(state="claimed")
    rows = await session.scalars(taken.returning(IntakeRow).execution_options(populate_existing=True))
    return tuple(_update(row, sealer) for row in sorted(rows, key=lambda row: row.update_id))


async def done(session: AsyncSession, bot_id: int, update_id: int, now: datetime) -> None:
    """It was handled; its content is not kept."""
    handled = _one(bot_id, update_id).values(state="done", payload_sealed=None, finished_at=now)
    await session.execute(handled)


async def failed(session: AsyncSession, bot_id: int, update_id: int, now: datetime) -> bool:
    """Let it be tried again; after MAX_ATTEMPTS it is parked, so that its chat goes on. True where it was parked."""
    attempts = col(IntakeRow.attempts) + 1
    last = attempts >= MAX_ATTEMPTS
    tried = _one(bot_id, update_id).values(
        attempts=attempts,
        state=case((last, "parked"), else_="waiting"),
        finished_at=case((last, now), else_=None),
    )
    return bool(await session.scalar(tried.returning(col(IntakeRow.state))) == "parked")


async def release(session: AsyncSession, bot_id: int, now: datetime) -> int:
    """At start: what a dead process had claimed is free again, and counts as a failed attempt; returns how many.

    Only the process that holds the sender's lock may call it.
    """
    attempts = col(IntakeRow.attempts) + 1
    freed = (
        _of(bot_id)
        .where(col(IntakeRow.state) == word("claimed"))
        .values(
            attempts=attempts,
            # An update that kills the process every time is poison too.
            state=case((attempts >= MAX_ATTEMPTS, "parked"), else_="waiting"),
            finished_at=case((attempts >= MAX_ATTEMPTS, now), else_=None),
        )
    )
    return len((await session.execute(freed.returning(col(IntakeRow.update_id)))).all())


async def purge(session: AsyncSession, now: datetime) -> None:
    """Empty parked updates after PARKED_FOR, and delete finished ones after KEPT except each bot's last."""
    old = update(IntakeRow).where(col(IntakeRow.state) == "parked", col(IntakeRow.finished_at) < now - PARKED_FOR)
    await session.execute(old.values(payload_sealed=None))
    newer = aliased(IntakeRow)
    passed = exists().where(col(newer.bot_id) == col(IntakeRow.bot_id), col(newer.update_id) > col(IntakeRow.update_id))
    await session.execute(
        delete(IntakeRow)
        .where(col(IntakeRow.finished_at) < now - KEPT, passed)
        .execution_options(synchronize_session=False)
    )


def _heads(bot_id: int, limit: int) -> Any:
    """The first unfinished update of each chat that is not being served.

    One pass over the partial index: "no earlier one exists" compares every pair where statistics are missing.
    """
    head = func.min(col(IntakeRow.update_id))
    being_served = func.max(case((col(IntakeRow.state) == word("claimed"), 1), else_=0))
    return (
        select(head)
        .where(col(IntakeRow.bot_id) == bot_id, col(IntakeRow.state).in_(UNFINISHED))
        .group_by(col(IntakeRow.chat_key))
        .having(being_served == 0)
        .order_by(head)
        .limit(limit)
    )


def _of(bot_id: int) -> Any:
    return update(IntakeRow).where(col(IntakeRow.bot_id) == bot_id).execution_options(synchronize_session=False)


def _one(bot_id: int, update_id: int) -> Any:
    """A claimed update: what was released meanwhile is not ours to end."""
    return _of(bot_id).where(col(IntakeRow.update_id) == update_id, col(IntakeRow.state) == word("claimed"))


def _update(row: IntakeRow, sealer: Sealer) -> Update:
    return Update(row.bot_id, row.update_id, sealer.unseal(row.payload_sealed or b"", SEALED_FOR), row.attempts)
