"""The list of advisories, and one of them: as people read it, what changed, whom it reaches, what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import HTMLResponse, Response

from bot.web.console import drawing
from bot.web.console.forms import Form
from bot.web.console.pages import show
from bot.web.console.previewing import Look, look
from bot.web.console.site import Console
from bot.web.console.visit import Visit, whole_number
from db import acknowledgements, alerts, alone, approvals, audit, links, operators, outbox, overview, teams, unclear
from db.acknowledgements import Read
from db.alerts import Record
from db.alone import Alone
from db.approvals import Approval
from db.audit import Recorded
from db.outbox import Progress
from db.overview import Audience, Group, Order
from db.permissions import Action, may
from knowledge.difference import Change, difference

PAGE = 50  # advisories
BEFORE_ISSUE = ("draft", "in_review", "approved")


@dataclass(frozen=True)
class File:
    """Everything about one advisory that an operator decides by."""

    record: Record
    thread: tuple[Record, ...]
    changes: tuple[Change, ...]
    approvals: tuple[Approval, ...]
    needed: int
    alone: Alone | None
    audience: Audience | None
    progress: Progress | None
    morning: int  # chats that are told once a day and have not been told yet
    read: Read | None  # what is kept to a team and has reached somebody
    unclear: int
    lines: tuple[Recorded, ...]
    names: Mapping[int, str]
    team: str | None  # to which it is kept
    has_phone: bool  # whoever looks at it

    @property
    def newer(self) -> Record | None:
        """What replaced it, if anything did."""
        after = [each for each in self.thread if each.replaces_id == self.record.id and each.alert.sent]
        return after[-1] if after else None

    @property
    def sending(self) -> bool:
        return bool(self.progress and self.progress.waiting)


async def show_list(console: Console, visit: Visit) -> Response:
    """The advisories of a group in the chosen order; the address keeps what was chosen."""
    asked = visit.request.query_params
    group: Group = next((each for each in get_args(Group) if each == asked.get("group")), "all")
    order: Order = next((each for each in get_args(Order) if each == asked.get("sort")), "begun")
    text, start, now = asked.get("q", "")[:100], whole_number(asked.get("from", "")), console.now()
    async with console.desk.database.reading() as session:
        found = await overview.listed(session, group, now, text=text, order=order, limit=PAGE + 1, offset=start)
        names = await _names(session)
    values: dict[str, object] = {"group": group, "groups": get_args(Group), "start": start, "page": PAGE}
    values |= {"orders": get_args(Order), "chosen": {"group": group, "q": text, "sort": order}}
    values |= {"records": found[:PAGE], "more": len(found) > PAGE, "names": names}
    return show(console, visit, "advisories.html", status=200, **values)


async def show_one(console: Console, visit: Visit) -> Response:
    """One advisory."""
    return await show_file(console, visit, visit.number)


async def show_progress(console: Console, visit: Visit) -> Response:
    """How far it has gone: what its page fetches again while it is being sent."""
    async with console.desk.database.reading() as session:
        file = await _file(console, visit, session, visit.number)
    return show(console, visit, "progress.html", file=file, left=_left(console, file))


async def show_file(
    console: Console,
    visit: Visit,
    number: int,
    *,
    problem: str = "",
    changes: tuple[Change, ...] = (),
    form: Form | None = None,
    status: int = 200,
) -> HTMLResponse:
    """One advisory, with what went wrong where something did."""
    async with console.desk.database.reading() as session:
        file = await _file(console, visit, session, number)
    values = {
        "file": file,
        "record": file.record,
        "look": _look(console, visit, file.record),
        "may": lambda action: may_do(visit, file.record, action),
        "may_pause": may(visit.operator.roles, "pause"),
        "left": _left(console, file),
        "map": drawing.areas(console.places, file.record.alert.places, visit.lang),
        "problem": problem,
        "since": changes,
        "form": form or Form(),
    }
    return show(console, visit, "advisory.html", status=status, **values)


def may_do(visit: Visit, record: Record, action: Action) -> bool:
    """Whether to offer it; the database decides when it is done."""
    if action == "approve" and record.author_id == visit.operator.id:
        return False
    return may(visit.operator.roles, action, record.state)


async def _file(console: Console, visit: Visit, session: AsyncSession, number: int) -> File:
    phone = await links.of_operator(session, visit.operator.id)
    record = await alerts.with_review(session, await alerts.get(session, number))
    before = await alerts.get(session, record.replaces_id) if record.replaces_id else None
    unsent = record.state in BEFORE_ISSUE
    around, now = console.places.around(record.alert.places), console.now()
    audience = await overview.estimate(session, record.alert, before, around, now) if unsent else None
    morning = await overview.in_the_morning(session, record.alert, around, now) if record.state == "issued" else 0
    return File(
        record=record,
        thread=await alerts.history(session, record.alert.thread or 0),
        changes=difference(before.alert, record.alert) if before else (),
        approvals=await (approvals.of_alert if unsent else approvals.given)(session, number),
        needed=approvals.needed(record.alert),
        alone=await alone.of_alert(session, number),
        audience=audience,
        progress=None if unsent else await outbox.progress(session, number),
        morning=audience.morning if audience else morning,
        read=(await acknowledgements.of_teams(session, [record])).get(number),
        unclear=0 if unsent else await unclear.count(session, number),
        lines=await audit.lines(session, f"alert:{number}"),
        names=await _names(session),
        team=(await teams.get(session, record.alert.team)).name if record.alert.team else None,
        has_phone=phone is not None and phone.state == "linked",
    )


async def _names(session: AsyncSession) -> dict[int, str]:
    return {each.id: each.name for each in await operators.everybody(session)}


def _look(console: Console, visit: Visit, record: Record) -> Look:
    """Rules are told before it goes out; afterwards only what was sent."""
    found = look(record.alert, console.places, console.now(), visit.lang)
    return found if record.state in BEFORE_ISSUE else Look(found.seen)


def _left(console: Console, file: File) -> timedelta:
    """How long sending takes, or goes on."""
    n = file.progress.waiting if file.progress else file.audience.sends if file.audience else 0
    return timedelta(seconds=n / console.rate)
