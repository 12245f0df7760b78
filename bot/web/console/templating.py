"""Writing a developing notice, in daylight: a form in both languages, shown as people would read it, for two approvers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.responses import RedirectResponse, Response

from bot.render import BAMAKO
from bot.web.console import noticeforms
from bot.web.console.drafting import NotYet
from bot.web.console.forms import Form
from bot.web.console.keeping import NOTICE
from bot.web.console.pages import show
from bot.web.console.previewing import Look, Seen, previews
from bot.web.console.site import AT, Console
from bot.web.console.telling import refused, rule
from bot.web.console.visit import Visit
from db import alerts, kept_forms, notices
from db.alerts import Changed
from db.notices import Kept
from db.refusals import Refused, attempting
from knowledge.difference import Change
from knowledge.notice import LONGEST, Slots, Template, fill, template_problems

NEW = "new"


@dataclass(frozen=True)
class Sheet:
    """What is being written: a notice over the newest text of its name, or a new one."""

    over: Kept | None
    seen: int
    fields: Mapping[str, list[str]]
    problems: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()  # what somebody else did meanwhile
    kept: kept_forms.Kept | None = None  # it was typed earlier and never saved

    @property
    def subject(self) -> str:
        """Under which what is typed is kept."""
        return f"{NOTICE}:{self.over.template.name if self.over else NEW}"


async def show_form(console: Console, visit: Visit) -> Response:
    """The form of a notice, or an empty one; what was typed here and never saved stands in it."""
    over = await _over(console, visit.request.query_params.get("name", ""))
    fields = noticeforms.fields_of(over.template) if over else noticeforms.empty(console.organisation)
    sheet = Sheet(over, over.number if over else 0, fields)
    async with console.desk.database.reading() as session:
        kept = await kept_forms.find(session, visit.operator.id, sheet.subject)
    if kept:
        # What was kept was written over the text of then: saving it must not hide what somebody did since.
        sheet = replace(sheet, fields=kept.fields, seen=Form(kept.fields).number("seen"), kept=kept)
    return _show(console, visit, sheet)


async def preview(console: Console, visit: Visit, form: Form) -> Response:
    """What is typed as people would read it, at some place."""
    over = await _over(console, form.one("of"))
    return show(console, visit, "preview.html", look=_look(console, visit, form, over))


async def write(console: Console, visit: Visit, form: Form) -> Response:
    """Keep the text for two approvers; until then the one before stays as it is."""
    over, me, now = await _over(console, form.one("of")), visit.operator.id, console.now()
    sheet = Sheet(over, form.number("seen"), form.fields)
    if form.one("do") == "preview":
        return _show(console, visit, sheet)
    try:
        async with console.desk.database.unit_of_work() as session:
            with attempting("notice write", f"notice:{form.one('of') or NEW}", me, now):
                await alerts.permit(session, me, "write_notice", None)
        template = noticeforms.template_of(form, over.template if over else None, visit.lang)
        if template_problems(template, console.places, BAMAKO):
            return _show(console, visit, sheet, 422)
        async with console.desk.database.unit_of_work() as session:
            await notices.write(session, template, me, console.places, BAMAKO, now, seen=sheet.seen)
            await kept_forms.forget(session, me, sheet.subject)
    except NotYet:
        return _show(console, visit, sheet, 422)
    except Changed as problem:
        newest = await _over(console, form.one("of"))
        seen = newest.number if newest else 0  # saved once more, it takes the place of theirs, knowingly
        told = (refused(problem, visit.lang),)
        sheet = replace(sheet, over=newest, seen=seen, problems=told, changes=problem.changes)
        return _show(console, visit, sheet, 409)
    except Refused as problem:
        return _show(console, visit, replace(sheet, problems=(refused(problem, visit.lang),)), 409)
    return RedirectResponse(f"{AT}/notices", 303)


async def _over(console: Console, name: str) -> Kept | None:
    """The newest text of a name."""
    async with console.desk.database.reading() as session:
        return await notices.newest(session, name) if name else None


def _show(console: Console, visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    form = Form(sheet.fields)
    values: dict[str, object] = {
        "over": sheet.over,
        "seen": sheet.seen,
        "subject": sheet.subject,
        "form": form,
        "problems": sheet.problems,
        "changes": sheet.changes,
        "kept": sheet.kept,
        "look": _look(console, visit, form, sheet.over),
    }
    return show(console, visit, "notice_edit.html", status=status, **values)


def _look(console: Console, visit: Visit, form: Form, over: Kept | None) -> Look:
    """What people would read, or what is to be mended before two operators can approve it."""
    try:
        template = noticeforms.template_of(form, over.template if over else None, visit.lang)
    except NotYet as problem:
        return Look(missing=problem.problems)
    missing = tuple(rule(each, visit.lang) for each in template_problems(template, console.places, BAMAKO))
    return Look(tuple(example(console, template, console.now())), missing)


def example(console: Console, template: Template, now: datetime) -> list[Seen]:
    """A notice filled at the place that all is about, as it is shown to who writes or approves it."""
    slots = Slots(console.desk.base.pack.about.places[0], now, now + LONGEST)
    return previews(fill(template, slots, console.places, BAMAKO), now)
