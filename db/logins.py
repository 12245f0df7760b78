"""Log-ins and codes that failed, counted per account and per address, so that nobody guesses for long."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import audit
from db.operators import Operator
from db.sealing import Sealer
from db.statements import insert, table
from db.tables import LoginFailureRow

MOST = 5  # failures; the next attempt is refused, right or wrong
WITHIN = timedelta(minutes=15)

failure_table = table(LoginFailureRow)
failure = failure_table.c


def keys(sealer: Sealer, name: str, address: str) -> tuple[bytes, bytes]:
    """Under what an attempt is counted: the account, whether it exists or not, and the address."""
    return _account(sealer, name), sealer.lookup_key("log-in address", address)


def step_up(sealer: Sealer, operator_id: int) -> bytes:
    """Under what wrong codes of somebody who is logged in are counted: whoever knows only a name cannot shut them out."""
    return sealer.lookup_key("step up", str(operator_id))


async def refused(session: AsyncSession, who: Collection[bytes], now: datetime) -> bool:
    """True where one of them has failed too often to try again now."""
    query = select(func.count()).where(failure.who.in_(list(who)), failure.at > now - WITHIN).group_by(failure.who)
    return any(n >= MOST for n in await session.scalars(query))


async def failed(session: AsyncSession, who: Collection[bytes], now: datetime) -> None:
    """Count a failure for each of them; what is too old to count goes."""
    await session.execute(delete(failure_table).where(failure.at <= now - WITHIN))
    for each in who:
        await session.execute(insert(session, LoginFailureRow).values(who=each, at=now))


async def note_refused(session: AsyncSession, action: str, operator_id: int, now: datetime) -> None:
    """A line of the record that attempts are refused; once while it lasts, or a flood would fill the record."""
    subject = f"operator:{operator_id}"
    last = await audit.lines(session, subject, 1)
    if not last or last[0].action != action or last[0].at <= now - WITHIN:
        await audit.append(session, action, subject, {}, operator_id=None, now=now)


async def forget(session: AsyncSession, who: bytes) -> None:
    """The account got in: its failures count no longer; those of the address do, which may try other accounts."""
    await session.execute(delete(failure_table).where(failure.who == who))


async def shut_until(session: AsyncSession, who: bytes, now: datetime) -> datetime | None:
    """Until when this one is refused, right or wrong; None where it may try."""
    return (await _shut(session, [who], now)).get(who)


async def shut_out(
    session: AsyncSession, sealer: Sealer, everybody: Collection[Operator], now: datetime
) -> dict[int, datetime]:
    """Until when operators who failed too often, at the log-in or at the step up, are refused; by operator."""
    own = {who: each.id for each in everybody for who in _own(sealer, each)}
    found: dict[int, datetime] = {}
    for who, until in (await _shut(session, own, now)).items():
        found[own[who]] = max(until, found.get(own[who], until))
    return found


async def unlock(session: AsyncSession, sealer: Sealer, who: Operator, now: datetime, *, by: int | None = None) -> bool:
    """Forget the operator's failures, so that they may try again at once; False where they were not shut out.

    Whoever calls has the right to; `by` is None on the command line. The same attempts count no longer for the
    addresses that they came from. A linked chat that was suspended stays so: its phone may be in other hands, and its
    owner links it anew.
    """
    if who.id not in await shut_out(session, sealer, [who], now):
        return False
    # An attempt is written down for the account and for the address at one instant.
    attempts = select(failure.at).where(failure.who.in_(_own(sealer, who)))
    await session.execute(delete(failure_table).where(failure.at.in_(attempts)))
    await audit.append(session, "log-in unlocked", f"operator:{who.id}", {}, operator_id=by, now=now)
    return True


async def _shut(session: AsyncSession, among: Collection[bytes], now: datetime) -> dict[bytes, datetime]:
    query = select(failure.who, failure.at).where(failure.who.in_(list(among)), failure.at > now - WITHIN)
    failures: dict[bytes, list[datetime]] = {}
    for row in await session.execute(query.order_by(failure.at)):
        failures.setdefault(row.who, []).append(row.at)
    # Open again as soon as one fewer than MOST of them count.
    return {who: at[-MOST] + WITHIN for who, at in failures.items() if len(at) >= MOST}


def _own(sealer: Sealer, who: Operator) -> tuple[bytes, bytes]:
    return _account(sealer, who.name), step_up(sealer, who.id)


def _account(sealer: Sealer, name: str) -> bytes:
    return sealer.lookup_key("log-in name", name.casefold())
