"""Questions that found no answer: how many by topic, and those that people left, alike ones together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from rapidfuzz import fuzz
from starlette.responses import RedirectResponse, Response

from bot.web.console.forms import Form
from bot.web.console.knowing import may_curate
from bot.web.console.pages import show
from bot.web.console.site import AT, Console
from bot.web.console.visit import Visit
from db import alerts, unanswered
from db.unanswered import KEPT, Unanswered
from knowledge.base import DECLINED, Base
from knowledge.entry import Entry

ALIKE = 70  # of 100; questions about one thing share most of their words
NEAREST = 3  # entries offered to put a question to
COUNTED = timedelta(days=30)


@dataclass(frozen=True)
class Group:
    """Questions that are alike, and the entries that come nearest to the first of them."""

    questions: tuple[Unanswered, ...]
    near: tuple[Entry, ...]


async def show_unanswered(console: Console, visit: Visit) -> Response:
    """The counts, and the questions that are kept."""
    async with console.desk.database.reading() as session:
        left = await unanswered.left(session)
        counts = await unanswered.counts(session, console.now() - COUNTED)
    base = console.desk.base
    values: dict[str, object] = {
        "groups": [Group(tuple(alike), nearest(base, alike[0])) for alike in grouped(left)],
        "counts": sorted(counts.items(), key=lambda each: -each[1]),
        "days": KEPT.days,
        "may": may_curate(visit),
    }
    return show(console, visit, "unanswered.html", status=200, **values)


async def dismiss(console: Console, visit: Visit, form: Form) -> Response:
    """It needs no answer, or has one now."""
    async with console.desk.database.unit_of_work() as session:
        await alerts.permit(session, visit.operator.id, "curate", None)
        for number in form.all("question"):
            if number.isascii() and number.isdecimal() and len(number) < 19:
                await unanswered.dismiss(session, int(number))
    return RedirectResponse(f"{AT}/unanswered", 303)


def grouped(left: Sequence[Unanswered]) -> list[list[Unanswered]]:
    """Each question beside the first one that it is like; the largest groups first."""
    groups: list[list[Unanswered]] = []
    for question in left:
        home = next((group for group in groups if _alike(group[0], question)), None)
        if home is None:
            groups.append([question])
        else:
            home.append(question)
    return sorted(groups, key=lambda group: -len(group))


def nearest(base: Base, question: Unanswered) -> tuple[Entry, ...]:
    """The entries that come nearest, though none near enough to answer."""
    hits = base.matcher.search(question.text, question.language, NEAREST)
    known = (base.pack.entries.get(hit.entry) for hit in hits if not hit.entry.startswith(DECLINED))
    return tuple(entry for entry in known if entry)


def _alike(one: Unanswered, other: Unanswered) -> bool:
    return one.language == other.language and fuzz.token_sort_ratio(one.text.lower(), other.text.lower()) >= ALIKE
