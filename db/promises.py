"""What readers were promised of an alert in force: its end, the next word by an hour; operators hear of it before."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, due, generations, notes, reviews
from db.alerts import ALERTS, AlertProblem, Record
from db.deliveries import MISSED_AT, REVIEWED
from db.due import Due
from db.recipients import delivery, has_message, put, skip
from db.refusals import attempting

EXPIRING: Final = "expiring"  # the due rows' kinds; the subject of each is "alert:ID"
PROMISE: Final = "promise"
MISSED: Final = "missed"
KINDS: Final = (EXPIRING, PROMISE, MISSED)
AHEAD = timedelta(minutes=15)  # before the promised hour: time to look, write and have it approved
RENEW = timedelta(minutes=30)  # before the end, or half its life where that is shorter


async def plan(session: AsyncSession, record: Record, before: Record | None, now: datetime) -> None:
    """At its issue: remind before its end and its promise; what it replaces needs neither any more."""
    if before:
        await _forget(session, before.id, now)
    await notes.settle(session, f"alert:{record.id}", now, "approval_wanted", "approved", "rejected", "issue_failed")
    if record.alert.kind.ends:
        return
    ahead = min(RENEW, (record.alert.expires - now) / 2)
    await due.plan(session, EXPIRING, f"alert:{record.id}", record.alert.expires - ahead)
    await _plan_promise(session, record.id, record.alert.next_update, now)


async def reviewed(
    session: AsyncSession, alert_id: int, operator_id: int, next_update: datetime | None, now: datetime
) -> Record:
    """Somebody looked again and nothing has changed: readers see when, in what they have as well, and the promise moves.

    Without another hour the one that stands is kept: nobody who waits for a word is left without it unseen.
    Raises: AlertProblem.
    """
    with attempting("alert review", f"alert:{alert_id}", operator_id, now):
        record = await alerts.permitted(session, alert_id, operator_id, "review")
        if record.alert.expires <= now or record.alert.kind.ends:
            raise AlertProblem("It is not in force any more: begin a new advisory.")
        if next_update and not now < next_update <= record.alert.expires:
            raise AlertProblem("The next update must be promised for an hour between now and its end.")
    standing = (await alerts.with_review(session, record)).alert.promised()
    if next_update is None and standing and standing > now:
        next_update = standing
    await reviews.add(session, alert_id, operator_id, now, next_update)
    await _change_messages(session, record, now)
    await _plan_promise(session, alert_id, next_update, now)
    await notes.settle(session, f"alert:{alert_id}", now, "promise_due", "promise_missed")
    await generations.raise_(session, ALERTS)
    promised = next_update.isoformat() if next_update else None
    await alerts.note(session, "reviewed", alert_id, operator_id, now, next_update=promised)
    return await alerts.with_review(session, await alerts.get(session, alert_id))


async def fell_due(session: AsyncSession, each: Due, now: datetime) -> None:
    """What an hour that has come asks for; nothing where the alert is not in force any more."""
    record = await alerts.locked(session, int(each.subject.rpartition(":")[2]))
    if record.state != "issued" or record.alert.expires <= now:
        return
    match each.kind:
        case "expiring":
            details = {"alert": record.id, "at": record.alert.expires.isoformat()}
            await notes.tell(session, "expiring", each.subject, details, now)
        case "promise":
            promised = (await alerts.with_review(session, record)).alert.promised() or each.at
            details = {"alert": record.id, "at": promised.isoformat()}
            await notes.tell(session, "promise_due", each.subject, details, now)
        case "missed":
            await _missed(session, record, each, now)


async def _missed(session: AsyncSession, record: Record, each: Due, now: datetime) -> None:
    """Whoever was promised a word hears that it is late."""
    told = has_message(record.alert.thread or 0, record.alert.number)
    subject = f"{each.subject}:missed:{each.at.astimezone(UTC).strftime(MISSED_AT)}"
    reminders = await put(session, "remind", subject, record.alert, told, now)
    await notes.settle(session, each.subject, now, "promise_due")
    details = {"alert": record.id, "at": each.at.isoformat()}
    await notes.tell(session, "promise_missed", each.subject, details, now)
    await alerts.note(session, "promise missed", record.id, None, now, promised=each.at.isoformat(), chats=reminders)


async def _change_messages(session: AsyncSession, record: Record, now: datetime) -> None:
    """Whoever has the message reads in it when somebody last looked, and by when they hear next."""
    before = f"alert:{record.id}:{REVIEWED}:"
    await skip(session, delivery.subject.startswith(before), "superseded")
    told = has_message(record.alert.thread or 0, record.alert.number)
    await put(session, "edit", f"{before}{now.astimezone(UTC):%Y%m%dT%H%M%S%f}", record.alert, told, now)


async def _plan_promise(session: AsyncSession, alert_id: int, at: datetime | None, now: datetime) -> None:
    subject = f"alert:{alert_id}"
    if at is None:
        for kind in (PROMISE, MISSED):
            await due.cancel(session, kind, subject)
        return
    await due.plan(session, PROMISE, subject, max(now, at - AHEAD))
    await due.plan(session, MISSED, subject, at)


async def _forget(session: AsyncSession, alert_id: int, now: datetime) -> None:
    for kind in KINDS:
        await due.cancel(session, kind, f"alert:{alert_id}")
    await notes.settle(session, f"alert:{alert_id}", now)
