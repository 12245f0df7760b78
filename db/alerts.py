"""Alerts from draft to issued: kept whole, each step audited, refused where the way does not lead there."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import audit
from db.statements import insert, table
from db.tables import AlertPlaceRow, AlertRow, ApprovalRow, ThreadRow
from knowledge.alert import Alert, Kind, Reference, content_hash
from knowledge.alert_rules import check_issuable

State = Literal["draft", "in_review", "approved", "issued", "superseded", "cancelled"]
Step = Literal["edit", "submit", "approve", "reject", "issue", "supersede", "cancel"]

WAY: dict[tuple[State, Step], State] = {
    ("draft", "edit"): "draft",
    ("draft", "submit"): "in_review",
    ("in_review", "edit"): "draft",
    ("in_review", "reject"): "draft",
    ("in_review", "approve"): "approved",
    ("approved", "edit"): "draft",
    ("approved", "reject"): "draft",
    ("approved", "issue"): "issued",
    ("issued", "supersede"): "superseded",
    ("issued", "cancel"): "cancelled",
}
_INSTEAD: dict[State, str] = {
    "draft": "It is a draft: submit it for review first.",
    "in_review": "It is in review: it waits for a second operator's approval.",
    "approved": "It is approved already: issue it, or reject it to go on writing.",
    "issued": "It is issued and cannot change: draft an update, a correction or a cancellation.",
    "superseded": "It was replaced: go on from the newest message of its thread.",
    "cancelled": "It was cancelled: begin a new advisory.",
}

alert_table, place_table, approval_table = table(AlertRow), table(AlertPlaceRow), table(ApprovalRow)
alert = alert_table.c
place = place_table.c
thread = table(ThreadRow).c


class AlertProblem(Exception):
    """A step that cannot be taken; the message is a sentence for the operator."""


class NotIssuable(AlertProblem):
    """Rules are broken; `problems` holds every one of them."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("This advisory cannot be issued yet:\n" + "\n".join(f"- {each}" for each in problems))
        self.problems = problems


@dataclass(frozen=True)
class Record:
    """An alert and how far it has come; `version` rises with each change of either."""

    id: int
    alert: Alert
    state: State
    author_id: int
    content_hash: str
    replaces_id: int | None
    version: int


async def draft(
    session: AsyncSession, content: Alert, author_id: int, now: datetime, *, replaces: int | None = None
) -> Record:
    """A new draft, which may be unfinished; it opens a thread, or follows the message it replaces.

    Raises: AlertProblem where that message is not the one in force, or is an exercise and this is not.
    """
    if replaces is None:
        thread_id = await _new_thread(session, content, now)
        given: dict[str, Any] = {"thread": thread_id, "number": 1, "replaces": None}
    else:
        given = await _following(session, content, replaces)
    content = content.model_copy(update={"id": None, "identifier": None, "sent": None, **given})
    columns = {**_columns(content), "thread_id": given["thread"], "number": given["number"]}
    made = insert(session, AlertRow).values(
        **columns, state="draft", row_version=1, author_id=author_id, replaces=replaces
    )
    alert_id = int(await session.scalar(made.returning(alert.id)))
    await _put_places(session, alert_id, content)
    await note(session, "drafted", alert_id, author_id, now, kind=content.kind, hash=content_hash(content))
    return await get(session, alert_id)


async def edit(
    session: AsyncSession, alert_id: int, content: Alert, operator_id: int, seen: int, now: datetime
) -> Record:
    """Put another text in its place; approvals are void, and who edited counts as its author.

    `seen` is the version that the operator had before them.
    Raises: AlertProblem, also where somebody else changed it meanwhile.
    """
    record = await locked(session, alert_id)
    if record.version != seen:
        raise AlertProblem("Somebody else has changed it meanwhile: read it again before you save.")
    kept = record.alert
    if kept.exercise != content.exercise:
        raise AlertProblem("An exercise stays an exercise, and the real thing real: begin a new draft.")
    given = {"thread": kept.thread, "number": kept.number, "replaces": kept.replaces}
    content = content.model_copy(update={"id": None, "identifier": None, "sent": None, **given})
    await step(session, record, "edit", **_columns(content), author_id=operator_id)
    await _put_places(session, alert_id, content)
    await void_approvals(session, alert_id)
    await note(session, "edited", alert_id, operator_id, now, hash=content_hash(content))
    return await get(session, alert_id)


async def submit(
    session: AsyncSession, alert_id: int, operator_id: int, places: Container[str], now: datetime
) -> Record:
    """Hand it over for review; `places` is the gazetteer.

    Raises: NotIssuable with every broken rule, AlertProblem.
    """
    record = await locked(session, alert_id)
    if problems := check_issuable(record.alert, places, now):
        raise NotIssuable(problems)
    await step(session, record, "submit")
    await note(session, "submitted", alert_id, operator_id, now, hash=record.content_hash)
    return await get(session, alert_id)


async def get(session: AsyncSession, alert_id: int) -> Record:
    """Raises: AlertProblem where there is none."""
    return _found((await session.execute(_records().where(alert.id == alert_id))).one_or_none(), alert_id)


async def locked(session: AsyncSession, alert_id: int) -> Record:
    """The same, so that nobody else takes a step meanwhile.

    Raises: AlertProblem where there is none.
    """
    query = _records().where(alert.id == alert_id).with_for_update()
    return _found((await session.execute(query)).one_or_none(), alert_id)


async def in_force(
    session: AsyncSession, places: Collection[str] | None, now: datetime, *, exercise: bool = False
) -> tuple[Alert, ...]:
    """What is in force for any of these places (ids with all that is related), or anywhere; gravest first."""
    ends = [kind.value for kind in Kind if kind.ends]
    status = "Exercise" if exercise else "Actual"
    query = _records().where(alert.state == "issued", alert.expires > now, alert.kind.not_in(ends))
    query = query.where(alert.status == status, alert.scope == "public")
    if places is not None:
        about = select(place.alert_id).where(place.place_id.in_(sorted(places)))
        query = query.where(alert.id.in_(about))
    rows = await session.execute(query.order_by(alert.severity_rank.desc(), alert.sent.desc()))
    return tuple(_record(row).alert for row in rows)


async def by_identifier(session: AsyncSession, identifier: str) -> Record | None:
    """The issued alert of this identifier, whatever became of it since."""
    rows = await session.execute(_records().where(alert.identifier == identifier, alert.scope == "public"))
    row = rows.one_or_none()
    return _record(row) if row else None


async def history(session: AsyncSession, thread_id: int) -> tuple[Record, ...]:
    """All messages of a thread, in their order."""
    rows = await session.execute(_records().where(alert.thread_id == thread_id).order_by(alert.number))
    return tuple(_record(row) for row in rows)


async def newest(session: AsyncSession, limit: int = 50) -> tuple[Record, ...]:
    """The alerts last begun, in any state."""
    rows = await session.execute(_records().order_by(alert.id.desc()).limit(limit))
    return tuple(_record(row) for row in rows)


async def step(session: AsyncSession, record: Record, taken: Step, **values: Any) -> None:
    """Take a step of the way, with the columns that change with it.

    Raises: AlertProblem where the way does not lead there.
    """
    state = WAY.get((record.state, taken))
    if state is None:
        raise AlertProblem(_INSTEAD[record.state])
    changed = update(alert_table).where(alert.id == record.id)
    await session.execute(changed.values(state=state, row_version=alert.row_version + 1, **values))


async def void_approvals(session: AsyncSession, alert_id: int) -> None:
    """Forget who approved; the audit remembers it."""
    await session.execute(delete(approval_table).where(approval_table.c.alert_id == alert_id))


async def note(
    session: AsyncSession, action: str, alert_id: int, operator_id: int | None, now: datetime, **details: Any
) -> None:
    """A line of the audit about an alert."""
    await audit.append(session, f"alert {action}", f"alert:{alert_id}", details, operator_id=operator_id, now=now)


async def _new_thread(session: AsyncSession, content: Alert, now: datetime) -> int:
    if content.kind is not Kind.ALERT:
        raise AlertProblem(f"A message of the kind {content.kind} replaces another: say which one.")
    made = insert(session, ThreadRow).values(exercise=content.exercise, started_at=now)
    return int(await session.scalar(made.returning(thread.id)))


async def _following(session: AsyncSession, content: Alert, replaces: int) -> dict[str, Any]:
    """Thread, number and reference of a draft that replaces a message."""
    before = await get(session, replaces)
    if before.state != "issued" or not before.alert.identifier or not before.alert.sent:
        raise AlertProblem(f"Only the message in force can be replaced. {_INSTEAD[before.state]}")
    if before.alert.exercise != content.exercise:
        raise AlertProblem("An exercise and a real event cannot share a thread: set the same status.")
    lock = select(thread.id).where(thread.id == before.alert.thread).with_for_update()
    await session.execute(lock)
    last = await session.scalar(select(func.max(alert.number)).where(alert.thread_id == before.alert.thread))
    reference = Reference(number=before.alert.number, identifier=before.alert.identifier, sent=before.alert.sent)
    return {"thread": before.alert.thread, "number": (last or 0) + 1, "replaces": reference}


async def _put_places(session: AsyncSession, alert_id: int, content: Alert) -> None:
    await session.execute(delete(place_table).where(place.alert_id == alert_id))
    for place_id in sorted(set(content.places)):
        await session.execute(insert(session, AlertPlaceRow).values(alert_id=alert_id, place_id=place_id))


def _columns(content: Alert) -> dict[str, Any]:
    """The one mapping from the value to its columns."""
    return {
        "kind": content.kind.value,
        "status": content.status.value,
        "scope": content.scope.value,
        "team_id": content.team,
        "severity_rank": content.severity.rank,
        "expires": content.expires,
        "content": content.model_dump_json(),
        "content_hash": content_hash(content),
    }


def _records() -> Select[Any]:
    return select(
        alert.id,
        alert.content,
        alert.state,
        alert.author_id,
        alert.content_hash,
        alert.replaces,
        alert.row_version,
    )


def _found(row: Row[Any] | None, alert_id: int) -> Record:
    if row is None:
        raise AlertProblem(f"There is no advisory {alert_id}.")
    return _record(row)


def _record(row: Row[Any]) -> Record:
    """The one mapping back."""
    content = Alert.model_validate_json(row.content).model_copy(update={"id": row.id})
    return Record(row.id, content, row.state, row.author_id, row.content_hash, row.replaces, row.row_version)
