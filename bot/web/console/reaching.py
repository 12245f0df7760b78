"""How many the desk reaches: numbers only, never people."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.web.console.pages import show
from bot.web.console.site import Console
from bot.web.console.visit import Visit
from db import overview

T = TypeVar("T")


FRESH = timedelta(minutes=1)  # numbers of people change slowly, and counting 100,000 takes a part of a second


async def show_reach(console: Console, visit: Visit) -> Response:
    """Chats by channel, subscriptions by place and severity, what became of a week's messages."""
    known, now = console.reach, console.now()
    if known.at is None or now - known.at >= FRESH:
        known.values, known.at = await _count(console), now
    return show(console, visit, "reach.html", status=200, counted=known.at, **known.values)


async def _count(console: Console) -> dict[str, object]:
    """At the same time, each on a connection of its own."""
    now = console.now()

    async def count(counting: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with console.desk.database.reading() as session:
            return await counting(session)

    channels, followers, severities, states = await asyncio.gather(
        count(overview.chats_by_channel),
        count(lambda session: overview.followers(session, now)),
        count(lambda session: overview.by_severity(session, now)),
        count(lambda session: overview.deliveries_by_state(session, now)),
    )
    return {
        "channels": channels,
        "followers": [each for each in followers if not each.exercise],
        "in_exercises": [each for each in followers if each.exercise],
        "severities": severities,
        "states": states,
    }
