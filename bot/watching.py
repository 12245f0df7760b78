"""Noticing what other processes changed: a short command that issues an advisory tells nobody but the database."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy.exc import InterfaceError, OperationalError

from db import generations, outbox, settings
from db.session import Database

log = logging.getLogger(__name__)

EVERY: Final = 0.25  # seconds; a change is to be noticed within half a second


async def watch(database: Database) -> AsyncIterator[None]:
    """One item per change of what is in force, and whenever sending is paused or resumed; for ever."""
    seen: tuple[int, str | None] | None = None
    while True:
        try:
            now = await _state(database)
            if now != seen:
                seen = now
                yield
        except (OperationalError, InterfaceError, OSError) as error:
            log.error("the database does not answer (%s)", type(error).__name__)
        await asyncio.sleep(EVERY)


async def _state(database: Database) -> tuple[int, str | None]:
    """A number that each issue raises, and why sending is paused. Cheaper than to ask what changed."""
    async with database.reading() as session:
        return await generations.current(session, outbox.ALERTS), await settings.why_paused(session)
