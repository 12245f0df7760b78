"""How far an installation has come, so that a restored backup is known for one before it sends anything again.

What a backup does not know was sent meanwhile waits in it, and would go out once more. Outside of the database, in
each data folder, stands how far the database had come when it was last seen (`db.mark`); one that stands behind that,
or that nobody has been near for a while, is paused until an operator says that it may go on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import generations, sending, settings
from db.statements import word
from db.tables import DeliveryRow

ALIVE = "alive"  # the generation that the leader raises at each beat
BEAT_EVERY = timedelta(seconds=10)  # what is sent in between, a backup of the last beat could repeat unnoticed
LAST_BEAT = "last_beat"
JOINED = timedelta(minutes=5)  # a folder that is new to a database in use is a new replica's
ABSENT = timedelta(hours=12)  # longer than most power cuts, shorter than the age of most backups
GO_ON = "see advisory alert status, then: advisory sending resume"


@dataclass(frozen=True)
class Standing:
    """How far a database has come: its numbers only rise, unless it is an older copy of itself."""

    installation: str
    numbers: Mapping[str, int]

    def behind(self, seen: "Standing") -> bool:
        """True where this is older than what was seen of the same installation."""
        return any(self.numbers.get(name, 0) < n for name, n in seen.numbers.items())


async def standing(session: AsyncSession) -> Standing:
    """How far it is now."""
    return Standing(await settings.get(session, settings.INSTALLATION) or "", await generations.everything(session))


async def beat(session: AsyncSession, now: datetime) -> None:
    """The leader is at work: from here on an earlier copy is known for one."""
    await settings.put(session, LAST_BEAT, now.isoformat())
    await generations.raise_(session, ALIVE)


async def suspicion(session: AsyncSession, seen: Standing | None, now: datetime) -> str | None:
    """Why this database may be a restored backup; None where all is as it was left."""
    here = await standing(session)
    if seen is None:
        return await _of_a_stranger(session, now)
    if here.installation != seen.installation:
        return f"this is the database of another installation than the data folder has seen; {GO_ON}"
    if here.behind(seen):
        return f"the database is older than what the data folder has seen, as a restored backup is; {GO_ON}"
    return await _left_waiting(
        session,
        now,
        ABSENT,
        "nobody was at work since {last} UTC, as in a copy of the data folder, messages waiting: {n}",
    )


async def pause_as_restored(session: AsyncSession, seen: Standing | None, why: str, now: datetime) -> None:
    """Pause, tell the operators, and put the numbers ahead of what was seen: from now on only an operator's word counts."""
    await sending.stop(session, why, now)
    for name, n in seen.numbers.items() if seen else ():
        await generations.lift(session, name, n)


async def _of_a_stranger(session: AsyncSession, now: datetime) -> str | None:
    """The folder knows nothing, so the hour must tell: in use until now, or left with messages waiting?"""
    return await _left_waiting(
        session,
        now,
        JOINED,
        "the data folder is new, the database was last in use at {last} UTC, messages waiting: {n}",
    )


async def _left_waiting(session: AsyncSession, now: datetime, since: timedelta, why: str) -> str | None:
    """Why what waits may be an older state's; None where nothing waits, or somebody was at work a moment ago."""
    last = await settings.get(session, LAST_BEAT)
    if last is None or now - datetime.fromisoformat(last) < since:
        return None
    unsent = col(DeliveryRow.state).in_([word("pending"), word("claimed"), word("sending")])
    waiting = await session.scalar(select(func.count()).where(unsent)) or 0
    if not waiting:
        return None
    said = why.format(last=last[:16].replace("T", " "), n=waiting)
    return f"{said}; {GO_ON}"
