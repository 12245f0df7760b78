"""Writing an advisory: a form in both languages side by side, kept as it is typed, shown as people will read it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import RedirectResponse, Response

from bot.web.console import drafting
from bot.web.console.drafting import NotYet
from bot.web.console.forms import Form
from bot.web.console.keeping import FOLLOWS, address
from bot.web.console.pages import show
from bot.web.console.picking import Choice, choices, found
from bot.web.console.previewing import Look, look
from bot.web.console.site import AT, Console
from bot.web.console.telling import refused
from bot.web.console.visit import LARGEST_ID, Visit, whole_number
from db import alerts, drafts, kept_forms, teams
from db.alerts import AlertProblem, Changed, NotIssuable, Record
from knowledge.alert import Alert, Kind
from knowledge.difference import Change


@dataclass(frozen=True)
class Sheet:
    """What is being written: a new advisory, one that follows another, or a draft that is there."""

    subject: str  # under which what is typed is kept
    where: str  # the form's address
    kind: Kind
    record: Record | None = None
    before: Record | None = None
    problems: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()  # what somebody else did meanwhile
    found: tuple[Choice, ...] = ()

    def kept(self) -> Mapping[str, Any]:
        """What the form does not ask."""
        if self.record:
            return _whole(self.record.alert)
        if self.before:
            fixed = _whole(self.before.alert)
            return {**fixed, "kind": self.kind, "replaces": drafts.reference_to(self.before.alert)}
        return {"kind": Kind.ALERT}


def _whole(alert: Alert) -> dict[str, Any]:
    """The fields that stay."""
    return alert.model_dump(exclude={"infos", "id", "identifier", "sent", "reviewed"})


async def show_new(console: Console, visit: Visit) -> Response:
    """An empty form, or one that follows the message in force."""
    sheet = await _new_sheet(console, visit.request.query_params.get("kind", ""), _number(visit, "replaces"))
    fields = drafting.following(sheet.before.alert, sheet.kind, console.now()) if sheet.before else None
    return await _show(console, visit, sheet, fields or drafting.empty(visit.lang, console.organisation))


async def write_new(console: Console, visit: Visit, form: Form) -> Response:
    """Store a new draft."""
    sheet = await _new_sheet(console, visit.request.query_params.get("kind", ""), _number(visit, "replaces"))
    return await _write(console, visit, form, sheet)


async def show_edit(console: Console, visit: Visit) -> Response:
    """The form of a draft."""
    sheet = await _sheet(console, visit)
    return await _show(console, visit, sheet, drafting.fields_of(sheet.record.alert) if sheet.record else {})


async def write_edit(console: Console, visit: Visit, form: Form) -> Response:
    """Put what was typed in the place of the draft."""
    return await _write(console, visit, form, await _sheet(console, visit))


async def preview(console: Console, visit: Visit, form: Form) -> Response:
    """What is typed as people would read it."""
    sheet = await _sheet_of(console, form.one("subject"))
    return show(console, visit, "preview.html", look=_look(console, visit, sheet, form))


async def find_places(console: Console, visit: Visit) -> Response:
    """Places by what is typed of their name."""
    typed = visit.request.query_params.get("place", "")
    return show(console, visit, "places.html", found=found(console.places, typed, visit.lang), typed=typed)


async def _write(console: Console, visit: Visit, form: Form, sheet: Sheet) -> Response:
    match form.one("do"):
        case "find":
            places = tuple(found(console.places, form.one("place"), visit.lang))
            return await _show(console, visit, replace(sheet, found=places), form.fields)
        case "preview":
            return await _show(console, visit, sheet, form.fields, previewing=True)
    try:
        record = await _store(console, visit, form, sheet)
    except NotYet as problem:
        return await _show(console, visit, replace(sheet, problems=problem.problems), form.fields, status=422)
    except Changed as problem:
        sheet = replace(
            await _sheet_of(console, sheet.subject), problems=(refused(problem, visit.lang),), changes=problem.changes
        )
        return await _show(console, visit, sheet, form.fields, status=409)
    except AlertProblem as problem:
        return await _show(
            console, visit, replace(sheet, problems=(refused(problem, visit.lang),)), form.fields, status=409
        )
    return await _after(console, visit, form, record)


async def _store(console: Console, visit: Visit, form: Form, sheet: Sheet) -> Record:
    """Draft or edit; what was kept while it was typed is not needed any more."""
    now, me = console.now(), visit.operator.id
    alert = drafting.alert_of(form, sheet.kept(), console.places, now, visit.lang)
    async with console.desk.database.unit_of_work() as session:
        if sheet.record:
            record = await drafts.edit(session, sheet.record.id, alert, me, form.number("seen"), now)
        else:
            replaces = sheet.before.id if sheet.before else None
            record = await drafts.draft(session, alert, me, now, replaces=replaces)
        await kept_forms.forget(session, me, sheet.subject)
    return record


async def _after(console: Console, visit: Visit, form: Form, record: Record) -> Response:
    """Saved; handed over for review where that was asked, and the page tells what still hinders it."""
    target = f"{AT}/advisories/{record.id}"
    if form.one("do") != "submit":
        return RedirectResponse(target, 303)
    try:
        async with console.desk.database.unit_of_work() as session:
            await drafts.submit(session, record.id, visit.operator.id, console.places, console.now())
    except NotIssuable:
        return RedirectResponse(f"{target}/edit#problems", 303)
    return RedirectResponse(target, 303)


async def _show(
    console: Console,
    visit: Visit,
    sheet: Sheet,
    fields: Mapping[str, list[str]],
    *,
    status: int = 200,
    previewing: bool = False,
) -> Response:
    """The form; on opening, what was typed here earlier and never saved stands in it."""
    kept = None
    async with console.desk.database.reading() as session:
        if visit.request.method == "GET":
            kept = await kept_forms.find(session, visit.operator.id, sheet.subject)
        own = sheet.record.alert.team if sheet.record else None
        open_teams = [each for each in await teams.everyone(session) if not each.closed or each.id == own]
    form = Form(kept.fields if kept else fields)
    values = {
        "sheet": sheet,
        "form": form,
        "kept": kept,
        # What was kept was written over the text of then: saving it must not hide what somebody did since.
        "version": form.number("seen") if kept else sheet.record.version if sheet.record else 0,
        "chosen": choices(console.places, form.all("places"), visit.lang),
        "look": _look(console, visit, sheet, form),
        "previewing": previewing,
        "teams": open_teams,
    }
    return show(console, visit, "edit.html", status=status, **values)


def _look(console: Console, visit: Visit, sheet: Sheet, form: Form) -> Look:
    try:
        alert = drafting.alert_of(form, sheet.kept(), console.places, console.now(), visit.lang)
    except NotYet as problem:
        return Look(missing=problem.problems)
    return look(alert, console.places, console.now(), visit.lang)


async def _sheet(console: Console, visit: Visit) -> Sheet:
    return await _sheet_of(console, f"alert:{visit.number}")


async def _sheet_of(console: Console, subject: str) -> Sheet:
    """The sheet of a subject: "new", "update:12", "alert:13"."""
    kind, _, number = subject.partition(":")
    if kind != "alert":
        return await _new_sheet(console, kind, whole_number(number, LARGEST_ID - 1))
    async with console.desk.database.reading() as session:
        record = await alerts.get(session, whole_number(number, LARGEST_ID - 1))
        before = await alerts.get(session, record.replaces_id) if record.replaces_id else None
    return Sheet(subject, f"{AT}/advisories/{record.id}/edit", record.alert.kind, record, before)


async def _new_sheet(console: Console, kind: str, replaces: int) -> Sheet:
    if kind not in FOLLOWS or not replaces:
        return Sheet("new", f"{AT}/advisories/new", Kind.ALERT)
    async with console.desk.database.reading() as session:
        before = await alerts.get(session, replaces)
    return Sheet(f"{kind}:{replaces}", address(f"{kind}:{replaces}"), Kind(kind), None, before)


def _number(visit: Visit, name: str) -> int:
    return whole_number(visit.request.query_params.get(name, ""), LARGEST_ID - 1)
