"""Issuing: one transaction marks the alert and writes a row for everybody who is to be told."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, approvals, deliveries, due, generations, notes, promises
from db.alerts import ALERTS, AlertProblem, NotIssuable, Record
from db.deliveries import Delivery
from db.recipients import (
    WEB,
    Skipped,
    audience,
    chat,
    chat_table,
    delivery,
    delivery_table,
    has_message,
    put,
    skip,
    was_waiting,
)
from db.refusals import attempting
from db.statements import table
from db.tables import ThreadRow
from knowledge.alert import Alert, Kind, Reach
from knowledge.alert_rules import check_issuable

thread = table(ThreadRow).c


@dataclass(frozen=True)
class Progress:
    """How far an alert has gone. Web chats are counted apart: theirs is stored, then shown by their page."""

    waiting: int
    sent: int
    blocked: int
    failed: int
    unclear: int
    skipped: int
    on_web: int
    shown_on_web: int


async def issue(
    session: AsyncSession,
    alert_id: int,
    related_places: Collection[str],
    now: datetime,
    *,
    operator_id: int | None = None,
) -> int:
    """Issue an approved alert: check, mark, find the audience, write its rows; how many chats will be told.

    `related_places` are the ids of the alert's places and of all that contains or lies in them. Issued already,
    nothing happens and the answer is 0.
    Raises: AlertProblem, NotIssuable; nothing is kept then.
    """
    with attempting("alert issue", f"alert:{alert_id}", operator_id, now):
        return await _issue(session, alert_id, related_places, now, operator_id)


async def _issue(
    session: AsyncSession, alert_id: int, related_places: Collection[str], now: datetime, operator_id: int | None
) -> int:
    found = await alerts.get(session, alert_id)
    # Two messages of one thread at once: the second waits here, and then finds what it replaces gone.
    await session.execute(select(thread.id).where(thread.id == found.alert.thread).with_for_update())
    record = await alerts.locked(session, alert_id)
    if operator_id is not None:
        await alerts.permit(session, operator_id, "issue", record)
    if record.state in ("issued", "superseded", "cancelled"):
        return 0
    before = await _check(session, record, related_places, now)
    record = await _mark(session, record, before, now)
    added = await _write_rows(session, record, before, related_places, now)
    await due.plan(session, alerts.EXPIRE, f"alert:{alert_id}", record.alert.expires)
    await promises.plan(session, record, before, now)
    await generations.raise_(session, ALERTS)
    await alerts.note(session, "issued", alert_id, operator_id, now, hash=record.content_hash, chats=added)
    return added


async def expire(session: AsyncSession, alert_id: int, now: datetime) -> int:
    """What happens when an alert's end has come without a renewal; how many messages are to be edited."""
    record = await alerts.locked(session, alert_id)
    if record.state != "issued" or record.alert.expires > now:
        return 0
    await skip(session, delivery.subject == f"alert:{alert_id}", "expired")
    if await session.scalar(select(thread.ended_at).where(thread.id == record.alert.thread)):
        return 0  # an all-clear or a cancellation ended it before, and is true after its own end as well
    told = has_message(cast(int, record.alert.thread), record.alert.number)
    edits = await put(session, "edit", f"expired:{alert_id}", record.alert, told, now, retires=True)
    await _end_thread(session, record, now)
    others = [kind for kind in notes.KINDS if kind != "overdue"]  # whom it did not reach concerns the desk still
    await notes.settle(session, f"alert:{alert_id}", now, *others)
    await generations.raise_(session, ALERTS)
    await alerts.note(session, "expired", alert_id, None, now, edits=edits)
    return edits


async def for_chat(session: AsyncSession, chat_id: int, after_id: int, now: datetime) -> tuple[Delivery, ...]:
    """What was pushed to a web chat after this delivery, oldest first; from now on it counts as shown.

    What is over before anybody looked is not shown. `Delivery.shown` tells what was shown before.
    """
    theirs = select(delivery.id).where(delivery.chat_id == chat_id, delivery.id > after_id, delivery.state == "sent")
    found = await deliveries.load(session, list(await session.scalars(theirs)))
    kept = [each for each in found if each.shown or each.timely(now)]
    showing = update(delivery_table).where(delivery.id.in_([each.id for each in kept if not each.shown]))
    await session.execute(showing.values(shown_at=now))
    return tuple(sorted(kept, key=lambda each: each.id))


async def progress(session: AsyncSession, alert_id: int) -> Progress:
    """The figures of one alert."""
    on_web = chat.channel == WEB
    query = (
        select(delivery.state, on_web.label("web"), delivery.shown_at.is_not(None).label("seen"), func.count())
        .join(chat_table, chat.id == delivery.chat_id)
        .where(delivery.subject == f"alert:{alert_id}")
        .group_by(delivery.state, on_web, delivery.shown_at.is_not(None))
    )
    rows = [tuple(row) for row in await session.execute(query)]

    def n(*states: str) -> int:
        return sum(count for state, web, _, count in rows if state in states and not web)

    stored = [(seen, count) for state, web, seen, count in rows if web and state == "sent"]
    return Progress(
        waiting=n("pending", "claimed", "sending"),
        sent=n("sent"),
        blocked=n("blocked"),
        failed=n("bad"),
        unclear=n("uncertain"),
        skipped=sum(count for state, _, _, count in rows if state == "skipped"),
        on_web=sum(count for _, count in stored),
        shown_on_web=sum(count for seen, count in stored if seen),
    )


async def _check(
    session: AsyncSession, record: Record, related_places: Collection[str], now: datetime
) -> Record | None:
    """The message it replaces, if any.

    Raises: AlertProblem, NotIssuable.
    """
    await approvals.check(session, record)
    if problems := check_issuable(record.alert, related_places, now):
        raise NotIssuable(problems)
    if record.replaces_id is None:
        return None
    before = await alerts.locked(session, record.replaces_id)
    if before.state != "issued":
        raise AlertProblem("Another message of this thread went out meanwhile: draft this one again from that.")
    return before


async def _mark(session: AsyncSession, record: Record, before: Record | None, now: datetime) -> Record:
    """The old one aside first, since a thread has one issued message; then this one issued, for good."""
    if before:
        await alerts.step(session, before, "cancel" if record.alert.kind is Kind.CANCEL else "supersede")
    thread_id, number = record.alert.thread, record.alert.number
    # CAP: unique for the sender for ever, also after an old backup was restored.
    identifier = f"{now:%Y%m%d}-{thread_id}-{number}-{uuid.uuid4().hex[:8]}"
    given = {"id": None, "identifier": identifier, "sent": now}
    content = Alert.model_validate(record.alert.model_dump() | given)
    values = {"identifier": identifier, "sent": content.sent, "content": content.model_dump_json()}
    await alerts.step(session, record, "issue", **values)
    if content.kind.ends:
        await _end_thread(session, record, now)
    else:
        going_on = update(table(ThreadRow)).where(thread.id == thread_id)
        await session.execute(going_on.values(ended_at=None))
    return await alerts.get(session, record.id)


async def _write_rows(
    session: AsyncSession,
    record: Record,
    before: Record | None,
    related_places: Collection[str],
    now: datetime,
) -> int:
    """Take back what has not gone out of the old message, then write the new rows.

    In this order: a row that a sender fences meanwhile is either taken back, or seen as told and told again.
    """
    content, subject = record.alert, f"alert:{record.id}"
    if before is None:
        return await put(session, "send", subject, content, audience(content, related_places, now), now)
    aside: Skipped = "cancelled" if content.kind is Kind.CANCEL else "superseded"
    await skip(session, delivery.subject == f"alert:{before.id}", aside)
    told = has_message(cast(int, content.thread), before.alert.number)
    waiting = was_waiting(before.id, aside, "send", "edit")
    if content.kind.reach is Reach.MESSAGES:
        # Whoever waited for the old text gets the new one; who has it, or waited for a change, sees it change. Never
        # both: who has only an earlier message of the thread would read the new text twice.
        unread = was_waiting(before.id, aside, "send")
        changes = union(told, was_waiting(before.id, aside, "edit")).subquery().c.chat_id
        sends = await put(session, "send", subject, content, unread, now)
        others = select(changes).where(changes.not_in(unread))
        return sends + await put(session, "edit", subject, content, others, now)
    chosen = [told]
    if content.kind.reach is Reach.FOLLOWERS_AND_THREAD:
        chosen.append(audience(content, related_places, now))
    if content.kind is Kind.CORRECTION:
        chosen.append(waiting)
    await put(session, "edit", f"retired:{before.id}", before.alert, told, now, retires=True)
    return await put(session, "send", subject, content, select(union(*chosen).subquery().c.chat_id), now)


async def _end_thread(session: AsyncSession, record: Record, now: datetime) -> None:
    ending = update(table(ThreadRow)).where(thread.id == record.alert.thread)
    await session.execute(ending.values(ended_at=now))
