"""Taking an advisory back: one page, one button; the message that says so is written already."""

from starlette.responses import RedirectResponse, Response

from bot.cancelling import cancellation
from bot.web.console.advisories import show_file
from bot.web.console.forms import LONGEST_REASON, Form
from bot.web.console.pages import show
from bot.web.console.previewing import previews
from bot.web.console.site import AT, Console
from bot.web.console.telling import refused
from bot.web.console.visit import Visit
from db import alerts, drafts, outbox
from db.refusals import Refused
from knowledge.entry import LANGS, Lang


async def show_withdraw(console: Console, visit: Visit) -> Response:
    """What people will read instead, and how many."""
    number = visit.number
    async with console.desk.database.reading() as session:
        record = await alerts.get(session, number)
        told = await outbox.progress(session, number)
    drafted = drafts.reference_to(record.alert)
    message = cancellation(record.alert, {}, console.now()).model_copy(update={"replaces": drafted, "sent": None})
    seen = previews(message, console.now())
    return show(console, visit, "withdraw.html", record=record, told=told, seen=seen, form=Form())


async def withdraw(console: Console, visit: Visit, form: Form) -> Response:
    """Draft the message and hand it over: a second operator's yes sends it."""
    number, now, me = visit.number, console.now(), visit.operator.id
    try:
        reasons: dict[Lang, str] = {lang: why for lang in LANGS if (why := form.limited(f"why.{lang}", LONGEST_REASON))}
        async with console.desk.database.unit_of_work() as session:
            before = await alerts.get(session, number)
            message = cancellation(before.alert, reasons, now)
            record = await drafts.draft(session, message, me, now, replaces=number)
            await drafts.submit(session, record.id, me, console.places, now)
    except Refused as problem:
        return await show_file(console, visit, number, problem=refused(problem, visit.lang), form=form, status=409)
    return RedirectResponse(f"{AT}/advisories/{record.id}", 303)
