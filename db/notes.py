"""Notes to operators: what they are to know or to do, one copy each, in the console and on their linked chat."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, Row, Select, case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.permissions import ROLES, Role
from db.statements import insert, table
from db.tables import NoteCopyRow, NoteRow, OperatorRoleRow, OperatorRow

Kind = Literal[
    "approval_wanted",
    "approved",
    "rejected",
    "break_glass",
    "notice_issued",
    "expiring",
    "promise_due",
    "promise_missed",
    "issue_failed",
    "overdue",
    "unclear",
    "sending_stopped",
    "link_suspended",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

KEPT = timedelta(days=30)  # after it was settled
ALONE: Final = ("break_glass", "notice_issued")  # one person acted alone: everybody reads it, whatever came after

_DESK: tuple[Role, ...] = ("author", "approver")
# Whom a kind concerns, by role; everybody otherwise.
_CONCERNS: Mapping[Kind, tuple[Role, ...]] = {
    "approval_wanted": ("approver",),
    "expiring": _DESK,
    "promise_due": _DESK,
    "promise_missed": _DESK,
    "issue_failed": _DESK,
}

note, copy = table(NoteRow).c, table(NoteCopyRow).c
operator, role = table(OperatorRow).c, table(OperatorRoleRow).c


@dataclass(frozen=True)
class Note:
    """What an operator is told; `details` fill the sentence of its kind, and never hold a chat."""

    id: int
    kind: Kind
    subject: str
    details: Mapping[str, Any]
    at: datetime
    settled: bool


async def tell(
    session: AsyncSession,
    kind: Kind,
    subject: str,
    details: Mapping[str, Any],
    now: datetime,
    *,
    only: Collection[int] | None = None,
    but: int | None = None,
) -> int:
    """A note to every active operator whom it concerns; how many. Told already and not settled, nothing happens.

    `only` names operators instead of roles, `but` leaves out who knows already.
    """
    made = insert(session, NoteRow).values(kind=kind, subject=subject, details=json.dumps(dict(details)), at=now)
    open_ = {"index_elements": ["kind", "subject"], "index_where": note.settled_at.is_(None)}
    note_id = await session.scalar(made.on_conflict_do_nothing(**open_).returning(note.id))
    if note_id is None:
        return 0
    told = await session.scalars(_concerned(kind, only))
    copies = [operator_id for operator_id in told if operator_id != but]
    for operator_id in copies:
        await session.execute(insert(session, NoteCopyRow).values(note_id=note_id, operator_id=operator_id))
    return len(copies)


async def settle(session: AsyncSession, subject: str, now: datetime, *kinds: Kind) -> None:
    """It is done, or moot; without kinds, everything about the subject."""
    open_ = update(table(NoteRow)).where(note.subject == subject, note.settled_at.is_(None))
    await session.execute(open_.where(note.kind.in_(kinds or KINDS)).values(settled_at=now))


async def of_operator(session: AsyncSession, operator_id: int) -> tuple[Note, ...]:
    """What still concerns them, newest first; that somebody acted alone, until they say that they have read it."""
    unread = case((note.kind.in_(ALONE), copy.seen_at.is_(None)), else_=note.settled_at.is_(None))
    mine = _notes().where(copy.operator_id == operator_id, unread)
    return tuple(_note(row) for row in await session.execute(mine.order_by(note.at.desc(), note.id.desc())))


async def seen(session: AsyncSession, operator_id: int, note_ids: Collection[int], now: datetime) -> None:
    """They say that they have read them."""
    await _stamp(session, copy.operator_id == operator_id, note_ids, seen_at=now)


async def to_send(session: AsyncSession, operator_id: int) -> tuple[Note, ...]:
    """What an operator's linked chat has not been told and is not settled, or is no less true for it; oldest first."""
    stands = or_(note.settled_at.is_(None), note.kind.in_(ALONE))
    unsent = _notes().where(copy.operator_id == operator_id, copy.sent_at.is_(None), stands)
    return tuple(_note(row) for row in await session.execute(unsent.order_by(note.at, note.id)))


async def sent(session: AsyncSession, operator_id: int, note_ids: Collection[int], now: datetime) -> None:
    """The linked chat took them."""
    await _stamp(session, copy.operator_id == operator_id, note_ids, sent_at=now)


async def purge(session: AsyncSession, now: datetime) -> None:
    """Forget what was settled long ago; the record keeps what happened."""
    old = note.settled_at < now - KEPT
    await session.execute(delete(table(NoteCopyRow)).where(copy.note_id.in_(select(note.id).where(old))))
    await session.execute(delete(table(NoteRow)).where(old))


def _concerned(kind: Kind, only: Collection[int] | None) -> Select[Any]:
    active = select(operator.id).where(operator.active.is_(True)).order_by(operator.id)
    if only is not None:
        return active.where(operator.id.in_(only))
    having = select(role.operator_id).where(role.role.in_(_CONCERNS.get(kind, ROLES)))
    return active.where(operator.id.in_(having))


async def _stamp(
    session: AsyncSession, whose: ColumnElement[bool], note_ids: Collection[int], **when: datetime
) -> None:
    await session.execute(update(table(NoteCopyRow)).where(whose, copy.note_id.in_(note_ids)).values(**when))


def _notes() -> Select[Any]:
    return select(note.id, note.kind, note.subject, note.details, note.at, note.settled_at).join(
        table(NoteCopyRow), copy.note_id == note.id
    )


def _note(row: Row[Any]) -> Note:
    return Note(row.id, row.kind, row.subject, json.loads(row.details), row.at, row.settled_at is not None)
