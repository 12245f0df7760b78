"""Writing an entry anew, or another one: a form, the pack's own check, and a draft for a second curator."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.responses import RedirectResponse, Response

from bot.locales import say
from bot.web.console import entryforms
from bot.web.console.entryforms import NotAnEntry
from bot.web.console.forms import Form
from bot.web.console.knowing import LONGEST, Sheet, sheet_of
from bot.web.console.pages import show
from bot.web.console.site import AT, Console
from bot.web.console.telling import refused
from bot.web.console.visit import Visit
from bot.web.console.words import found_wrong
from db import entries, kept_forms, unanswered
from db.entries import EntryChanged, EntryProblem
from db.refusals import attempting
from knowledge.entry import Audience, Entry, Lang, Status, Tense, Topic
from knowledge.revision import Change, changes, content_hash, needed, problems

NEW = "new"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Draft:
    """What is being written: an entry of this id, or a new one, over the revision of this number."""

    entry_id: str
    fields: Mapping[str, list[str]]
    seen: int
    problems: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()  # what somebody else did meanwhile
    kept_at: datetime | None = None  # it was typed then and never saved

    @property
    def subject(self) -> str:
        """Under which what is typed is kept."""
        return f"entry:{self.entry_id}"


async def show_edit(console: Console, visit: Visit) -> Response:
    """The form with the entry as it is being written, or as it stands; a question to answer stands among its own."""
    sheet = await sheet_of(console, visit.request.path_params["entry"])
    entry = (sheet.open.entry if sheet.open else None) or sheet.shown or sheet.shipped
    fields = entryforms.fields_of(entry) if entry else {}
    return await _open(console, visit, Draft(sheet.entry_id, fields, _newest(sheet)))


async def show_new(console: Console, visit: Visit) -> Response:
    """An empty form."""
    fields: entryforms.Fields = {"topic": [Topic.CONTEXT], "tense": [Tense.PAST], "audience": [Audience.EVERYONE]}
    return await _open(console, visit, Draft(NEW, fields, 0))


async def write(console: Console, visit: Visit, form: Form) -> Response:
    """Keep what was typed as a draft, once it is an entry that the pack's check lets pass."""
    asked = visit.request.path_params.get("entry", NEW)
    entry_id, draft = asked, Draft(asked, form.fields, form.number("seen"))
    await _permit(console, visit, asked)
    if asked == NEW:
        entry_id = form.one("id")
        if not _ID.fullmatch(entry_id) or entry_id == NEW or entry_id in console.desk.base.pack.entries:
            return _show(console, visit, replace(draft, problems=(say("knowledge.bad_id", visit.lang),)), 422)
    try:
        entry = entryforms.entry_of(entry_id, form, visit.lang)
        await _check(console, entry, visit.lang)
        await _keep(console, visit, entry_id, entry, draft)
    except NotAnEntry as problem:
        return _show(console, visit, replace(draft, problems=problem.problems), 422)
    except EntryChanged as problem:
        return _show(console, visit, await _meanwhile(console, visit, entry_id, draft, problem), 409)
    except EntryProblem as problem:
        return _show(console, visit, replace(draft, problems=(refused(problem, visit.lang),)), 409)
    return RedirectResponse(f"{AT}/knowledge/{entry_id}", 303)


async def take_out(console: Console, visit: Visit, form: Form) -> Response:
    """A draft that takes the entry out of the answers; a second curator decides."""
    entry_id = visit.request.path_params["entry"]
    if needed(console.desk.base.pack, entry_id):
        raise EntryProblem(say("knowledge.needed", visit.lang))
    await _keep(console, visit, entry_id, None, Draft(entry_id, {}, form.number("seen")))
    return RedirectResponse(f"{AT}/knowledge/{entry_id}", 303)


async def _permit(console: Console, visit: Visit, entry_id: str) -> None:
    """Before anything is read of the form. Raises: EntryProblem."""
    me = visit.operator.id
    async with console.desk.database.unit_of_work() as session:
        with attempting("entry written", f"entry:{entry_id}", me, console.now()):
            await entries.permit(session, me)


async def _check(console: Console, entry: Entry, lang: Lang) -> None:
    """Raises: NotAnEntry."""
    if found := await asyncio.to_thread(problems, console.desk.base.pack, entry):
        raise NotAnEntry(tuple(found_wrong(problem, lang) for problem in found))


async def _keep(console: Console, visit: Visit, entry_id: str, entry: Entry | None, draft: Draft) -> None:
    """Raises: EntryProblem."""
    shipped, me, now = console.shipped.entries.get(entry_id), visit.operator.id, console.now()
    base_hash = content_hash(shipped) if shipped else None
    async with console.desk.database.unit_of_work() as session:
        await entries.write(session, entry_id, entry, me, base_hash, now, seen=draft.seen)
        await kept_forms.forget(session, me, draft.subject)


async def _meanwhile(console: Console, visit: Visit, entry_id: str, draft: Draft, problem: EntryChanged) -> Draft:
    """The draft beside what somebody else changed; saved once more, it takes the place of theirs, knowingly."""
    sheet = await sheet_of(console, entry_id)
    before = next((each.entry for each in sheet.history if each.number == draft.seen), sheet.shipped)
    return replace(
        draft,
        entry_id=entry_id,
        seen=_newest(sheet),
        problems=(refused(problem, visit.lang),),
        changes=changes(before, sheet.history[0].entry),
    )


def _newest(sheet: Sheet) -> int:
    return sheet.history[0].number if sheet.history else 0


async def _open(console: Console, visit: Visit, draft: Draft) -> Response:
    """The form; what was typed here earlier and never saved stands in it, and the question that it was opened for."""
    number = visit.request.query_params.get("question", "")[:18]
    async with console.desk.database.reading() as session:
        kept = await kept_forms.find(session, visit.operator.id, draft.subject)
        left = await unanswered.get(session, int(number)) if number.isascii() and number.isdecimal() else None
    if kept:
        # What was kept was written over the text of then: saving it must not hide what somebody did since.
        draft = replace(draft, fields=kept.fields, seen=Form(kept.fields).number("seen"), kept_at=kept.at)
    if left:
        name = f"questions.{left.language}"
        present = Form(draft.fields).one(name).splitlines()
        asked = present if left.text in present else [*present, left.text]
        draft = replace(draft, fields={**draft.fields, name: ["\n".join(asked)]})
    return _show(console, visit, draft, 200)


def _show(console: Console, visit: Visit, draft: Draft, status: int) -> Response:
    form, pack = Form(draft.fields), console.desk.base.pack
    values: dict[str, object] = {
        "draft": draft,
        "form": form,
        "problems": tuple(each[:LONGEST] for each in draft.problems),
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
