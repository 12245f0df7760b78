"""Writing an entry anew, or another one: a form, the pack's own check, and a draft for a second curator."""

import asyncio
import re
from collections.abc import Mapping

from starlette.responses import RedirectResponse, Response

from bot.locales import say
from bot.web.console import entryforms
from bot.web.console.entryforms import NotAnEntry
from bot.web.console.forms import Form
from bot.web.console.knowing import LONGEST, sheet_of
from bot.web.console.pages import show
from bot.web.console.site import AT, Console
from bot.web.console.telling import refused
from bot.web.console.visit import Visit
from bot.web.console.words import found_wrong
from db import entries, unanswered
from db.entries import EntryProblem
from knowledge.entry import Audience, Entry, Lang, Status, Tense, Topic
from knowledge.revision import content_hash, needed, problems

NEW = "new"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


async def show_edit(console: Console, visit: Visit) -> Response:
    """The form with the entry as it is being written, or as it stands; a question to answer stands among its own."""
    sheet = await sheet_of(console, visit.request.path_params["entry"])
    entry = (sheet.open.entry if sheet.open else None) or sheet.shown or sheet.shipped
    fields = entryforms.fields_of(entry) if entry else {}
    seen = sheet.history[0].number if sheet.history else 0
    return await _show(console, visit, sheet.entry_id, await _asked(console, visit, fields), seen)


async def show_new(console: Console, visit: Visit) -> Response:
    """An empty form."""
    fields: entryforms.Fields = {"topic": [Topic.CONTEXT], "tense": [Tense.PAST], "audience": [Audience.EVERYONE]}
    return await _show(console, visit, NEW, await _asked(console, visit, fields), 0)


async def write(console: Console, visit: Visit, form: Form) -> Response:
    """Keep what was typed as a draft, once it is an entry that the pack's check lets pass."""
    entry_id, seen = visit.request.path_params.get("entry", NEW), form.number("seen")
    if entry_id == NEW:
        entry_id = form.one("id")
        if not _ID.fullmatch(entry_id) or entry_id == NEW or entry_id in console.desk.base.pack.entries:
            return await _again(console, visit, NEW, form, (say("knowledge.bad_id", visit.lang),))
    try:
        entry = entryforms.entry_of(entry_id, form, visit.lang)
        await _check(console, entry, visit.lang)
        await _keep(console, visit, entry_id, entry, seen)
    except NotAnEntry as problem:
        return await _again(console, visit, visit.request.path_params.get("entry", NEW), form, problem.problems)
    except EntryProblem as problem:
        return await _again(console, visit, entry_id, form, (refused(problem, visit.lang),), status=409)
    return RedirectResponse(f"{AT}/knowledge/{entry_id}", 303)


async def take_out(console: Console, visit: Visit, form: Form) -> Response:
    """A draft that takes the entry out of the answers; a second curator decides."""
    entry_id = visit.request.path_params["entry"]
    if needed(console.desk.base.pack, entry_id):
        raise EntryProblem(say("knowledge.needed", visit.lang))
    await _keep(console, visit, entry_id, None, form.number("seen"))
    return RedirectResponse(f"{AT}/knowledge/{entry_id}", 303)


async def _check(console: Console, entry: Entry, lang: Lang) -> None:
    """Raises: NotAnEntry."""
    if found := await asyncio.to_thread(problems, console.desk.base.pack, entry):
        raise NotAnEntry(tuple(found_wrong(problem, lang) for problem in found))


async def _keep(console: Console, visit: Visit, entry_id: str, entry: Entry | None, seen: int) -> None:
    """Raises: EntryProblem."""
    shipped = console.shipped.entries.get(entry_id)
    base_hash = content_hash(shipped) if shipped else None
    async with console.desk.database.unit_of_work() as session:
        await entries.write(session, entry_id, entry, visit.operator.id, base_hash, console.now(), seen=seen)


async def _asked(console: Console, visit: Visit, fields: entryforms.Fields) -> entryforms.Fields:
    """With the question that somebody left, where the page was opened for one."""
    number = visit.request.query_params.get("question", "")[:18]
    if not (number.isascii() and number.isdecimal()):
        return fields
    async with console.desk.database.reading() as session:
        left = await unanswered.get(session, int(number))
    if left is None:
        return fields
    name = f"questions.{left.language}"
    present = fields.get(name, [""])[-1]
    return {**fields, name: [f"{present}\n{left.text}".strip()]}


async def _again(
    console: Console, visit: Visit, entry_id: str, form: Form, told: tuple[str, ...], status: int = 422
) -> Response:
    return await _show(console, visit, entry_id, form.fields, form.number("seen"), told, status)


async def _show(
    console: Console,
    visit: Visit,
    entry_id: str,
    fields: Mapping[str, list[str]],
    seen: int,
    told: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    form, pack = Form(fields), console.desk.base.pack
    values: dict[str, object] = {
        "entry_id": entry_id,
        "form": form,
        "seen": seen,
        "problems": tuple(each[:LONGEST] for each in told),
        "statements": entryforms.shown_statements(form),
        "topics": list(Topic),
        "tenses": list(Tense),
        "statuses": list(Status),
        "audiences": list(Audience),
        "referrals": sorted(pack.referrals),
        "voices": sorted(pack.voices),
        "sources": sorted(pack.sources),
    }
    return show(console, visit, "entry_edit.html", status=status, **values)
