"""How many the desk reaches: numbers only, never people."""

from starlette.responses import Response

from bot.web.console.pages import show
from bot.web.console.site import Console
from bot.web.console.visit import Visit
from db import overview


async def show_reach(console: Console, visit: Visit) -> Response:
    """Chats by channel, subscriptions by place and severity, what became of a week's messages."""
    now = console.now()
    async with console.desk.database.reading() as session:
        values: dict[str, object] = {
            "channels": await overview.chats_by_channel(session),
            "followers": await overview.followers(session, now),
            "in_exercises": await overview.followers(session, now, exercise=True),
            "severities": await overview.by_severity(session, now),
            "states": await overview.deliveries_by_state(session, now),
        }
    return show(console, visit, "reach.html", status=200, **values)
