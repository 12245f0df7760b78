"""The one-time link: an operator chooses a password, sets up the authenticator, and is shown the recovery codes."""

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from bot.locales import say
from bot.web.console.forms import Form, read_form
from bot.web.console.guard import require_own_origin
from bot.web.console.pages import plain
from bot.web.console.passwords import LONGEST, SHORTEST, hashed
from bot.web.console.site import Console
from bot.web.console.visit import keep_token
from bot.web.session import page_language
from db import invitations, operators, sessions
from db.operators import Operator
from knowledge.entry import Lang


async def show_welcome(console: Console, request: Request) -> Response:
    """What the link is for; to look at it does not use it up."""
    operator = await _invited(console, request)
    if operator is None:
        return plain(console, page_language(request), "ended.html", status=404)
    return await _form(console, request, operator)


async def accept(console: Console, request: Request) -> Response:
    """Password and a first code: the link is used up, and the operator is logged in."""
    require_own_origin(request)
    form = await read_form(request)
    operator = await _invited(console, request)
    if operator is None:
        return plain(console, page_language(request), "ended.html", status=404)
    if problem := _problem(form, page_language(request)):
        return await _form(console, request, operator, problem)
    return await _settle(console, request, operator, form)


async def _settle(console: Console, request: Request, operator: Operator, form: Form) -> Response:
    sealer, now = console.desk.sealer, console.now()
    stored = await hashed(console, form.raw("password"))
    async with console.desk.database.unit_of_work() as session:
        proved = await operators.verify_totp(session, sealer, operator.id, form.one("code"), now)
        taken = proved and await invitations.use(session, _link(request), now) == operator.id
        if taken:
            await invitations.set_password(session, operator.id, stored, now)
            codes = await invitations.new_codes(session, sealer, operator.id)
            await sessions.end_all(session, operator.id)
            token = await sessions.begin(session, operator.id, now)
    if not taken:
        return await _form(console, request, operator, say("console.wrong_code", page_language(request)))
    response = plain(console, page_language(request), "codes.html", codes=codes)
    keep_token(console, response, token)
    return response


async def _invited(console: Console, request: Request) -> Operator | None:
    async with console.desk.database.reading() as session:
        operator_id = await invitations.invited(session, _link(request), console.now())
        return await operators.get(session, operator_id) if operator_id is not None else None


async def _form(console: Console, request: Request, operator: Operator, problem: str = "") -> Response:
    async with console.desk.database.unit_of_work() as session:
        secret, uri = await invitations.authenticator(session, console.desk.sealer, operator.id, console.organisation)
    values = {
        "name": operator.name,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "square": square(uri),
        "problem": problem,
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
    status = 422 if problem else 200
    return plain(console, page_language(request), "welcome.html", status=status, **values)


def square(uri: str) -> Markup:
    """What an authenticator reads, drawn here: no other host learns the secret. Black on white in both schemes."""
    drawn = segno.make(uri, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn)  # noqa: S704 - made by the library from its own shapes; the text is not in it


def _problem(form: Form, lang: Lang) -> str:
    password = form.raw("password")
    if not SHORTEST <= len(password) <= LONGEST:
        return say("console.password_length", lang, shortest=SHORTEST, longest=LONGEST)
    return "" if password == form.raw("again") else say("console.password_again", lang)


def _link(request: Request) -> str:
    return str(request.path_params["link"])
