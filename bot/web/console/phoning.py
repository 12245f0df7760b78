"""Operators' own chats: linked with a code and a PIN chosen here, unlinked by oneself, suspended by any operator."""

import asyncio

from starlette.responses import RedirectResponse, Response

from bot.locales import say
from bot.phone.pins import hashed
from bot.web.console.forms import Form
from bot.web.console.pages import show
from bot.web.console.proving import Unproved, prove
from bot.web.console.site import AT, Console
from bot.web.console.telling import refused
from bot.web.console.visit import Visit, keep_token
from db import links, operators
from db.operators import OperatorProblem


async def show_phone(console: Console, visit: Visit) -> Response:
    """Whose chats are linked, and the form to link one's own."""
    return await _show(console, visit)


async def link(console: Console, visit: Visit, form: Form) -> Response:
    """A code to type in the chat, shown this once; the PIN is chosen here, away from the phone."""
    try:
        pin_hash = await asyncio.to_thread(hashed, form.one("pin"))
    except ValueError:
        return await _show(console, visit, say("phone.pin_form", visit.lang), status=422)
    try:
        token = await prove(console, visit, form.one("code"))
    except Unproved as problem:
        return await _show(console, visit, problem.told(visit.lang), status=403)
    async with console.desk.database.unit_of_work() as session:
        code = await links.link_code(session, visit.operator.id, pin_hash, console.now())
    response = await _show(console, visit, code=code)
    keep_token(console, response, token)
    return response


async def unlink(console: Console, visit: Visit, form: Form) -> Response:
    """One's own chat decides nothing any more."""
    async with console.desk.database.unit_of_work() as session:
        await links.unlink(session, visit.operator.id, console.now())
    return RedirectResponse(f"{AT}/phone", 303)


async def suspend(console: Console, visit: Visit, form: Form) -> Response:
    """A phone is lost, or somebody is in doubt: its owner links it anew."""
    try:
        async with console.desk.database.unit_of_work() as session:
            await links.suspend(session, visit.number, visit.operator.id, console.now())
    except OperatorProblem as problem:
        return await _show(console, visit, refused(problem, visit.lang), status=403)
    return RedirectResponse(f"{AT}/phone", 303)


async def _show(console: Console, visit: Visit, problem: str = "", *, code: str = "", status: int = 200) -> Response:
    async with console.desk.database.reading() as session:
        own = await links.of_operator(session, visit.operator.id)
        everybody = {each.id: each.name for each in await operators.everybody(session)}
        others = [each for each in await links.linked(session) if each.operator_id != visit.operator.id]
    values: dict[str, object] = {"own": own, "others": others, "names": everybody, "problem": problem, "code": code}
    return show(console, visit, "phone.html", status=status, **values)
