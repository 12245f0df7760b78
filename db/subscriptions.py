"""Who follows what: a chat follows places from a severity on, until it ends with a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import daily as mornings
from db.recipients import LEFT, in_order, live, skip
from db.statements import among, insert, table
from db.tables import AlertRow, ChatRow, DeliveryRow, SubscriptionPlaceRow, SubscriptionRow
from knowledge.alert import Kind, Severity, Status

Reason = Literal["asked", "blocked", "left", "deleted"]
NEWS = [kind.value for kind in (Kind.ALERT, Kind.UPDATE, Kind.ALL_CLEAR)]  # the rest takes back what is there

chat = table(ChatRow).c
subscription = table(SubscriptionRow).c
followed = table(SubscriptionPlaceRow).c
delivery = table(DeliveryRow).c
alert = table(AlertRow).c


@dataclass(frozen=True)
class Subscription:
    """One place that a chat follows."""

    place: str
    least: Severity
    exercise: bool
    daily: bool
    since: datetime


async def follow(
    session: AsyncSession,
    chat_id: int,
    place: str,
    least: Severity,
    now: datetime,
    *,
    exercise: bool = False,
    daily: bool = False,
) -> None:
    """Follow a place from a severity on, at once or once a day; followed already, severity and time change."""
    mode = "digest" if daily else "at_once"
    if daily:
        await mornings.plan(session, now)
    # Two taps at once would otherwise both find nothing and both subscribe.
    await session.execute(select(chat.id).where(chat.id == chat_id).with_for_update())
    here = _of(chat_id, now).where(followed.place_id == place, subscription.exercise == exercise)
    known = await session.scalar(here.with_only_columns(subscription.id))
    if known is not None:
        changed = update(table(SubscriptionRow)).where(subscription.id == known)
        await session.execute(changed.values(least_severity=least.rank, mode=mode))
        return
    made = insert(session, SubscriptionRow).values(
        chat_id=chat_id, least_severity=least.rank, mode=mode, exercise=exercise, starts_at=now
    )
    made_id = await session.scalar(made.returning(subscription.id))
    await session.execute(insert(session, SubscriptionPlaceRow).values(subscription_id=made_id, place_id=place))


async def unfollow(session: AsyncSession, chat_id: int, place: str, now: datetime) -> bool:
    """End what the chat follows of this very place, exercises apart; False where it followed nothing of it."""
    real = _of(chat_id, now).where(subscription.exercise.is_(False)).with_only_columns(subscription.id)
    ended = await _end(session, subscription.id.in_(real.where(followed.place_id == place)), "asked", now)
    if ended and await session.scalar(real.limit(1)) is None:
        await _withdraw(session, chat_id, exercise=False)
    return ended > 0


async def leave_exercises(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """The chat takes part in no exercise any more; what one was about to send it is taken back."""
    joined = _of(chat_id, now).where(subscription.exercise.is_(True)).with_only_columns(subscription.id)
    if await _end(session, subscription.id.in_(joined), "asked", now):
        await _withdraw(session, chat_id, exercise=True)


async def end_all(session: AsyncSession, chat_id: int, reason: Reason, now: datetime) -> int:
    """End all that the chat follows, and what was about to be sent to it; the number of subscriptions ended.

    What takes back a message that it has already, a correction or a cancellation, still goes out.
    """
    # Also what begins later only, or was begun by a clock that has gone back since.
    ended = await _end(session, and_(subscription.chat_id == chat_id, live(now)), reason, now)
    for exercise in (False, True):
        await _withdraw(session, chat_id, exercise=exercise)
    return ended


async def following(session: AsyncSession, chat_id: int, now: datetime) -> tuple[Subscription, ...]:
    """What the chat follows, in the order in which it began."""
    return (await following_all(session, [chat_id], now))[chat_id]


async def following_all(
    session: AsyncSession, chat_ids: Collection[int], now: datetime
) -> dict[int, tuple[Subscription, ...]]:
    """The same of each of these chats."""
    found: dict[int, list[Subscription]] = {chat_id: [] for chat_id in chat_ids}
    for row in await session.execute(_OF_CHATS, {"chats": list(chat_ids), "now": now}):
        each = Subscription(
            row.place_id, _severity(row.least_severity), row.exercise, row.mode == "digest", row.starts_at
        )
        found[row.chat_id].append(each)
    return {chat_id: tuple(subscriptions) for chat_id, subscriptions in found.items()}


def _of(chat_id: int, now: datetime) -> Select[Any]:
    """The chat's live subscriptions, one line for each place."""
    return _live(now).where(subscription.chat_id == chat_id)


def _live(now: datetime | BindParameter[datetime]) -> Select[Any]:
    return (
        select(
            followed.place_id,
            subscription.least_severity,
            subscription.exercise,
            subscription.mode,
            subscription.starts_at,
        )
        .join(table(SubscriptionPlaceRow), followed.subscription_id == subscription.id)
        .where(live(now))
    )


_OF_CHATS: Final = (
    _live(bindparam("now"))
    .add_columns(subscription.chat_id)
    .where(subscription.chat_id.in_(among("chats")))
    .order_by(subscription.id, followed.place_id)
)


async def _end(session: AsyncSession, which: ColumnElement[bool], reason: Reason, now: datetime) -> int:
    ending = update(table(SubscriptionRow)).where(which).values(ends_at=now, reason=reason)
    return len((await session.execute(ending.returning(subscription.id))).all())


async def _withdraw(session: AsyncSession, chat_id: int, *, exercise: bool) -> None:
    """Take back what waits for a chat that follows nothing any more, or takes part in no exercise."""
    status = Status.EXERCISE if exercise else Status.ACTUAL
    news = select(alert.id).where(alert.kind.in_(NEWS), alert.status == status.value)
    waiting = and_(delivery.chat_id == chat_id, delivery.kind == "send", delivery.alert_id.in_(news))
    await skip(session, waiting, LEFT)
    # What is on its way is not called back; should it not have gone out, it is not tried again.
    under_way = and_(waiting, delivery.state == "sending", delivery.reason.is_(None))
    await session.execute(update(table(DeliveryRow)).where(in_order(under_way)).values(reason=LEFT))


def _severity(rank: int) -> Severity:
    return next(severity for severity in Severity if severity.rank == rank)
