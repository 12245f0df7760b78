"""One chat takes over what another holds, when a group and the supergroup it became were both known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.statements import table
from db.tables import DeliveryRow, SubscriptionPlaceRow, SubscriptionRow, TeamMemberRow

subscription = table(SubscriptionRow).c
followed = table(SubscriptionPlaceRow).c
delivery = table(DeliveryRow).c
member = table(TeamMemberRow).c


@dataclass(frozen=True)
class _Followed:
    """A live subscription: its number, and the rank of the least severity it wants."""

    id: int
    least: int


async def take_over(session: AsyncSession, newer: int, kept: int, now: datetime) -> None:
    """Give `kept` the subscriptions and deliveries of `newer` that it lacks; the rest stays for `forget`.

    Where both follow a place, it is followed from the lower severity on: nobody hears less after a move.
    """
    held = await _live(session, kept, now)
    for key, theirs in (await _live(session, newer, now)).items():
        ours = held.get(key)
        if ours is None:
            await _change(session, theirs.id, chat_id=kept)
        elif theirs.least < ours.least:
            await _change(session, ours.id, least_severity=theirs.least)
    await _take_teams(session, newer, kept)
    await _take_deliveries(session, newer, kept)


async def _live(session: AsyncSession, chat_id: int, now: datetime) -> dict[tuple[str, bool], _Followed]:
    """What a chat follows, by place and whether it is for exercises."""
    query = (
        select(subscription.id, subscription.least_severity, followed.place_id, subscription.exercise)
        .join(table(SubscriptionPlaceRow), followed.subscription_id == subscription.id)
        .where(subscription.chat_id == chat_id)
        .where(or_(subscription.ends_at.is_(None), subscription.ends_at > now))
    )
    rows = await session.execute(query)
    return {(row.place_id, row.exercise): _Followed(row.id, row.least_severity) for row in rows}


async def _change(session: AsyncSession, subscription_id: int, **values: int) -> None:
    changed = update(table(SubscriptionRow)).where(subscription.id == subscription_id)
    await session.execute(changed.values(**values))


async def _take_teams(session: AsyncSession, newer: int, kept: int) -> None:
    held = select(member.team_id).where(member.chat_id == kept)
    lacking = update(table(TeamMemberRow)).where(member.chat_id == newer, member.team_id.not_in(held))
    await session.execute(lacking.values(chat_id=kept))


async def _take_deliveries(session: AsyncSession, newer: int, kept: int) -> None:
    act = delivery.kind + ":" + delivery.subject
    held = select(act).where(delivery.chat_id == kept)
    lacking = update(table(DeliveryRow)).where(delivery.chat_id == newer, act.not_in(held))
    await session.execute(lacking.values(chat_id=kept))
