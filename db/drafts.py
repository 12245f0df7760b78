"""Writing an advisory: drafted, edited, handed over for review; every text of it is kept."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import notes, revisions
from db.alerts import (
    INSTEAD,
    AlertProblem,
    Changed,
    NotIssuable,
    Record,
    alert,
    get,
    note,
    permit,
    permitted,
    place,
    place_table,
    step,
    void_approvals,
)
from db.refusals import attempting
from db.statements import insert, table
from db.tables import AlertPlaceRow, AlertRow, ThreadRow
from knowledge.alert import Alert, Kind, Reference, content_hash
from knowledge.alert_rules import check_issuable
from knowledge.difference import difference

NOT_YET: dict[str, Any] = {"id": None, "identifier": None, "sent": None, "reviewed": None}

thread = table(ThreadRow).c


async def draft(
    session: AsyncSession, content: Alert, author_id: int, now: datetime, *, replaces: int | None = None
) -> Record:
    """A new draft, which may be unfinished; it opens a thread, or follows the message it replaces.

    Raises: AlertProblem where that message is not the one in force, or is an exercise and this is not.
    """
    with attempting("alert draft", f"alert:{replaces or 'new'}", author_id, now):
        return await _draft(session, content, author_id, now, replaces)


async def _draft(session: AsyncSession, content: Alert, author_id: int, now: datetime, replaces: int | None) -> Record:
    if replaces is None:
        await permit(session, author_id, "draft", None)
        return await store(session, content, author_id, now)
    before = await get(session, replaces)
    await permit(session, author_id, "cancel" if content.kind is Kind.CANCEL else "follow", before)
    return await store(session, content, author_id, now, before=before)


async def store(
    session: AsyncSession, content: Alert, author_id: int, now: datetime, *, before: Record | None = None
) -> Record:
    """The draft itself, for who may write one, or may issue this very text alone.

    Raises: AlertProblem.
    """
    if before is None:
        thread_id = await _new_thread(session, content, now)
        given: dict[str, Any] = {"thread": thread_id, "number": 1, "replaces": None}
    else:
        given = await _following(session, content, before)
    content = content.model_copy(update=NOT_YET | given)
    columns = {**_columns(content), "thread_id": given["thread"], "number": given["number"]}
    made = insert(session, AlertRow).values(
        **columns, state="draft", row_version=1, author_id=author_id, replaces=before.id if before else None
    )
    alert_id = int(await session.scalar(made.returning(alert.id)))
    await _put_places(session, alert_id, content)
    await revisions.keep(session, alert_id, 1, content, author_id, now)
    await note(session, "drafted", alert_id, author_id, now, kind=content.kind, hash=content_hash(content))
    return await get(session, alert_id)


async def edit(
    session: AsyncSession, alert_id: int, content: Alert, operator_id: int, seen: int, now: datetime
) -> Record:
    """Put another text in its place; approvals are void, and who edited counts as its author.

    `seen` is the version that the operator had before them.
    Raises: AlertProblem; Changed where somebody else changed it meanwhile.
    """
    with attempting("alert edit", f"alert:{alert_id}", operator_id, now):
        return await _edit(session, alert_id, content, operator_id, seen, now)


async def _edit(
    session: AsyncSession, alert_id: int, content: Alert, operator_id: int, seen: int, now: datetime
) -> Record:
    record = await permitted(session, alert_id, operator_id, "edit")
    if record.version != seen:
        shown = await revisions.by_version(session, alert_id, seen)
        changes = difference(shown, record.alert) if shown else ()
        raise Changed("Somebody else has changed it meanwhile: read it again before you save.", changes)
    kept = record.alert
    if kept.exercise != content.exercise:
        raise AlertProblem("An exercise stays an exercise, and the real thing real: begin a new draft.")
    given = {"thread": kept.thread, "number": kept.number, "replaces": kept.replaces}
    if (kept.scope, kept.team) != (content.scope, content.team) and kept.replaces:
        raise AlertProblem("A follow-up is read by those who read what it replaces: keep the scope and the team.")
    content = content.model_copy(update=NOT_YET | given)
    await step(session, record, "edit", **_columns(content), author_id=operator_id, issue_at=None)
    await _put_places(session, alert_id, content)
    await void_approvals(session, alert_id)
    await notes.settle(session, f"alert:{alert_id}", now, "approval_wanted", "approved", "rejected")
    await revisions.keep(session, alert_id, record.version + 1, content, operator_id, now)
    await note(session, "edited", alert_id, operator_id, now, hash=content_hash(content))
    return await get(session, alert_id)


async def submit(
    session: AsyncSession, alert_id: int, operator_id: int, places: Container[str], now: datetime
) -> Record:
    """Hand it over for review; `places` is the gazetteer.

    Raises: NotIssuable with every broken rule, AlertProblem.
    """
    with attempting("alert submit", f"alert:{alert_id}", operator_id, now):
        record = await permitted(session, alert_id, operator_id, "submit")
        if problems := check_issuable(record.alert, places, now):
            raise NotIssuable(problems)
        await step(session, record, "submit")
    await note(session, "submitted", alert_id, operator_id, now, hash=record.content_hash)
    await notes.settle(session, f"alert:{alert_id}", now, "rejected")
    await notes.tell(session, "approval_wanted", f"alert:{alert_id}", {"alert": alert_id}, now, but=record.author_id)
    return await get(session, alert_id)


async def _new_thread(session: AsyncSession, content: Alert, now: datetime) -> int:
    if content.kind is not Kind.ALERT:
        raise AlertProblem(f"A message of the kind {content.kind} replaces another: say which one.")
    made = insert(session, ThreadRow).values(exercise=content.exercise, started_at=now)
    return int(await session.scalar(made.returning(thread.id)))


async def _following(session: AsyncSession, content: Alert, before: Record) -> dict[str, Any]:
    """Thread, number and reference of a draft that replaces a message."""
    if before.state != "issued" or not before.alert.identifier or not before.alert.sent:
        raise AlertProblem(f"Only the message in force can be replaced. {INSTEAD[before.state]}")
    if content.kind is Kind.CANCEL and before.alert.kind.ends:
        raise AlertProblem("An end is not withdrawn: send an update that says what to do now.")
    if before.alert.exercise != content.exercise:
        raise AlertProblem("An exercise and a real event cannot share a thread: set the same status.")
    if (before.alert.scope, before.alert.team) != (content.scope, content.team):
        raise AlertProblem("A follow-up is read by those who read what it replaces: keep the scope and the team.")
    lock = select(thread.id).where(thread.id == before.alert.thread).with_for_update()
    await session.execute(lock)
    last = await session.scalar(select(func.max(alert.number)).where(alert.thread_id == before.alert.thread))
    reference = reference_to(before.alert)
    return {"thread": before.alert.thread, "number": (last or 0) + 1, "replaces": reference}


def reference_to(before: Alert) -> Reference | None:
    """How a follow-up names an issued alert; None for one that was not issued."""
    if not before.identifier or not before.sent:
        return None
    return Reference(
        number=before.number,
        identifier=before.identifier,
        sent=before.sent,
        severity=before.severity,
        places=before.places,
        urgency=before.urgency,
        certainty=before.certainty,
        response_types=before.response_types,
    )


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
