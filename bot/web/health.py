"""Whether the process lives and is ready, and its counts."""

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.metrics import gauge, sending_text
from bot.web.site import Site
from db import generations, leader, overdue, settings
from db.errors import DatabaseError
from db.queue import queue

UNANSWERED = (DatabaseError, SQLAlchemyError, OSError)


async def live(request: Request) -> Response:
    """The loop turns."""
    return PlainTextResponse("alive\n")


async def ready(site: Site, request: Request) -> Response:
    """The database answers; whether one leads, and whether anything can be stored, is said beside it.

    Pages and advisories are read without.
    """
    try:
        async with site.desk.database.reading() as session:
            await generations.current(session, "alerts")
        known = await leader.who(site.desk.database)
    except UNANSWERED:
        return PlainTextResponse("the database does not answer\n", 503)
    fault = site.desk.database.takes_nothing
    stored = f"nothing can be stored: {fault.why}\n" if fault else ""
    return PlainTextResponse(f"ready\nleader {'known' if known else 'unknown: nothing is sent'}\n{stored}")


async def metrics(site: Site, request: Request) -> Response:
    """Counts without people."""
    text = site.counts.text(len(site.wake)) + gauge("advisory_leader_known", int(await _led(site)))
    text += gauge("advisory_database_takes_nothing", int(site.desk.database.takes_nothing is not None))
    text += await _sending(site)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


async def _sending(site: Site) -> str:
    """What waits to be sent and what is wrong with it; nothing where the database does not answer."""
    now = site.desk.clock()
    try:
        async with site.desk.database.reading() as session:
            paused = await settings.why_paused(session) is not None
            return sending_text(await queue(session, now), await overdue.raised(session), now, paused=paused)
    except UNANSWERED:
        return ""


async def _led(site: Site) -> bool:
    """Whether some process leads; none does where the database does not answer."""
    try:
        return await leader.who(site.desk.database) is not None
    except UNANSWERED:
        return False
