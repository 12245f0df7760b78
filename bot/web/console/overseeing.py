"""The first page, and the one to hand over with: what needs this operator, most urgent first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from bot.refusing import told
from bot.web.console import drawing, words
from bot.web.console.advisories import may_do
from bot.web.console.forms import LONGEST_REASON, Form
from bot.web.console.guard import came_from
from bot.web.console.pages import show
from bot.web.console.site import Console
from bot.web.console.visit import Visit
from db import (
    acknowledgements,
    alerts,
    links,
    notes,
    notices,
    operators,
    overview,
    permissions,
    sending,
    settings,
    unanswered,
)
from db.acknowledgements import Read
from db.alerts import Record
from db.notes import Note
from db.operators import Operator
from db.overview import NotReached
from db.refusals import attempting
from knowledge.alert import Kind

LISTED = ("approval_wanted",)  # stands under what waits already


@dataclass(frozen=True)
class Desk:
    """What is going on."""

    paused: str | None
    notes: tuple[Note, ...]
    waiting: tuple[Record, ...]
    drafts: tuple[Record, ...]
    in_force: tuple[Record, ...]
    read: Mapping[int, Read]  # of what is in force and kept to a team
    not_reached: tuple[tuple[NotReached, Record], ...]
    unanswered: int
    names: Mapping[int, str]
    lacking: frozenset[str]  # what a desk needs before its first night

    @property
    def promised(self) -> list[Record]:
        """What readers were promised to hear more of, soonest first."""
        found = [each for each in self.in_force if each.alert.promised()]
        return sorted(found, key=lambda each: each.alert.promised() or each.alert.expires)


async def show_now(console: Console, visit: Visit) -> Response:
    """Everything that needs somebody."""
    return await _show(console, visit, "now.html")


async def show_needs(console: Console, visit: Visit) -> Response:
    """The list alone, which the page fetches again by itself."""
    return await _show(console, visit, "needs.html")


async def show_handover(console: Console, visit: Visit) -> Response:
    """One page to give to the next operator, made to be printed."""
    return await _show(console, visit, "handover.html")


async def pause(console: Console, visit: Visit, form: Form) -> Response:
    """Stop or go on sending; answers go on."""
    me, now = visit.operator, console.now()
    async with console.desk.database.unit_of_work() as session:
        with attempting("sending pause", sending.SENDING, me.id, now):
            await alerts.permit(session, me.id, "pause", None)
        if form.one("do") == "resume":
            await sending.resume(session, me.id, now)
        else:
            await sending.pause(session, form.limited("why", LONGEST_REASON) or me.name, me.id, now)
    console.ring()
    return RedirectResponse(came_from(visit.request), 303)


async def note_read(console: Console, visit: Visit, form: Form) -> Response:
    """The operator has read that somebody acted alone."""
    async with console.desk.database.unit_of_work() as session:
        await notes.seen(session, visit.operator.id, [form.number("note")], console.now())
    return RedirectResponse(came_from(visit.request), 303)


async def _show(console: Console, visit: Visit, template: str) -> Response:
    desk = await _desk(console, visit)
    places = tuple(dict.fromkeys(place for each in desk.in_force for place in each.alert.places))
    values: dict[str, object] = {
        "desk": desk,
        "may": lambda record, action: may_do(visit, record, action),
        "to_be_read": notes.ALONE,
        "update": lambda record: _update(visit, record),
        "may_pause": permissions.may(visit.operator.roles, "pause"),
        "first_steps": [each for each in words.first_steps(visit.lang) if each[0] in desk.lacking],
        "map": drawing.areas(console.places, places, visit.lang),
    }
    return show(console, visit, template, status=200, **values)


async def _lacking(console: Console, session: AsyncSession, staff: Sequence[Operator], me: Operator) -> frozenset[str]:
    """The pages on which something is still to be done before the first night."""
    able = [each for each in staff if each.active and permissions.may(each.roles, "approve_notice")]
    found = {"/people"} if len(able) < 2 and permissions.may(me.roles, "operators") else set()
    if not any(each.state == "approved" for each in await notices.everything(session)):
        found |= {"/notices"}
    if permissions.may(me.roles, "approve_notice") and not await links.of_operator(session, me.id):
        found |= {"/phone"}
    if permissions.may(me.roles, "curate") and not all(
        each.usable for each in console.desk.base.pack.contents.contacts
    ):
        found |= {"/knowledge?group=stale"}
    return frozenset(found)


async def _desk(console: Console, visit: Visit) -> Desk:
    now = console.now()
    async with console.desk.database.reading() as session:
        in_force = await overview.in_force(session, now)
        staff, why = await operators.everybody(session), await settings.why_paused(session)
        return Desk(
            paused=why and told(why, visit.lang),
            notes=tuple(
                each for each in await notes.of_operator(session, visit.operator.id) if each.kind not in LISTED
            ),
            waiting=_most_urgent_first(await overview.listed(session, "waiting", now)),
            drafts=await overview.listed(session, "drafts", now, limit=20),
            in_force=_most_urgent_first(in_force),
            read=await acknowledgements.of_teams(session, in_force),
            not_reached=await overview.not_reached(session, now),
            unanswered=await unanswered.how_many(session),
            names={each.id: each.name for each in staff},
            lacking=await _lacking(console, session, staff, visit.operator),
        )


def _update(visit: Visit, record: Record) -> tuple[str, str]:
    """What an author does with what is in force: the words of the button, and the form."""
    if not may_do(visit, record, "follow"):
        return "", ""
    return words.kind_word(Kind.UPDATE, visit.lang), f"new?kind=update&replaces={record.id}"


def _most_urgent_first(records: Iterable[Record]) -> tuple[Record, ...]:
    """The real before the rehearsed, then the graver."""
    return tuple(sorted(records, key=lambda each: (each.alert.exercise, -each.alert.severity.rank)))
