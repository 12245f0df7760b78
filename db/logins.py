"""Log-ins that failed, counted per account and per address, so that nobody guesses for long."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.sealing import Sealer
from db.statements import insert, table
from db.tables import LoginFailureRow

MOST = 5  # failures; the next attempt is refused, right or wrong
WITHIN = timedelta(minutes=15)

failure_table = table(LoginFailureRow)
failure = failure_table.c


def keys(sealer: Sealer, name: str, address: str) -> tuple[bytes, bytes]:
    """Under what an attempt is counted: the account, whether it exists or not, and the address."""
    return sealer.lookup_key("log-in name", name.casefold()), sealer.lookup_key("log-in address", address)


async def refused(session: AsyncSession, who: Collection[bytes], now: datetime) -> bool:
    """True where one of them has failed too often to try again now."""
    query = select(func.count()).where(failure.who.in_(list(who)), failure.at > now - WITHIN).group_by(failure.who)
    return any(n >= MOST for n in await session.scalars(query))


async def failed(session: AsyncSession, who: Collection[bytes], now: datetime) -> None:
    """Count a failure for each of them; what is too old to count goes."""
    await session.execute(delete(failure_table).where(failure.at <= now - WITHIN))
    for each in who:
        await session.execute(insert(session, LoginFailureRow).values(who=each, at=now))


async def forget(session: AsyncSession, who: bytes) -> None:
    """The account got in: its failures count no longer; those of the address do, which may try other accounts."""
    await session.execute(delete(failure_table).where(failure.who == who))
