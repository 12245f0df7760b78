"""Waiting for what must come true, in tests."""

import asyncio
from collections.abc import Callable

PATIENCE = 30.0  # seconds until a test gives up; never how long something is expected to take


async def until(reached: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Look again and again until it is true.

    Raises: TimeoutError.
    """
    async with asyncio.timeout(patience):
        while not reached():  # noqa: ASYNC110 - nothing in the double's world signals
            await asyncio.sleep(0.01)
