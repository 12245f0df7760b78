"""Once a day: in the morning whoever wants no more than that is told what is in force.

Each advisory stays a message of its own, a row of the ledger like any other: it can be changed and taken back, and no
late tick, restart or second tick brings it twice. One text that sums up several could not be kept true.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, due
from db.recipients import PATIENT, live, morning, put, subscription
from db.statements import table
from db.tables import ThreadRow
from knowledge.alert import Alert, Scope
from knowledge.place import Gazetteer

DAILY, SUBJECT = "digest", "digest:morning"  # the due row's kind and name
HOUR, ZONE = time(7), ZoneInfo("Africa/Bamako")  # the hour that everybody shares: that of the event
thread = table(ThreadRow).c


def next_morning(now: datetime) -> datetime:
    """The first morning after this hour."""
    local = now.astimezone(ZONE)
    today = datetime.combine(local.date(), HOUR, ZONE)
    return (today if local < today else today + timedelta(days=1)).astimezone(now.tzinfo)


def last_morning(now: datetime) -> datetime:
    """The morning before this hour, or this very one."""
    return next_morning(now) - timedelta(days=1)


def waits(content: Alert, now: datetime) -> bool:
    """Whether an advisory that is issued now, or is in force, leaves anybody to the next morning."""
    for_all = content.scope is Scope.PUBLIC and not content.exercise
    return for_all and content.severity in PATIENT and not content.kind.ends and content.expires > next_morning(now)


async def plan(session: AsyncSession, now: datetime) -> None:
    """Have the next morning come; one that is late already is left to its tick."""
    if not await due.open_(session, DAILY, SUBJECT):
        await due.plan(session, DAILY, SUBJECT, next_morning(now))


async def put_right(session: AsyncSession, now: datetime) -> None:
    """A morning that was planned by a clock which ran ahead comes no later than the next one."""
    await due.bring_forward(session, DAILY, SUBJECT, next_morning(now))


async def fell_due(session: AsyncSession, gazetteer: Gazetteer, now: datetime) -> int:
    """The morning has come: rows for whoever is told once a day, and the next one while there is anybody.

    Returns how many rows were added.
    """
    # An update that is issued in this very moment waits here, or is found: nobody falls between the two.
    threads = [content.thread for content in await alerts.in_force(session, None, now)]
    await session.execute(select(thread.id).where(thread.id.in_(threads)).order_by(thread.id).with_for_update())
    added = 0
    for content in await alerts.in_force(session, None, now):
        patient = morning(content, gazetteer.around(content.places), now)
        added += await put(session, "send", f"alert:{content.id}", content, patient, now)
    daily = select(subscription.id).where(live(now), subscription.mode == "digest").limit(1)
    if await session.scalar(daily) is not None:
        await plan(session, now)
    return added
