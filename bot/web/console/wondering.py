"""Questions that found no answer: how many by topic, and those that people left, alike ones together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from rapidfuzz import fuzz, process
from starlette.responses import RedirectResponse, Response

from bot.web.console.forms import Form
from bot.web.console.knowing import may_curate
from bot.web.console.pages import show
from bot.web.console.site import AT, Console
from bot.web.console.visit import Visit, whole_number
from db import alerts, audit, unanswered
from db.refusals import attempting
from db.unanswered import KEPT, Unanswered
from knowledge.base import DECLINED, Base
from knowledge.entry import LANGS, Entry

ALIKE = 70  # of 100; questions about one thing share most of their words
NEAREST = 3  # entries offered to put a question to
PAGE = 20  # groups
MOST = 2500  # questions that are looked at, the newest; the others come up as these are dealt with
COUNTED = timedelta(days=30)


@dataclass(frozen=True)
class Group:
    """Questions that are alike, and the entries that come nearest to the first of them."""

    questions: tuple[Unanswered, ...]
    near: tuple[Entry, ...]


async def show_unanswered(console: Console, visit: Visit) -> Response:
    """The counts, and the questions that are kept."""
    start = whole_number(visit.request.query_params.get("from", ""))
    async with console.desk.database.reading() as session:
        left = await unanswered.left(session, MOST)
        counts = await unanswered.counts(session, console.now() - COUNTED)
        total = await unanswered.how_many(session)
    groups = await _groups(console, left)
    values: dict[str, object] = {
        "groups": await asyncio.to_thread(_beside, console.desk.base, groups[start : start + PAGE]),
        "start": start,
        "page": PAGE,
        "more": len(groups) > start + PAGE,
        "total": total,
        "newest": MOST if total > MOST else None,
        "counts": sorted(counts.items(), key=lambda each: -each[1]),
        "days": KEPT.days,
        "may": may_curate(visit),
    }
    return show(console, visit, "unanswered.html", status=200, **values)


async def dismiss(console: Console, visit: Visit, form: Form) -> Response:
    """It needs no answer, or has one now."""
    me, now = visit.operator.id, console.now()
    async with console.desk.database.unit_of_work() as session:
        with attempting("questions dismiss", "questions", me, now):
            await alerts.permit(session, me, "curate", None)
        asked = [each for each in form.all("question") if each.isascii() and each.isdecimal() and len(each) < 19]
        if gone := await unanswered.dismiss(session, [int(each) for each in asked]):
            details = {"questions": gone}
            await audit.append(session, "questions dismissed", "questions", details, operator_id=me, now=now)
    return RedirectResponse(f"{AT}/unanswered", 303)


async def _groups(console: Console, left: tuple[Unanswered, ...]) -> list[list[Unanswered]]:
    """Grouped once for as long as the questions stay the same."""
    known = console.alike
    if known.of != left:
        known.groups, known.of = await asyncio.to_thread(grouped, left), left
    return known.groups


def grouped(left: Sequence[Unanswered]) -> list[list[Unanswered]]:
    """Each question beside the one that it is most like of those before it; the largest groups first."""
    groups = [group for lang in LANGS for group in _of_one_language([each for each in left if each.language == lang])]
    return sorted(groups, key=lambda group: -len(group))


def _of_one_language(left: Sequence[Unanswered]) -> list[list[Unanswered]]:
    words = [" ".join(sorted(each.text.lower().split())) for each in left]
    # All pairs at once, on all cores: other pages are answered meanwhile.
    alike = process.cdist(words, words, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8, workers=-1)
    groups: dict[int, list[Unanswered]] = {}  # by the place of the question that came first
    for place, row in enumerate(alike):
        before = [first for first in np.flatnonzero(row[:place]).tolist() if first in groups]
        first = max(before, key=row.__getitem__, default=place)
        groups.setdefault(first, []).append(left[place])
    return list(groups.values())


def _beside(base: Base, groups: Sequence[Sequence[Unanswered]]) -> list[Group]:
    return [Group(tuple(alike), nearest(base, alike[0])) for alike in groups]


def nearest(base: Base, question: Unanswered) -> tuple[Entry, ...]:
    """The entries that come nearest, though none near enough to answer."""
    hits = base.matcher.search(question.text, question.language, NEAREST)
    known = (base.pack.entries.get(hit.entry) for hit in hits if not hit.entry.startswith(DECLINED))
    return tuple(entry for entry in known if entry)
