"""What the desk looks at: advisories by how far they have come, what was not reached, how many follow."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, daily, reviews
from db.alerts import Record
from db.recipients import (
    WEB,
    alert,
    audience,
    chat,
    chat_table,
    delivery,
    followed,
    has_message,
    live,
    morning,
    subscription,
    was_waiting,
)
from db.statements import table, word
from db.tables import SubscriptionRow
from knowledge.alert import Alert, Kind, Reach

Group = Literal["all", "drafts", "waiting", "in_force", "ended"]
Order = Literal["begun", "ends", "gravest"]
NEARBY = timedelta(days=7)  # what was not reached is looked after for so long
SEARCHED, AT_ONCE = 5000, 200  # advisories that a search looks through, and how many of them at a time
_PLAIN = re.compile("[a-z0-9]+")
NOT_REACHED = ("blocked", "bad", "uncertain")
_ENDS = [kind.value for kind in Kind if kind.ends]


@dataclass(frozen=True)
class Audience:
    """An estimate: chats that would be told at their channel's pace, chats of the web, messages to be edited.

    `morning`: chats that follow once a day and would be told then.
    """

    sends: int
    on_web: int
    edits: int
    morning: int = 0


@dataclass(frozen=True)
class NotReached:
    """How many chats an advisory did not reach for certain, by how it failed."""

    alert_id: int
    blocked: int
    failed: int
    unclear: int
    unchanged: int  # whose earlier message could not be changed to say what holds now


@dataclass(frozen=True)
class Followers:
    """How many subscriptions a place has, those to exercises apart."""

    place: str
    exercise: bool
    subscriptions: int


async def listed(
    session: AsyncSession,
    group: Group,
    now: datetime,
    *,
    text: str = "",
    order: Order = "begun",
    limit: int = 50,
    offset: int = 0,
) -> tuple[Record, ...]:
    """The advisories of a group whose text holds these words: last begun, ending or gravest first."""
    which, first = _group(group, now), _first(order, now)
    if not text:
        return await alerts.chosen(session, *which, limit=limit, offset=offset, first=first)
    # The database narrows down, by what it can compare without accents; the texts themselves decide.
    rough = max(_PLAIN.findall(text.lower()), key=len, default="")
    which.append(func.lower(alert.content).contains(rough, autoescape=True))
    found: list[Record] = []
    for start in range(0, SEARCHED, AT_ONCE):
        some = await alerts.chosen(session, *which, limit=AT_ONCE, offset=start, first=first)
        found += [each for each in some if _holds(each, text.casefold())]
        if len(some) < AT_ONCE or len(found) >= offset + limit:
            break
    return tuple(found[offset : offset + limit])


def _first(order: Order, now: datetime) -> tuple[ColumnElement[Any], ...]:
    """What has ended comes behind what is about to."""
    match order:
        case "begun":
            return ()
        case "ends":
            return (case((alert.expires > now, 0), else_=1), alert.expires)
        case "gravest":
            return (alert.severity_rank.desc(),)


def _holds(record: Record, text: str) -> bool:
    return any(text in each.casefold() for info in record.alert.infos for each in info.texts().values())


async def in_force(session: AsyncSession, now: datetime) -> tuple[Record, ...]:
    """Everything in force, exercises and teams' own as well: operators see all. With the last time somebody looked."""
    found = await alerts.chosen(session, *_group("in_force", now), limit=200)
    looked = await reviews.newest(session, [each.id for each in found])
    return tuple(replace(each, alert=each.alert.model_copy(update={"reviewed": looked.get(each.id)})) for each in found)


async def not_reached(session: AsyncSession, now: datetime, limit: int = 20) -> tuple[tuple[NotReached, Record], ...]:
    """The advisories of the last days that did not reach somebody for certain, the newest first."""
    n = func.count().label("n")
    query = (
        select(delivery.alert_id, delivery.state, delivery.kind, n)
        .where(delivery.state.in_(NOT_REACHED), delivery.not_before > now - NEARBY)
        # An old message that could not be changed still says what is no longer so; whoever blocked us reads none.
        .where(or_(delivery.kind == "send", and_(delivery.kind == "edit", delivery.state == word("bad"))))
        .group_by(delivery.alert_id, delivery.state, delivery.kind)
    )
    found: dict[int, dict[str, int]] = {}
    for row in await session.execute(query):
        found.setdefault(row.alert_id, {})["unchanged" if row.kind == "edit" else row.state] = row.n
    newest = sorted(found, reverse=True)[:limit]
    records = {each.id: each for each in await alerts.chosen(session, alert.id.in_(newest), limit=limit)}
    return tuple((_not_reached(alert_id, found[alert_id]), records[alert_id]) for alert_id in newest)


async def estimate(
    session: AsyncSession, content: Alert, before: Record | None, related: Collection[str], now: datetime
) -> Audience:
    """How many would be told if it were issued now, and how many messages edited."""
    told = _told(before)
    if before is None or told is None:
        sends, edits = audience(content, related, now), None
    elif content.kind.reach is Reach.MESSAGES:
        sends, edits = was_waiting(before.id, "superseded", "send"), told
    elif content.kind.reach is Reach.FOLLOWERS_AND_THREAD:
        everybody = union(told, audience(content, related, now)).subquery()
        sends, edits = select(everybody.c.chat_id), told
    else:
        sends, edits = told, told
    by_channel = await _by_channel(session, sends)
    changed = await _by_channel(session, edits) if edits is not None else {}
    on_web = by_channel.pop(WEB, 0)
    later = await in_the_morning(session, content, related, now)
    return Audience(sum(by_channel.values()), on_web, sum(changed.values()), later)


async def in_the_morning(session: AsyncSession, content: Alert, related: Collection[str], now: datetime) -> int:
    """How many chats that are told once a day wait for the next morning, should it still be in force then."""
    if not daily.waits(content, now):
        return 0
    return sum((await _by_channel(session, morning(content, related, now))).values())


async def chats_by_channel(session: AsyncSession) -> dict[tuple[str, str], int]:
    """How many chats there are, by channel and state."""
    query = select(chat.channel, chat.state, func.count()).group_by(chat.channel, chat.state)
    return {(channel, state): n for channel, state, n in await session.execute(query)}


async def followers(session: AsyncSession, now: datetime) -> tuple[Followers, ...]:
    """The places that are followed, most followed first."""
    n = func.count().label("n")
    query = (
        select(followed.place_id, subscription.exercise, n)
        .join(table(SubscriptionRow), subscription.id == followed.subscription_id)
        .where(live(now))
        .group_by(followed.place_id, subscription.exercise)
        .order_by(n.desc())
    )
    return tuple(Followers(*row) for row in await session.execute(query))


async def by_severity(session: AsyncSession, now: datetime) -> dict[int, int]:
    """How many subscriptions ask for which least severity, by its rank."""
    query = select(subscription.least_severity, func.count()).where(live(now), subscription.exercise.is_(False))
    return {row[0]: row[1] for row in await session.execute(query.group_by(subscription.least_severity))}


async def deliveries_by_state(session: AsyncSession, now: datetime) -> dict[str, int]:
    """What became of the last week's sends."""
    query = select(delivery.state, func.count()).where(delivery.kind == "send", delivery.not_before > now - NEARBY)
    return {row[0]: row[1] for row in await session.execute(query.group_by(delivery.state))}


def _not_reached(alert_id: int, n: Mapping[str, int]) -> NotReached:
    return NotReached(alert_id, n.get("blocked", 0), n.get("bad", 0), n.get("uncertain", 0), n.get("unchanged", 0))


def _group(group: Group, now: datetime) -> list[ColumnElement[bool]]:
    match group:
        case "drafts":
            return [alert.state == "draft"]
        case "waiting":
            return [alert.state.in_(("in_review", "approved"))]
        case "in_force":
            return [alert.state == "issued", alert.expires > now, alert.kind.not_in(_ENDS)]
        case "ended":
            over = (alert.state == "issued") & ((alert.expires <= now) | alert.kind.in_(_ENDS))
            return [over | alert.state.in_(("superseded", "cancelled"))]
        case "all":
            return []


def _told(before: Record | None) -> Any:
    if before is None or before.alert.thread is None:
        return None
    return has_message(before.alert.thread, before.alert.number)


async def _by_channel(session: AsyncSession, chats: Any) -> dict[str, int]:
    query = select(chat.channel, func.count()).select_from(chat_table).where(chat.state == "active", chat.id.in_(chats))
    return {row[0]: row[1] for row in await session.execute(query.group_by(chat.channel))}
