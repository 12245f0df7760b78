"""One act towards one chat, with everything that is needed to render it; the address stays sealed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, due
from db.alerts import Record
from db.recipients import WEB, Skipped, alert, alert_table, chat, chat_table, delivery, delivery_table
from knowledge.alert import Alert
from knowledge.entry import Lang

REVIEWED: Final = "reviewed"  # in the name of a row that changes a message: somebody looked again
MISSED_AT = "%Y%m%dT%H%M"  # ends the name of a reminder's row, in UTC


@dataclass(frozen=True)
class Delivery:
    """One act towards one chat.

    `retires`: an earlier message is to be changed to say that it was replaced, ended or cancelled by `successor`,
    or expired where there is none. `in_place`: it only changes what is there. `over`: all that its alert's end means has been done. `edits` names the earlier
    message as the channel does (a web chat: by the id of its delivery); other edits without one are plain sends.
    `language` is None where the chat never showed one.
    """

    id: int
    kind: Literal["send", "edit", "remind", "check"]
    subject: str
    chat_id: int
    channel: str
    chat_kind: str
    language: Lang | None
    discreet: bool
    time_zone: str
    active: bool
    alert: Alert
    alert_state: alerts.State
    over: bool
    retires: bool
    successor: Alert | None
    edits: str | None
    rank: int
    attempts: int
    shown: bool
    acknowledged: bool = False
    token: str = ""

    @property
    def promised(self) -> datetime:
        """The hour that a reminder says was missed: it stands in the row's name."""
        return datetime.strptime(self.subject.rpartition(":")[2], MISSED_AT).replace(tzinfo=UTC)

    @property
    def in_place(self) -> bool:
        """Without the message that it changes there is nothing to do."""
        return self.retires or f":{REVIEWED}:" in self.subject

    def in_force(self, now: datetime) -> bool:
        return self.alert_state == "issued" and self.alert.in_force(now)

    def timely(self, now: datetime) -> bool:
        """What it says is in force at this hour, or need not be."""
        return self.retires or self.kind == "check" or self.in_force(now)


def senseless(each: Delivery) -> Skipped | None:
    """Why it must never go out any more, None where it may: what the clock says of it may change again."""
    if not each.active:
        return "ended"
    if each.in_place and not each.edits:
        return "superseded"
    if each.retires:
        return None
    if each.kind == "check":
        return None
    match each.alert_state:
        case "superseded" | "cancelled" as state:
            return state
        case _:
            return "expired" if each.over else None


async def load(session: AsyncSession, ids: Collection[int]) -> list[Delivery]:
    """The deliveries of these ids, in the order in which they go out."""
    rows = (await session.execute(_rows(ids))).all()
    found = [await alerts.get(session, alert_id) for alert_id in {row.alert_id for row in rows}]
    records = {record.id: record for record in await alerts.with_reviews(session, found)}
    # What came before and after concerns edits alone; thousands of sends are not to pay for it.
    edits = [row for row in rows if row.kind == "edit"]
    threads = {thread for row in edits if (thread := records[row.alert_id].alert.thread) is not None}
    sent = {thread_id: await _sent(session, thread_id) for thread_id in threads}
    messages = await _messages(session, {row.chat_id for row in edits}, threads) if edits else []
    over = await due.were_done(session, alerts.EXPIRE, {f"alert:{alert_id}" for alert_id in records})
    return [_delivery(row, records[row.alert_id], over, sent, messages) for row in rows]


def _delivery(
    row: Row[Any], record: Record, over: Collection[str], sent: dict[int, list[Alert]], messages: list[Row[Any]]
) -> Delivery:
    content = record.alert
    later = [each for each in sent.get(content.thread or 0, ()) if each.number > content.number]
    retires = row.kind == "edit" and not row.subject.startswith("alert:")
    return Delivery(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        chat_id=row.chat_id,
        channel=row.channel,
        chat_kind=row.chat_kind,
        language=row.language or row.recognised,
        discreet=row.discreet,
        time_zone=row.time_zone,
        active=row.chat_state == "active",
        alert=content,
        alert_state=record.state,
        over=f"alert:{record.id}" in over,
        retires=retires,
        successor=later[-1] if retires and later else None,
        edits=_earlier(row, content, messages) if row.kind == "edit" else None,
        rank=row.rank,
        attempts=row.attempts,
        shown=row.shown_at is not None,
        acknowledged=row.acknowledged_at is not None,
    )


def _earlier(row: Row[Any], content: Alert, messages: list[Row[Any]]) -> str | None:
    """The chat's last message of the thread up to this one."""
    mine = [
        each
        for each in messages
        if each.chat_id == row.chat_id
        and each.thread_id == content.thread
        and each.number <= content.number
        and each.id != row.id
    ]
    if not mine:
        return None
    return mine[-1].message_id or str(mine[-1].id)


async def _sent(session: AsyncSession, thread_id: int) -> list[Alert]:
    """The thread's messages that went out, in their order."""
    records = await alerts.history(session, thread_id)
    return [record.alert for record in records if record.alert.sent]


async def _messages(session: AsyncSession, chat_ids: Collection[int], thread_ids: Collection[int]) -> list[Row[Any]]:
    """What these chats have of these threads, oldest first."""
    on_web = and_(chat.channel == WEB, delivery.kind == "send")
    query = (
        select(delivery.id, delivery.chat_id, delivery.message_id, alert.thread_id, alert.number)
        .join(alert_table, alert.id == delivery.alert_id)
        .join(chat_table, chat.id == delivery.chat_id)
        .where(delivery.chat_id.in_(chat_ids), alert.thread_id.in_(thread_ids), delivery.state == "sent")
        .where(delivery.kind.in_(("send", "edit")))
        .where(or_(delivery.message_id.is_not(None), on_web))
    )
    return list(await session.execute(query.order_by(alert.number, delivery.id)))


def _rows(ids: Collection[int]) -> Any:
    return (
        select(
            delivery.id,
            delivery.kind,
            delivery.subject,
            delivery.chat_id,
            delivery.alert_id,
            delivery.rank,
            delivery.attempts,
            delivery.shown_at,
            delivery.acknowledged_at,
            chat.channel,
            chat.kind.label("chat_kind"),
            chat.language,
            chat.recognised,
            chat.discreet,
            chat.time_zone,
            chat.state.label("chat_state"),
        )
        .join(chat_table, chat.id == delivery.chat_id)
        .where(delivery.id.in_(ids))
        .order_by(delivery.rank, delivery.not_before, delivery.id)
        .select_from(delivery_table)
    )
