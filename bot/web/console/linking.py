"""An operator's own phone: linked by a code, guarded by a PIN that is chosen here, suspended by anybody in doubt."""

import asyncio

from starlette.responses import RedirectResponse, Response

from bot.locales import say
from bot.phone import pins
from bot.web.console.advisories import show_file
from bot.web.console.forms import Form
from bot.web.console.proving import Unproved, prove
from bot.web.console.site import AT, Console
from bot.web.console.staff import show_staff
from bot.web.console.visit import Visit, keep_token
from db import links
from db.refusals import Refused


async def link(console: Console, visit: Visit, form: Form) -> Response:
    """A code to type in the chat within ten minutes; shown this once."""
    pin = form.one("pin")
    if not pins.FORM.fullmatch(pin) or pin != form.one("again"):
        return await show_staff(console, visit, say("console.pin_form", visit.lang), 422)
    try:
        token = await prove(console, visit, form.one("code"))
    except Unproved:
        return await show_staff(console, visit, say("console.wrong_code", visit.lang), 403)
    async with console.hashing:
        hashed = await asyncio.to_thread(pins.hashed, pin)
    async with console.desk.database.unit_of_work() as session:
        code = await links.link_code(session, visit.operator.id, hashed, console.now())
    response = await show_staff(console, visit, link_code=code)
    keep_token(console, response, token)
    return response


async def unlink(console: Console, visit: Visit, form: Form) -> Response:
    """One's own phone hears nothing more."""
    async with console.desk.database.unit_of_work() as session:
        await links.unlink(session, visit.operator.id, console.now())
    return RedirectResponse(f"{AT}/people", 303)


async def suspend(console: Console, visit: Visit, form: Form) -> Response:
    """Somebody's phone may be in other hands: from now on it decides nothing."""
    try:
        async with console.desk.database.unit_of_work() as session:
            await links.suspend(session, visit.number, visit.operator.id, console.now())
    except Refused as problem:
        return await show_staff(console, visit, str(problem), 409)
    return RedirectResponse(f"{AT}/people", 303)


async def send_to_me(console: Console, visit: Visit, form: Form) -> Response:
    """The message as it stands, to the operator's own phone."""
    try:
        async with console.desk.database.unit_of_work() as session:
            await links.send_to_me(session, visit.number, visit.operator.id, console.now())
    except Refused as problem:
        return await show_file(console, visit, visit.number, problem=str(problem), status=409)
    console.ring()
    return RedirectResponse(f"{AT}/advisories/{visit.number}", 303)
