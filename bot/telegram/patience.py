"""A database that does not answer for a while, a restarted PostgreSQL say, must not end the service."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from db.errors import AWAY

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between tries
T = TypeVar("T")


async def surely(act: Callable[[], Awaitable[T]]) -> T:
    """Do it again until the database takes it; `act` must be harmless when repeated."""
    while True:
        try:
            return await act()
        except AWAY as error:
            log.error("the database does not answer (%s); trying again", type(error).__name__)
            await asyncio.sleep(PAUSE)
