"""How many the desk reaches: numbers only, never people."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.web.console.pages import show
from bot.web.console.site import Console
from bot.web.console.visit import Visit
from db import overview

T = TypeVar("T")


async def show_reach(console: Console, visit: Visit) -> Response:
    """Chats by channel, subscriptions by place and severity, what became of a week's messages."""
    now = console.now()

    async def count(counting: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with console.desk.database.reading() as session:
            return await counting(session)

    # At the same time, each on a connection of its own: with many people each takes a while.
    channels, followers, severities, states = await asyncio.gather(
        count(overview.chats_by_channel),
        count(lambda session: overview.followers(session, now)),
        count(lambda session: overview.by_severity(session, now)),
        count(lambda session: overview.deliveries_by_state(session, now)),
    )
    values: dict[str, object] = {
        "channels": channels,
        "followers": [each for each in followers if not each.exercise],
        "in_exercises": [each for each in followers if each.exercise],
        "severities": severities,
        "states": states,
    }
    return show(console, visit, "reach.html", status=200, **values)
