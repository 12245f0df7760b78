"""Teams: made, invited to by a code that is shown once, closed."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from bot.web.console.forms import Form
from bot.web.console.site import AT, Console
from bot.web.console.staff import LONGEST_NAME, show_staff
from bot.web.console.telling import refused
from bot.web.console.visit import Visit
from db import teams
from db.refusals import Refused

Work = Callable[[AsyncSession, int, datetime], Awaitable[None]]  # session, who does it, now


async def add_team(console: Console, visit: Visit, form: Form) -> Response:
    """A team without members yet."""

    async def work(session: AsyncSession, me: int, now: datetime) -> None:
        await teams.add(session, form.limited("name", LONGEST_NAME), now, by=me)

    return await _team(console, visit, work)


async def invite_team(console: Console, visit: Visit, form: Form) -> Response:
    """A code with which so many chats join, shown this once."""
    made: dict[str, str] = {}

    async def work(session: AsyncSession, me: int, now: datetime) -> None:
        code = await teams.invite(session, visit.number, now, uses=form.number("uses"), by=me)
        made[(await teams.get(session, visit.number)).name] = code

    return await _team(console, visit, work, made)


async def close_team(console: Console, visit: Visit, form: Form) -> Response:
    """Nobody joins or reads it any more."""

    async def work(session: AsyncSession, me: int, now: datetime) -> None:
        await teams.close(session, visit.number, now, by=me)

    return await _team(console, visit, work)


async def _team(console: Console, visit: Visit, work: Work, made: dict[str, str] | None = None) -> Response:
    try:
        async with console.desk.database.unit_of_work() as session:
            await work(session, visit.operator.id, console.now())
    except Refused as problem:
        return await show_staff(console, visit, refused(problem, visit.lang), 409)
    if made:
        return await show_staff(console, visit, codes=made)
    return RedirectResponse(f"{AT}/people", 303)
