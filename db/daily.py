"""Once a day: in the morning whoever wants no more than that is told what is in force.

Each advisory stays a message of its own, a row of the ledger like any other: it can be changed and taken back, and no
late tick, restart or second tick brings it twice. One text that sums up several could not be kept true.
"""

from collections.abc import Callable, Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, due
from db.recipients import live, morning, put, subscription
from knowledge.alert import Alert

DAILY, SUBJECT = "digest", "digest:morning"  # the due row's kind and name
HOUR, ZONE = time(7), ZoneInfo("Africa/Bamako")  # the hour that everybody shares: that of the event


def next_morning(now: datetime) -> datetime:
    """The first morning after this hour."""
    local = now.astimezone(ZONE)
    today = datetime.combine(local.date(), HOUR, ZONE)
    return (today if local < today else today + timedelta(days=1)).astimezone(now.tzinfo)


def last_morning(now: datetime) -> datetime:
    """The morning before this hour, or this very one."""
    return next_morning(now) - timedelta(days=1)


async def plan(session: AsyncSession, now: datetime) -> None:
    """Have the next morning come; one that is late already is left to its tick."""
    if not await due.open_(session, DAILY, SUBJECT):
        await due.plan(session, DAILY, SUBJECT, next_morning(now))


async def fell_due(session: AsyncSession, related: Callable[[Alert], Collection[str]], now: datetime) -> int:
    """The morning has come: rows for whoever is told once a day, and the next morning while there is anybody; how many."""
    added = 0
    for content in await alerts.in_force(session, None, now):
        added += await put(
            session, "send", f"alert:{content.id}", content, morning(content, related(content), now), now
        )
    daily = select(subscription.id).where(live(now), subscription.mode == "digest").limit(1)
    if await session.scalar(daily) is not None:
        await plan(session, now)
    return added
