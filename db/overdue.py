"""What should have gone out by now and has not: the operators are told once, and the record keeps it.

An advisory is overdue when something of it still waits after MARGIN and the time that its rows take at the rate of
the sender, a quarter longer because edits and other advisories share that rate. Pauses count: nobody was told either.
It is overdue at once where it will be over before everybody has it, or where it was, or where Telegram refused it in
words that nobody knows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import audit, daily, notes
from db.claiming import LEASE
from db.ledger import REFUSED
from db.recipients import PATIENT, UNCERTAIN, WEB, alert, chat, chat_table, delivery
from db.sending import STOPPED
from db.statements import table, word
from db.tables import NoteRow

MARGIN = timedelta(minutes=5)
SLOWER = 1.25
UNCLEAR_FOR = timedelta(minutes=15)  # an operator is to say what becomes of it: sent again, or taken for arrived

ALARMS = ("overdue", "unclear", STOPPED)

note = table(NoteRow).c


FAILED = (REFUSED, "expired")  # of what will not go out any more, what concerns the desk and not the chat
TOLD_FOR = timedelta(days=1)  # after its end
NEXT_DAY = tuple(each.rank for each in PATIENT)  # what part of the audience may hear of in the morning


@dataclass(frozen=True)
class Alarm:
    """An advisory that not everybody has who should; `rows` counts them."""

    kind: Literal["overdue", "unclear"]
    alert_id: int
    rows: int

    @property
    def subject(self) -> str:
        return f"alert:{self.alert_id}"


def allowed(rows: int, rate: float) -> timedelta:
    """The time within which so many rows are to be sent, at `rate` a second."""
    return MARGIN + timedelta(seconds=SLOWER * rows / rate)


async def check(session: AsyncSession, rate: float, now: datetime) -> tuple[Alarm, ...]:
    """Tell the operators what is newly overdue or unclear, settle what is not any more; what is new."""
    told = await raised(session)
    found = [*await _late(session, rate, now, told), *await _unclear(session, now)]
    for kind, subject in told:
        if kind != STOPPED and not any((each.kind, each.subject) == (kind, subject) for each in found):
            await notes.settle(session, subject, now, cast(notes.Kind, kind))
    new = [each for each in found if (each.kind, each.subject) not in told]
    for each in new:
        details = {"chats": each.rows}
        await notes.tell(session, each.kind, each.subject, details, now)
        await audit.append(session, f"alert {each.kind}", each.subject, details, operator_id=None, now=now)
    return tuple(new)


async def raised(session: AsyncSession) -> frozenset[tuple[str, str]]:
    """Kind and subject of each alarm that stands."""
    standing = select(note.kind, note.subject).where(note.kind.in_(ALARMS), note.settled_at.is_(None))
    return frozenset((row.kind, row.subject) for row in await session.execute(standing))


async def _late(session: AsyncSession, rate: float, now: datetime, told: Collection[tuple[str, str]]) -> list[Alarm]:
    """What went out in the morning, to those who are told once a day, is not late since it was issued."""
    sends = select(delivery.id).where(delivery.alert_id == alert.id, delivery.kind == "send")
    issued = (
        select(alert.id, alert.sent, alert.expires, alert.severity_rank)
        .where(alert.state == "issued", alert.sent <= now - MARGIN, alert.expires > now - TOLD_FOR)
        .where(or_(sends.where(_waits()).exists(), sends.where(_failed()).exists()))
    )
    late: list[Alarm] = []
    for alert_id, sent, expires, severity in (await session.execute(issued)).all():
        waiting, failed, rows = await _counts(session, alert_id)
        alarm = Alarm("overdue", alert_id, waiting + failed)
        known = severity not in NEXT_DAY or (alarm.kind, alarm.subject) in told
        since = sent if known else max(sent, daily.last_morning(now))
        too_late = now + timedelta(seconds=waiting / rate) > expires
        if failed or (waiting and (too_late or now > since + allowed(rows, rate))):
            late.append(alarm)
    return late


def _waits() -> ColumnElement[bool]:
    return delivery.state.in_((word("pending"), word("claimed"), word("sending")))


def _failed() -> ColumnElement[bool]:
    # Two words for one: with the first both databases see that the index of what was not reached fits.
    not_reached = delivery.state.in_((word("blocked"), word("bad"), word("uncertain")))
    return and_(not_reached, delivery.state == word("bad"), delivery.reason.in_(FAILED))


async def _counts(session: AsyncSession, alert_id: int) -> tuple[int, int, int]:
    """How many of its sends wait, how many failed, and how many there are in all; web chats fetch theirs themselves."""
    sends = (
        select(func.count().filter(_waits()), func.count().filter(_failed()), func.count())
        .join(chat_table, chat.id == delivery.chat_id)
        .where(delivery.alert_id == alert_id, delivery.kind == "send", chat.channel != WEB)
    )
    waiting, failed, rows = (await session.execute(sends)).one()
    return waiting, failed, rows


async def _unclear(session: AsyncSession, now: datetime) -> list[Alarm]:
    """The end of its lease tells since when a row is unclear; one that was given up while waiting has none."""
    since = func.coalesce(delivery.lease_until, delivery.not_before)
    unclear = (
        select(delivery.alert_id, func.count())
        .where(delivery.state == word("uncertain"), delivery.reason == UNCERTAIN, delivery.alert_id.is_not(None))
        .where(since <= now - UNCLEAR_FOR + LEASE)
        .group_by(delivery.alert_id)
    )
    return [Alarm("unclear", row[0], row[1]) for row in await session.execute(unclear)]
