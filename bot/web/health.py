"""Whether the process lives and is ready, and its counts."""

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.site import Site
from db import generations
from db.errors import DatabaseError


async def live(request: Request) -> Response:
    """The loop turns."""
    return PlainTextResponse("alive\n")


async def ready(site: Site, request: Request) -> Response:
    """The database answers."""
    try:
        async with site.desk.database.reading() as session:
            await generations.current(session, "alerts")
    except (DatabaseError, SQLAlchemyError, OSError):
        return PlainTextResponse("the database does not answer\n", 503)
    return PlainTextResponse("ready\n")


async def metrics(site: Site, request: Request) -> Response:
    """Counts without people."""
    return PlainTextResponse(site.counts.text(len(site.wake)), media_type="text/plain; version=0.0.4")
