"""The entries: found, read as people read them, and what becomes of an operator's revision."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from bot.conversation.message import Words
from bot.conversation.reply import Line, Person
from bot.conversation.respond import respond
from bot.conversation.telling import tell, tell_more
from bot.web.console.forms import Form
from bot.web.console.pages import show
from bot.web.console.proving import Unproved, prove
from bot.web.console.site import AT, Console
from bot.web.console.telling import refused
from bot.web.console.visit import Visit, keep_token, whole_number
from db import entries, operators, permissions
from db.entries import EntryProblem, Revision
from db.refusals import Refused
from knowledge.base import Base
from knowledge.context import Context
from knowledge.entry import Entry, Lang, Topic
from knowledge.revision import Change, changes, content_hash, needed
from knowledge.text import normalise

PAGE: Final = 50  # entries
TOPICS: Final = tuple(Topic)  # as a reader would ask: what happened first
GROUPS: Final = ("all", "revised", "waiting", "stale")
ORDERS: Final = ("topic", "title", "review")
LONGEST: Final = 500  # characters of a question asked on trial, of a reason
Work = Callable[[AsyncSession, str, int, datetime], Awaitable[object]]


@dataclass(frozen=True)
class Sheet:
    """One entry as it stands, and its revisions."""

    entry_id: str
    shown: Entry | None  # what people are told
    shipped: Entry | None  # the pack's own
    open: Revision | None  # a draft, or one that waits for a second person
    published: Revision | None
    history: tuple[Revision, ...]
    names: Mapping[int, str]

    @property
    def conflict(self) -> bool:
        """The pack's entry changed under the operators' one, which stays in force."""
        own = content_hash(self.shipped) if self.shipped else None
        return self.published is not None and self.published.base_hash != own

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the open revision would change."""
        return changes(self.shown, self.open.entry) if self.open else ()


async def show_list(console: Console, visit: Visit) -> Response:
    """Entries by what is typed of their title, questions or id."""
    asked = visit.request.query_params
    group = next((each for each in GROUPS if each == asked.get("group")), "all")
    order = next((each for each in ORDERS if each == asked.get("sort")), "review" if group == "stale" else "topic")
    text, start = asked.get("q", "")[:100], whole_number(asked.get("from", ""))
    today = console.now().date().isoformat()
    async with console.desk.database.reading() as session:
        waiting = await entries.states(session)
        found = await _of_group(console, session, group, waiting, today)
        found = await asyncio.to_thread(_holding, console, found, text) if text else found
        found = _sorted(found, order, visit.lang)
        revised = await entries.published_names(session, [each.id for each in found[start : start + PAGE]])
    values: dict[str, object] = {"group": group, "groups": GROUPS, "start": start, "page": PAGE}
    values |= {"orders": ORDERS, "chosen": {"group": group, "q": text, "sort": order}}
    values |= {"entries": found[start : start + PAGE], "more": len(found) > start + PAGE, "total": len(found)}
    values |= {"waiting": waiting, "revised": revised, "today": today, "may": may_curate(visit)}
    values["contacts"] = [
        each for each in console.desk.base.pack.contents.contacts if group == "stale" and not each.usable
    ]
    values["learning"] = console.desk.learning.value
    return show(console, visit, "knowledge.html", status=200, **values)


async def show_one(console: Console, visit: Visit) -> Response:
    """One entry, as people read it in both languages."""
    return await show_entry(console, visit, visit.request.path_params["entry"])


async def show_entry(
    console: Console, visit: Visit, entry_id: str, *, problem: str = "", status: int = 200, asked: str = ""
) -> Response:
    """The entry, with what went wrong where something did, and what the assistant says to a question on trial."""
    sheet = await sheet_of(console, entry_id)
    base = console.desk.base
    reply = await asyncio.to_thread(_ask, base, asked, visit.lang, console.now()) if asked else None
    values: dict[str, object] = {
        "sheet": sheet,
        "told": {each: _told(base, sheet.shown, each, console.now()) for each in ("en", "fr")},
        "tried": {each: _told(base, sheet.open.entry, each, console.now()) for each in ("en", "fr")}
        if sheet.open and sheet.open.entry
        else None,
        "needed": needed(base.pack, entry_id),
        "may": may_curate(visit),
        "problem": problem,
        "asked": asked,
        "reply": reply,
        "learning": console.desk.learning.value,
    }
    return show(console, visit, "entry.html", status=status, **values)


async def ask(console: Console, visit: Visit) -> Response:
    """What the assistant answers to a question, as it stands."""
    asked = visit.request.query_params.get("q", "")[:LONGEST].strip()
    return await show_entry(console, visit, visit.request.path_params["entry"], asked=asked)


async def submit(console: Console, visit: Visit, form: Form) -> Response:
    """Hand the draft over to a second curator."""

    async def work(session: AsyncSession, entry_id: str, me: int, now: datetime) -> object:
        return await entries.submit(session, entry_id, form.number("number"), me, now)

    return await _do(console, visit, work)


async def publish(console: Console, visit: Visit, form: Form) -> Response:
    """A second curator's yes, with a code: from now on everybody is told so."""
    try:
        token = await prove(console, visit, form.one("code"))
    except Unproved as problem:
        entry_id = visit.request.path_params["entry"]
        return await show_entry(console, visit, entry_id, problem=problem.told(visit.lang), status=403)

    async def work(session: AsyncSession, entry_id: str, me: int, now: datetime) -> object:
        return await entries.publish(session, entry_id, form.number("number"), me, now)

    response = await _do(console, visit, work)
    keep_token(console, response, token)
    return response


async def reject(console: Console, visit: Visit, form: Form) -> Response:
    """Back to whoever wrote it."""

    async def work(session: AsyncSession, entry_id: str, me: int, now: datetime) -> object:
        return await entries.reject(session, entry_id, form.number("number"), me, form.limited("why", LONGEST), now)

    return await _do(console, visit, work)


async def withdraw(console: Console, visit: Visit, form: Form) -> Response:
    """The pack's own entry again, at once."""

    async def work(session: AsyncSession, entry_id: str, me: int, now: datetime) -> object:
        await entries.withdraw(session, entry_id, me, form.limited("why", LONGEST), now)
        return None

    return await _do(console, visit, work)


async def sheet_of(console: Console, entry_id: str) -> Sheet:
    """Raises: EntryProblem where nobody knows it."""
    async with console.desk.database.reading() as session:
        history = await entries.history(session, entry_id)
        names = {each.id: each.name for each in await operators.everybody(session)}
    live, shipped = console.desk.base.pack.entries, console.shipped.entries
    if not history and entry_id not in live:
        raise EntryProblem(f"There is no entry {entry_id[:60]}.")
    return Sheet(
        entry_id,
        live.get(entry_id),
        shipped.get(entry_id),
        next((each for each in history if each.state in ("draft", "in_review")), None),
        next((each for each in history if each.state == "published"), None),
        history,
        names,
    )


def may_curate(visit: Visit) -> bool:
    return permissions.may(visit.operator.roles, "curate")


async def _do(console: Console, visit: Visit, work: Work) -> Response:
    entry_id = visit.request.path_params["entry"]
    try:
        async with console.desk.database.unit_of_work() as session:
            await work(session, entry_id, visit.operator.id, console.now())
    except Refused as problem:
        return await show_entry(console, visit, entry_id, problem=refused(problem, visit.lang), status=409)
    console.ring()
    return RedirectResponse(f"{AT}/knowledge/{entry_id}", 303)


def _told(base: Base, entry: Entry | None, lang: Lang, now: datetime) -> tuple[Line, ...]:
    return (*tell(base, entry, lang, now), *tell_more(base, entry, lang, now)) if entry else ()


def _ask(base: Base, question: str, lang: Lang, now: datetime) -> tuple[Line, ...]:
    turn = respond(base, Person(hint=lang), Context(), Words(question), now, lambda places, lang: ())
    return turn.reply.lines


async def _of_group(
    console: Console, session: AsyncSession, group: str, waiting: Mapping[str, str], today: str
) -> Sequence[Entry]:
    """The entries that are told, and those that are only being written yet, of one group."""
    told = console.desk.base.pack
    known = (*told.contents.entries, *await entries.drafts(session, waiting.keys() - told.entries.keys()))
    match group:
        case "revised":
            names = await entries.published_names(session)
            return [each for each in known if each.id in names]
        case "waiting":
            return [each for each in known if each.id in waiting]
        case "stale":
            return [each for each in known if _stale(each, today)]
        case _:
            return known


def _sorted(found: Sequence[Entry], order: str, lang: Lang) -> Sequence[Entry]:
    match order:
        case "title":
            return sorted(found, key=lambda each: normalise(each.title[lang]))
        case "review":
            return sorted(found, key=lambda each: each.review)
        case _:
            return sorted(found, key=lambda each: TOPICS.index(each.topic))


def _holding(console: Console, found: Sequence[Entry], text: str) -> Sequence[Entry]:
    """Those whose name, titles or questions hold what was typed."""
    known, pack, wanted = console.searched, console.desk.base.pack, text.casefold()
    if known.of is not pack:
        known.texts, known.of = {name: _searched(entry) for name, entry in pack.entries.items()}, pack
    return [each for each in found if wanted in (known.texts.get(each.id) or _searched(each))]


def _searched(entry: Entry) -> str:
    words = (entry.id, entry.title.en, entry.title.fr, *entry.questions.en, *entry.questions.fr)
    return "\n".join(words).casefold()


def _stale(entry: Entry, today: str) -> bool:
    """Past its review, or with a statement whose end has come."""
    return entry.review <= today or any(each.valid_until and each.valid_until < today for each in entry.statements)
