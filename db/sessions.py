"""Log-ins of operators: revocable, ended by idleness and by the clock. Only the hash of a token is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.statements import insert, table
from db.tables import OperatorRow, SessionRow

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED = timedelta(seconds=60)  # how exactly `seen_at` is kept: not every look needs a write
KNOWN = timedelta(hours=24)  # after its end a log-in still tells whose half-written form comes in

session_table = table(SessionRow)
column = session_table.c
operator = table(OperatorRow).c


@dataclass(frozen=True)
class LogIn:
    """One browser in which an operator is logged in; `over`: it must log in again, but what it sends is theirs."""

    id: int
    operator_id: int
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    over: bool


async def begin(session: AsyncSession, operator_id: int, now: datetime) -> str:
    """A new log-in; its token, 256 random bits, is told only here."""
    token = secrets.token_urlsafe(32)
    made = insert(session, SessionRow).values(
        operator_id=operator_id,
        token_hash=_hash(token),
        started_at=now,
        seen_at=now,
        proved_at=now,
        ends_at=now + LONGEST,
    )
    await session.execute(made)
    return token


async def find(
    session: AsyncSession, token: str, now: datetime, *, proved_since: datetime | None = None
) -> LogIn | None:
    """The log-in of a token, None where it was ended, is long over or belongs to somebody who is no longer active.

    With `proved_since`, only where its operator proved who they are after that moment.
    """
    query = _log_ins().join(table(OperatorRow), operator.id == column.operator_id)
    query = query.where(column.token_hash == _hash(token), column.ends_at > now - KNOWN, operator.active.is_(True))
    if proved_since:
        query = query.where(column.proved_at > proved_since)
    row = (await session.execute(query)).one_or_none()
    return _log_in(row, now) if row else None


async def seen(session: AsyncSession, log_in: LogIn, now: datetime) -> None:
    """The operator did something; idleness is counted from here."""
    await session.execute(update(session_table).where(column.id == log_in.id).values(seen_at=now))


async def renew(session: AsyncSession, log_in: LogIn, token: str, now: datetime) -> None:
    """Another token for a log-in that was just proved again; the one before finds it no more."""
    values = {"token_hash": _hash(token), "seen_at": now, "proved_at": now}
    await session.execute(update(session_table).where(column.id == log_in.id).values(**values))


async def end(session: AsyncSession, log_in_id: int) -> None:
    """Log out."""
    await session.execute(delete(session_table).where(column.id == log_in_id))


async def end_all(session: AsyncSession, operator_id: int, *, but: int | None = None) -> None:
    """Log an operator out everywhere, `but` in one browser."""
    ending = delete(session_table).where(column.operator_id == operator_id)
    await session.execute(ending if but is None else ending.where(column.id != but))


async def of_operators(session: AsyncSession, now: datetime) -> tuple[LogIn, ...]:
    """Everybody's log-ins that have not ended, newest use first."""
    rows = await session.execute(_log_ins().where(column.ends_at > now).order_by(column.seen_at.desc()))
    found = (_log_in(row, now) for row in rows)
    return tuple(each for each in found if not each.over)


async def forget_ended(session: AsyncSession, now: datetime) -> None:
    """Rows of log-ins that are long over."""
    await session.execute(delete(session_table).where(column.ends_at <= now - KNOWN))


def _log_ins() -> Any:
    return select(column.id, column.operator_id, column.started_at, column.seen_at, column.ends_at)


def _log_in(row: Row[Any], now: datetime) -> LogIn:
    over = row.seen_at + IDLE <= now or row.ends_at <= now
    return LogIn(row.id, row.operator_id, row.started_at, row.seen_at, row.ends_at, over)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
