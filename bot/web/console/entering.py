"""Log-in and log-out. Whatever was wrong, the answer is the same and takes as long."""

from datetime import datetime
from ipaddress import ip_address

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.locales import say
from bot.web.console.forms import Form, read_form
from bot.web.console.guard import own_address, require_own_origin
from bot.web.console.pages import plain
from bot.web.console.passwords import matches
from bot.web.console.proving import by_code
from bot.web.console.site import AT, Console
from bot.web.console.visit import Visit, forget_token, keep_token, visit_of
from bot.web.limits import network
from bot.web.session import page_language
from db import audit, invitations, kept_forms, logins, operators, sessions
from db.operators import Operator, OperatorProblem


async def show_log_in(console: Console, request: Request) -> Response:
    """The form; whoever is logged in goes on to the page."""
    target = own_address(request.query_params.get("next", ""))
    visit = await visit_of(console, request)
    if visit and not visit.log_in.over:
        return RedirectResponse(target, 303)
    return _form(console, request, target, over=visit is not None)


async def log_in(console: Console, request: Request) -> Response:
    """Name, password and code at once: no answer tells which of them was wrong."""
    require_own_origin(request)
    form = await read_form(request)
    target = own_address(form.one("next"))
    token = await _token(console, request, form)
    if token is None:
        return _form(
            console, request, target, name=form.one("name"), problem=say("console.wrong", page_language(request))
        )
    response = RedirectResponse(target, 303)
    keep_token(console, response, token)
    return response


async def log_out(console: Console, visit: Visit, form: Form) -> Response:
    """End this log-in; the token is worth nothing any more."""
    me = visit.operator.id
    async with console.desk.database.unit_of_work() as session:
        await sessions.end(session, visit.log_in.id)
        await audit.append(session, "logged out", f"operator:{me}", {}, operator_id=me, now=console.now())
    response = RedirectResponse(f"{AT}/login", 303)
    forget_token(console, response)
    return response


async def _token(console: Console, request: Request, form: Form) -> str | None:
    """A new log-in's token, never one that the browser brought along; None where anything was wrong."""
    name, now = form.one("name"), console.now()
    who = logins.keys(console.desk.sealer, name, network(_host(request)))
    async with console.desk.database.reading() as session:
        refused = await logins.refused(session, who, now)
        operator = await _named(session, name)
        stored = await invitations.password_hash(session, operator.id) if operator else None
    # Whoever must wait is not even compared: a flood costs no hashes. Counted are unknown names as well.
    right = not refused and await matches(console, stored, form.raw("password"))
    async with console.desk.database.unit_of_work() as session:
        # Once more: many attempts at a time must not all slip in before the first of them has failed.
        refused = await logins.refused(session, who, now)
        welcome = right and not refused and operator is not None and _welcome(console, request, operator)
        if (
            operator
            and welcome
            and (operator.demo or await by_code(session, console.desk.sealer, operator.id, form.one("code"), now))
        ):
            return await _begin(session, operator, who, now)
        await _failed(session, who, operator, now, refused=refused)
    return None


async def _begin(session: AsyncSession, operator: Operator, who: tuple[bytes, bytes], now: datetime) -> str:
    await logins.forget(session, who[0])
    await sessions.forget_ended(session, now)
    await kept_forms.forget_old(session, now)
    await audit.append(session, "logged in", f"operator:{operator.id}", {}, operator_id=operator.id, now=now)
    return await sessions.begin(session, operator.id, now)


async def _failed(
    session: AsyncSession, who: tuple[bytes, bytes], operator: Operator | None, now: datetime, *, refused: bool
) -> None:
    """Counted, and in the record where the name is somebody's."""
    if not refused:
        await logins.failed(session, who, now)
    if operator is None:
        return
    if refused:
        await logins.note_refused(session, "log-in refused", operator.id, now)
    else:
        await audit.append(session, "log-in failed", f"operator:{operator.id}", {}, operator_id=None, now=now)


async def _named(session: AsyncSession, name: str) -> Operator | None:
    try:
        return await operators.by_name(session, name)
    except OperatorProblem:
        return None


def _welcome(console: Console, request: Request, operator: Operator) -> bool:
    """Active; and a demo's operators, who have no codes, only in a demo and from this machine."""
    return operator.active and (not operator.demo or (console.demo and loopback(request)))


def loopback(request: Request) -> bool:
    try:
        return ip_address(_host(request)).is_loopback
    except ValueError:
        return False


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


def _form(
    console: Console, request: Request, target: str, *, name: str = "", problem: str = "", over: bool = False
) -> Response:
    status = 403 if problem else 200
    values = {"target": target, "name": name, "problem": problem, "over": over}
    return plain(console, page_language(request), "login.html", status=status, **values)
