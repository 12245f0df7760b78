"""Alerts as they are kept and read: the way from draft to issued, who may take a step of it, who reads what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import audit, operators, reviews
from db.permissions import WORDS, Action, has_role, may
from db.permissions import State as State
from db.refusals import Refused
from db.statements import table
from db.tables import AlertPlaceRow, AlertRow, ApprovalRow
from knowledge.alert import Alert, Kind
from knowledge.difference import Change

Step = Literal["edit", "submit", "endorse", "approve", "reject", "alone", "issue", "supersede", "cancel"]

WAY: dict[tuple[State, Step], State] = {
    ("draft", "edit"): "draft",
    ("draft", "submit"): "in_review",
    ("draft", "alone"): "approved",
    ("in_review", "alone"): "approved",
    ("in_review", "endorse"): "in_review",  # one approval of two
    ("in_review", "edit"): "draft",
    ("in_review", "reject"): "draft",
    ("in_review", "approve"): "approved",
    ("approved", "edit"): "draft",
    ("approved", "reject"): "draft",
    ("approved", "issue"): "issued",
    ("issued", "supersede"): "superseded",
    ("issued", "cancel"): "cancelled",
}
INSTEAD: dict[State, str] = {
    "draft": "It is a draft: submit it for review first.",
    "in_review": "It is in review: it waits for a second operator's approval.",
    "approved": "It is approved already: issue it, or reject it to go on writing.",
    "issued": "It is issued and cannot change: draft an update, a correction or a cancellation.",
    "superseded": "It was replaced: go on from the newest message of its thread.",
    "cancelled": "It was cancelled: begin a new advisory.",
}

EXPIRE = "expire"  # the due row of an alert's end; its subject is "alert:ID"
ALERTS = "alerts"  # the generation that caches of what is in force compare

alert_table, place_table, approval_table = table(AlertRow), table(AlertPlaceRow), table(ApprovalRow)
alert = alert_table.c
place = place_table.c


class AlertProblem(Refused):
    """A step that cannot be taken; the message is a sentence for the operator."""


class Changed(AlertProblem):
    """The text is another than the one that was shown; `changes` says in what."""

    def __init__(self, sentence: str, changes: tuple[Change, ...]) -> None:
        super().__init__("\n".join((sentence, *(f"- {each}" for each in changes))))
        self.sentence = sentence
        self.changes = changes


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
    issue_at: datetime | None = None


async def permit(session: AsyncSession, operator_id: int, action: Action, record: Record | None) -> None:
    """Raises: AlertProblem where the operator may not do this, or not with an advisory in this state."""
    operator = await operators.get(session, operator_id)
    if not operator.active or not has_role(operator.roles, action):
        raise AlertProblem(f"{operator.name} may not {WORDS[action]}.")
    if not may(operator.roles, action, record.state if record else None) and record:
        raise AlertProblem(INSTEAD[record.state])


async def permitted(session: AsyncSession, alert_id: int, operator_id: int, action: Action) -> Record:
    """The advisory, locked, for an operator who may do this with it as it stands.

    Raises: AlertProblem.
    """
    record = await locked(session, alert_id)
    await permit(session, operator_id, action, record)
    return record


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
    session: AsyncSession,
    places: Collection[str] | None,
    now: datetime,
    *,
    exercise: bool = False,
    teams: Collection[int] = (),
) -> tuple[Alert, ...]:
    """What is in force for any of these places (ids with all that is related), or anywhere; gravest first.

    `teams` are the reader's: what is kept to a team nobody else reads.
    """
    ends = [kind.value for kind in Kind if kind.ends]
    status = "Exercise" if exercise else "Actual"
    query = _records().where(alert.state == "issued", alert.expires > now, alert.kind.not_in(ends))
    query = query.where(alert.status == status, readable(teams))
    if places is not None:
        about = select(place.alert_id).where(place.place_id.in_(sorted(places)))
        query = query.where(alert.id.in_(about))
    rows = await session.execute(query.order_by(alert.severity_rank.desc(), alert.sent.desc()))
    return tuple(record.alert for record in await with_reviews(session, map(_record, rows)))


async def by_identifier(session: AsyncSession, identifier: str, *, teams: Collection[int] = ()) -> Record | None:
    """The issued alert of this identifier, whatever became of it since, where the reader may read it."""
    rows = await session.execute(_records().where(alert.identifier == identifier, readable(teams)))
    row = rows.one_or_none()
    return await with_review(session, _record(row)) if row else None


def readable(teams: Collection[int]) -> ColumnElement[bool]:
    """What is for everybody, and what is for one of the reader's teams."""
    return or_(alert.scope == "public", and_(alert.scope == "team", alert.team_id.in_(sorted(teams))))


async def history(session: AsyncSession, thread_id: int) -> tuple[Record, ...]:
    """All messages of a thread, in their order: for operators and the sender, drafts and teams' own with them."""
    rows = await session.execute(_records().where(alert.thread_id == thread_id).order_by(alert.number))
    return tuple(_record(row) for row in rows)


async def newest(session: AsyncSession, limit: int = 50) -> tuple[Record, ...]:
    """The alerts last begun, in any state: for operators."""
    rows = await session.execute(_records().order_by(alert.id.desc()).limit(limit))
    return tuple(_record(row) for row in rows)


async def chosen(
    session: AsyncSession,
    *which: ColumnElement[bool],
    limit: int = 50,
    offset: int = 0,
    first: Sequence[ColumnElement[Any]] = (),
) -> tuple[Record, ...]:
    """The alerts that meet all these conditions on their columns, sorted by `first`, then last begun first."""
    rows = await session.execute(_records().where(*which).order_by(*first, alert.id.desc()).limit(limit).offset(offset))
    return tuple(_record(row) for row in rows)


async def published(session: AsyncSession, limit: int = 100) -> tuple[Record, ...]:
    """What was issued for everybody, exercises apart, newest first, whatever became of it since."""
    query = _records().where(alert.state.in_(("issued", "superseded", "cancelled")))
    query = query.where(alert.scope == "public", alert.status == "Actual")
    rows = await session.execute(query.order_by(alert.sent.desc(), alert.id.desc()).limit(limit))
    return await with_reviews(session, map(_record, rows))


async def step(session: AsyncSession, record: Record, taken: Step, **values: Any) -> None:
    """Take a step of the way, with the columns that change with it.

    Raises: AlertProblem where the way does not lead there.
    """
    state = WAY.get((record.state, taken))
    if state is None:
        raise AlertProblem(INSTEAD[record.state])
    changed = update(alert_table).where(alert.id == record.id)
    await session.execute(changed.values(state=state, row_version=alert.row_version + 1, **values))


async def set_issue_at(session: AsyncSession, alert_id: int, at: datetime | None) -> None:
    """When an approved alert goes out by itself; one that is issued keeps the hour that was planned."""
    waiting = update(alert_table).where(alert.id == alert_id, alert.state == "approved")
    await session.execute(waiting.values(issue_at=at, row_version=alert.row_version + 1))


async def void_approvals(session: AsyncSession, alert_id: int) -> None:
    """Forget who approved; the audit remembers it."""
    await session.execute(delete(approval_table).where(approval_table.c.alert_id == alert_id))


async def note(
    session: AsyncSession, action: str, alert_id: int, operator_id: int | None, now: datetime, **details: Any
) -> None:
    """A line of the audit about an alert."""
    await audit.append(session, f"alert {action}", f"alert:{alert_id}", details, operator_id=operator_id, now=now)


def _records() -> Select[Any]:
    return select(
        alert.id,
        alert.content,
        alert.state,
        alert.author_id,
        alert.content_hash,
        alert.replaces,
        alert.row_version,
        alert.issue_at,
    )


def _found(row: Row[Any] | None, alert_id: int) -> Record:
    if row is None:
        raise AlertProblem(f"There is no advisory {alert_id}.")
    return _record(row)


def _record(row: Row[Any]) -> Record:
    """The one mapping back."""
    content = Alert.model_validate_json(row.content).model_copy(update={"id": row.id})
    found = (row.id, content, row.state, row.author_id, row.content_hash, row.replaces, row.row_version, row.issue_at)
    return Record(*found)


async def with_review(session: AsyncSession, record: Record) -> Record:
    """The record with the last time that somebody looked again."""
    return (await with_reviews(session, [record]))[0]


async def with_reviews(session: AsyncSession, records: Iterable[Record]) -> tuple[Record, ...]:
    """The records, each with the last time that somebody looked again."""
    found = tuple(records)
    newest_of = await reviews.newest(session, [record.id for record in found])
    return tuple(
        replace(record, alert=record.alert.model_copy(update={"reviewed": newest_of.get(record.id)}))
        for record in found
    )
