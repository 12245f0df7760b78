"""The switch of what is pushed: paused by an operator or by itself, resumed by an operator; the record keeps each turn."""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from db import audit, notes, settings

STOPPED: Final[Literal["sending_stopped"]] = "sending_stopped"  # the note that sending has paused itself
SENDING = "sending"  # the subject of the switch, which concerns no single advisory


async def pause(session: AsyncSession, why: str, operator_id: int | None, now: datetime) -> None:
    """Nothing goes out from the next fence on; a second pause replaces the reason."""
    await settings.pause_sending(session, why)
    await audit.append(session, "sending paused", SENDING, {"why": why}, operator_id=operator_id, now=now)


async def resume(session: AsyncSession, operator_id: int | None, now: datetime) -> str | None:
    """Go on; why it was paused, None where it was not."""
    why = await settings.why_paused(session)
    if why is not None:
        await settings.resume_sending(session)
        await notes.settle(session, SENDING, now, STOPPED)
        await audit.append(session, "sending resumed", SENDING, {"why": why}, operator_id=operator_id, now=now)
    return why


async def stop(session: AsyncSession, why: str, now: datetime) -> None:
    """Sending pauses itself and tells the operators: every other chat would meet the same. The first reason stays."""
    if await settings.why_paused(session) is None:
        await pause(session, why, None, now)
        await notes.tell(session, STOPPED, SENDING, {"why": why}, now)
