"""Who receives what, as SQL: today's audience, whoever has a message of a thread, and the rows of the ledger."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CursorResult,
    Select,
    and_,
    case,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.statements import insert, table
from db.tables import AlertRow, ChatRow, DeliveryRow, SubscriptionPlaceRow, SubscriptionRow, TeamMemberRow
from knowledge.alert import Alert, Scope, Severity

LEFT: Final = "ended"  # skipped, or on its way, to a chat that follows nothing any more
UNCERTAIN = "uncertain"  # the reason of a row that may have arrived and goes out once more
WEB = "web"  # pulled: stored is sent, and fetched by the page is shown
EDIT_RANK = 10  # behind every send; sends rank from 0, Extreme, to 4
REMIND_RANK = 5  # behind every send: it says that a word is late, which is itself no news of danger
CHECK_RANK = 0  # one message to the operator who waits for it
PATIENT = (Severity.MINOR, Severity.MODERATE)  # may wait for the morning; what nobody knows the severity of may not
RANKS = range(EDIT_RANK + 1)
SAID = ("send", "edit")  # messages of a thread; an operator's own look, or a reminder, is none
Skipped = Literal["superseded", "cancelled", "expired", "ended"]

delivery_table, chat_table, alert_table = table(DeliveryRow), table(ChatRow), table(AlertRow)
delivery, chat, alert = delivery_table.c, chat_table.c, alert_table.c
subscription = table(SubscriptionRow).c
followed = table(SubscriptionPlaceRow).c
member = table(TeamMemberRow).c

_ADDED = (
    "kind",
    "subject",
    "chat_id",
    "alert_id",
    "rank",
    "state",
    "attempts",
    "generation",
    "not_before",
    "sent_at",
)


def live(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """A subscription that has not ended. A clock that was set back since takes none away and brings none back.

    Each begins when it is made, whatever the hour was; one that was ended has its reason.
    """
    planned = and_(subscription.reason.is_(None), subscription.ends_at > now)
    return or_(subscription.ends_at.is_(None), planned)


def audience(content: Alert, related_places: Collection[str], now: datetime) -> Select[Any]:
    """The chats that follow a related place from this severity or a lesser one on; each once.

    What is kept to a team goes to all its members; an exercise, to those of them who joined exercises. Who wants to be
    told once a day hears of what is PATIENT in the `morning`, of all else at once.
    """
    following = select(subscription.chat_id).where(live(now), subscription.exercise == content.exercise).distinct()
    if content.scope is Scope.TEAM:
        return following.where(subscription.chat_id.in_(members(content))) if content.exercise else members(content)
    at_once = _follow(following, content, related_places)
    return at_once.where(subscription.mode == "at_once") if content.severity in PATIENT else at_once


def morning(content: Alert, related_places: Collection[str], now: datetime) -> Select[Any]:
    """The chats that are told once a day and have, or wait for, nothing of the alert's thread yet.

    Whoever has a message of it is told at once what becomes of it, as everybody is. What was shown to them when they
    began comes as well: only a message can be changed and taken back.
    """
    thread = select(alert.id).where(alert.thread_id == content.thread)
    has = ("pending", "claimed", "sending", "sent", "uncertain")
    told = select(delivery.chat_id).where(
        delivery.alert_id.in_(thread), delivery.kind.in_(SAID), delivery.state.in_(has)
    )
    daily = select(subscription.chat_id).where(live(now), subscription.mode == "digest", ~subscription.exercise)
    return _follow(daily.distinct(), content, related_places).where(subscription.chat_id.not_in(told))


def _follow(following: Select[Any], content: Alert, related_places: Collection[str]) -> Select[Any]:
    """Of these subscriptions those to a related place, from this severity or a lesser one on."""
    return (
        following.join(table(SubscriptionPlaceRow), followed.subscription_id == subscription.id)
        .where(subscription.least_severity <= content.severity.reaches)
        .where(followed.place_id.in_(sorted(related_places)))
    )


def members(content: Alert) -> Select[Any]:
    """The chats of the team that the alert is kept to."""
    return select(member.chat_id).where(member.team_id == content.team)


def in_order(which: ColumnElement[bool], *, free: bool = False) -> ColumnElement[bool]:
    """These rows, locked in the order of their ids: a sender and an issue that both want many never block each other.

    `free`: only those that nobody else holds at this moment.
    """
    return delivery.id.in_(locking(which, free=free))


def locking(which: ColumnElement[bool], *, free: bool = False) -> Select[Any]:
    """The numbers of these rows, which whoever asks for them holds from then on."""
    return select(delivery.id).where(which).order_by(delivery.id).with_for_update(skip_locked=free)


def has_message(thread_id: int, up_to: int) -> Select[Any]:
    """The chats that have, or may have, one of the thread's messages up to this number."""
    in_thread = select(alert.id).where(alert.thread_id == thread_id, alert.number <= up_to)
    told = or_(delivery.state.in_(("sent", "sending", "uncertain")), delivery.reason == UNCERTAIN)
    said = delivery.kind.in_(SAID)
    return select(delivery.chat_id).where(delivery.alert_id.in_(in_thread), said, told, ~_unseen())


def was_waiting(alert_id: int, reason: Skipped, *kinds: str) -> Select[Any]:
    """The chats whose copy of this message, or change of an earlier one, was skipped for this reason."""
    return select(delivery.chat_id).where(
        delivery.subject == f"alert:{alert_id}",
        delivery.kind.in_(kinds),
        delivery.state == "skipped",
        delivery.reason == reason,
    )


async def skip(session: AsyncSession, which: ColumnElement[bool], reason: Skipped) -> None:
    """Take rows back that have not gone out; one that may have arrived once stays uncertain.

    A message that nobody sent while it was true is listed as not reached.
    """
    out, late = delivery.reason == UNCERTAIN, and_(delivery.kind == "send", delivery.state != "sent")
    waiting = or_(delivery.state.in_(("pending", "claimed")), _unseen())
    aside = case((late, "bad"), else_="skipped") if reason == "expired" else literal("skipped")
    await session.execute(
        update(delivery_table)
        .where(in_order(and_(which, waiting)))
        .values(state=case((out, "uncertain"), else_=aside), reason=case((out, UNCERTAIN), else_=reason))
    )


async def put(
    session: AsyncSession,
    kind: Literal["send", "edit", "remind", "check"],
    subject: str,
    content: Alert,
    chats: Select[Any] | ColumnElement[Any],
    now: datetime,
    *,
    retires: bool = False,
) -> int:
    """Add a row for each of these chats that is active; a row that is there already stays. How many were added.

    What is kept to a team adds none for who is not in it (any more), unless it only takes back what they have.
    """
    rank = {"edit": EDIT_RANK, "remind": REMIND_RANK, "check": CHECK_RANK}.get(kind, 4 - content.severity.reaches)
    kept = content.scope is Scope.TEAM and kind != "check" and not retires
    on_web = chat.channel == WEB
    rows = select(
        literal(kind),
        literal(subject),
        chat.id,
        literal(content.id, delivery.alert_id.type),
        literal(rank),
        case((on_web, "sent"), else_="pending"),
        literal(0),
        literal(0, delivery.generation.type),
        literal(now, delivery.not_before.type),
        case((on_web, literal(now, delivery.sent_at.type)), else_=null()),
    ).where(chat.state == "active", chat.id.in_(chats), *([chat.id.in_(members(content))] if kept else []))
    added = insert(session, DeliveryRow).from_select(list(_ADDED), rows).on_conflict_do_nothing()
    # An INSERT loses its count on PostgreSQL unless it is asked for.
    counted = added.execution_options(preserve_rowcount=True)
    return cast(CursorResult[Any], await session.execute(counted)).rowcount


def _unseen() -> ColumnElement[bool]:
    """Stored for a web chat that has not fetched it."""
    on_web = delivery.chat_id.in_(select(chat.id).where(chat.channel == WEB))
    return and_(delivery.state == "sent", delivery.shown_at.is_(None), on_web)
