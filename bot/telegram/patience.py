"""A database that does not answer for a while, a restarted PostgreSQL say, must not end the service."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from db.errors import AWAY, first_line

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between tries
T = TypeVar("T")
_told_at = -PAUSE


async def surely(act: Callable[[], Awaitable[T]]) -> T:
    """Do it again until the database takes it; `act` must be harmless when repeated."""
    while True:
        try:
            return await act()
        except AWAY as error:
            _tell(error)
            await asyncio.sleep(PAUSE)


def _tell(error: Exception) -> None:
    """One line a second, however many wait: what fills the log may be what fills the disk."""
    global _told_at
    now = asyncio.get_running_loop().time()
    if not 0 <= now - _told_at < PAUSE:  # below 0: another loop, whose clock began anew
        _told_at = now
        log.error("the database does not answer (%s); trying again", first_line(error))
