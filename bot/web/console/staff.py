"""Operators: their roles and log-ins; an administrator adds, changes and deactivates."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from bot.locales import say
from bot.web.console.forms import Form
from bot.web.console.pages import show
from bot.web.console.proving import Unproved, prove
from bot.web.console.site import AT, Console
from bot.web.console.telling import refused
from bot.web.console.visit import Visit, keep_token
from db import alerts, audit, invitations, logins, operators, permissions, sessions, teams
from db.operators import ROLES, Role
from db.refusals import Refused, attempting

LONGEST_NAME = 60
Work = Callable[[AsyncSession, int, datetime], Awaitable[None]]  # session, who does it, now


async def show_people(console: Console, visit: Visit) -> Response:
    """Everybody with their roles, and one's own log-ins."""
    return await show_staff(console, visit)


async def add(console: Console, visit: Visit, form: Form) -> Response:
    """A new operator, and the link with which they choose a password."""
    name, roles = form.one("name"), _roles(form)
    if not name or len(name) > LONGEST_NAME or not roles:
        return await show_staff(console, visit, say("console.name_and_role", visit.lang, limit=LONGEST_NAME), 422)
    made: dict[str, str] = {}

    async def work(session: AsyncSession, me: int, now: datetime) -> None:
        sealer, issuer = console.desk.sealer, console.organisation
        added = await operators.add(session, sealer, name, now, roles=roles, issuer=issuer, by=me)
        made[name] = await invitations.invite(session, added.operator.id, now, by=me)

    return await _manage(console, visit, form, work, made)


async def invite(console: Console, visit: Visit, form: Form) -> Response:
    """Another link: for a forgotten password or a lost phone. The log-ins of before end."""
    made: dict[str, str] = {}

    async def work(session: AsyncSession, me: int, now: datetime) -> None:
        operator = await operators.get(session, visit.number)
        await sessions.end_all(session, operator.id)
        made[operator.name] = await invitations.invite(session, operator.id, now, by=me)

    return await _manage(console, visit, form, work, made)


async def set_roles(console: Console, visit: Visit, form: Form) -> Response:
    """These roles and no others."""

    async def work(session: AsyncSession, me: int, now: datetime) -> None:
        await operators.set_roles(session, visit.number, _roles(form), now, by=me)

    return await _manage(console, visit, form, work)


async def deactivate(console: Console, visit: Visit, form: Form) -> Response:
    """From now on they can do nothing; the record keeps their name."""

    async def work(session: AsyncSession, me: int, now: datetime) -> None:
        await operators.deactivate(session, visit.number, now, by=me)

    return await _manage(console, visit, form, work)


async def unlock(console: Console, visit: Visit, form: Form) -> Response:
    """They may log in again at once, although they failed too often."""

    async def work(session: AsyncSession, me: int, now: datetime) -> None:
        who = await operators.get(session, visit.number)
        await logins.unlock(session, console.desk.sealer, who, now, by=me)

    return await _manage(console, visit, form, work)


async def end_log_ins(console: Console, visit: Visit, form: Form) -> Response:
    """Log an operator out everywhere: oneself, but for this browser, or somebody else."""
    me, now = visit.operator, console.now()
    async with console.desk.database.unit_of_work() as session:
        with attempting("log-ins end", f"operator:{visit.number}", me.id, now):
            if visit.number != me.id:
                await alerts.permit(session, me.id, "operators", None)
            await operators.get(session, visit.number)
        await sessions.end_all(session, visit.number, but=visit.log_in.id if visit.number == me.id else None)
        await audit.append(session, "log-ins ended", f"operator:{visit.number}", {}, operator_id=me.id, now=now)
    return RedirectResponse(f"{AT}/people", 303)


async def _manage(
    console: Console, visit: Visit, form: Form, work: Work, made: dict[str, str] | None = None
) -> Response:
    """What only an administrator does, with a code; links that were made are shown this once."""
    try:
        token = await prove(console, visit, form.one("code"))
    except Unproved as problem:
        return await show_staff(console, visit, problem.told(visit.lang), 403)
    try:
        async with console.desk.database.unit_of_work() as session:
            about = f"operator:{visit.request.path_params.get('number', 'new')}"
            with attempting("operator manage", about, visit.operator.id, console.now()):
                await alerts.permit(session, visit.operator.id, "operators", None)
                await work(session, visit.operator.id, console.now())
        response = await show_staff(console, visit, made=made) if made else RedirectResponse(f"{AT}/people", 303)
    except Refused as problem:
        response = await show_staff(console, visit, refused(problem, visit.lang), 409)
    keep_token(console, response, token)
    return response


async def show_staff(
    console: Console,
    visit: Visit,
    problem: str = "",
    status: int = 200,
    *,
    made: dict[str, str] | None = None,
    codes: dict[str, str] | None = None,
) -> Response:
    """The page; what was `made` (links to choose a password, codes of teams) is on it this once."""
    async with console.desk.database.reading() as session:
        everybody = await operators.everybody(session)
        log_ins = await sessions.of_operators(session, console.now())
        left = await invitations.codes_left(session, visit.operator.id)
        shut = await logins.shut_out(session, console.desk.sealer, everybody, console.now())
        all_teams = await teams.everyone(session)
    values: dict[str, object] = {
        "everybody": everybody,
        "log_ins": log_ins,
        "shut": shut,
        "codes_left": left,
        "teams": all_teams,
        "roles": ROLES,
        "may_manage": permissions.may(visit.operator.roles, "operators"),
        "problem": problem,
        "codes": codes or {},
        "links": {name: f"{console.url}{AT}/welcome/{link}" for name, link in (made or {}).items()},
    }
    return show(console, visit, "people.html", status=status, **values)


def _roles(form: Form) -> tuple[Role, ...]:
    return tuple(each for each in ROLES if each in form.all("roles"))
