"""What is typed and not saved yet: kept as it is typed, for whoever's log-in ends, whose phone dies, who closes a page."""

from typing import Final
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from bot.web.console.forms import Form
from bot.web.console.guard import log_in_link
from bot.web.console.pages import show
from bot.web.console.site import AT, Console
from bot.web.console.visit import Visit
from db import kept_forms
from knowledge.alert import Kind

FOLLOWS: Final = (Kind.UPDATE, Kind.CORRECTION, Kind.MINOR, Kind.TRANSLATION, Kind.ALL_CLEAR)
NOTICE: Final = "notice"
LONGEST_SUBJECT: Final = 100  # characters


async def keep(console: Console, visit: Visit, form: Form) -> Response:
    """What is typed is kept before anybody saves it."""
    await keep_form(console, visit, form)
    return show(console, visit, "kept.html", log_in=None)


async def keep_and_tell(console: Console, visit: Visit, form: Form) -> Response:
    """The same where the log-in is over: nobody is led away from what they are typing."""
    await keep_form(console, visit, form)
    return show(console, visit, "kept.html", log_in=log_in_link(visit.request))


async def keep_quietly(console: Console, visit: Visit, form: Form) -> Response:
    """The same for what a page asks beside: it stays as it is."""
    await keep_form(console, visit, form)
    return Response(status_code=204)


async def keep_form(console: Console, visit: Visit, form: Form) -> None:
    """Keep it for the operator, whose log-in may be over."""
    if not form.one("subject"):
        return
    fields = {name: values for name, values in form.fields.items() if name not in ("token", "do")}
    async with console.desk.database.unit_of_work() as session:
        subject = form.one("subject")[:LONGEST_SUBJECT]
        await kept_forms.keep(session, visit.operator.id, subject, fields, console.now())


async def forget(console: Console, visit: Visit, form: Form) -> Response:
    """What was typed is not wanted."""
    async with console.desk.database.unit_of_work() as session:
        await kept_forms.forget(session, visit.operator.id, form.one("subject"))
    return RedirectResponse(address(form.one("subject")), 303)


def address(subject: str) -> str:
    """The form of a subject: "new", "update:12", "alert:13", "entry:new", "entry:casualties-dead", "notice:gunfire"."""
    kind, _, of = subject.partition(":")
    if kind == "entry" and of:
        return f"{AT}/knowledge/new" if of == "new" else f"{AT}/knowledge/{quote(of, safe='')}/edit"
    if kind == NOTICE:
        return f"{AT}/notices/write" + (f"?name={quote(of, safe='')}" if of != "new" else "")
    if kind == "alert" and of.isdecimal():
        return f"{AT}/advisories/{of}/edit"
    if kind in FOLLOWS and of.isdecimal():
        return f"{AT}/advisories/new?kind={kind}&replaces={of}"
    return f"{AT}/advisories/new"
