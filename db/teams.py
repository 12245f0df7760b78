"""Teams, whose members alone read what is kept to them. A member is a chat that came with an invitation code."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, audit, chats, operators
from db.codes import code_hash, new_code
from db.permissions import has_role
from db.recipients import delivery, skip
from db.refusals import Refused, attempting
from db.statements import among, insert, table
from db.tables import ChatRow, TeamInvitationRow, TeamMemberRow, TeamRow

LASTS = timedelta(days=7)
MOST_USES = 500

team, member = table(TeamRow).c, table(TeamMemberRow).c
invitation, chat = table(TeamInvitationRow).c, table(ChatRow).c

_OF_CHATS: Final = (
    select(member.chat_id, member.team_id)
    .join(table(TeamRow), team.id == member.team_id)
    .where(member.chat_id.in_(among("chats")), team.closed_at.is_(None))
)


class TeamProblem(Refused):
    """Something about a team that cannot be; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Team:
    """A team and how many chats are in it; who they are nobody is told."""

    id: int
    name: str
    members: int
    closed: bool


async def add(session: AsyncSession, name: str, now: datetime, *, by: int | None = None) -> Team:
    """A new team without members; `by` is None on the command line.

    Raises: TeamProblem.
    """
    with attempting("team add", "team:new", by, now):
        await _may_manage(session, by)
        made = insert(session, TeamRow).values(name=name, added_at=now).on_conflict_do_nothing()
        team_id = await session.scalar(made.returning(team.id))
        if team_id is None:
            raise TeamProblem(f"There is a team named {name} already; choose another name.")
    await audit.append(session, "team added", f"team:{team_id}", {"name": name}, operator_id=by, now=now)
    return await get(session, int(team_id))


async def get(session: AsyncSession, team_id: int) -> Team:
    """Raises: TeamProblem where there is none."""
    found = [each for each in await everyone(session) if each.id == team_id]
    if not found:
        raise TeamProblem(f"There is no team {team_id}.")
    return found[0]


async def by_name(session: AsyncSession, name: str) -> Team:
    """Raises: TeamProblem where there is none."""
    found = [each for each in await everyone(session) if each.name == name]
    if not found:
        names = ", ".join(each.name for each in await everyone(session)) or "nothing yet"
        raise TeamProblem(f"There is no team {name}; there is: {names}.")
    return found[0]


async def everyone(session: AsyncSession) -> tuple[Team, ...]:
    """All teams by name."""
    n = select(func.count()).where(member.team_id == team.id).scalar_subquery()
    rows = await session.execute(select(team.id, team.name, n, team.closed_at.is_not(None)).order_by(team.name))
    return tuple(Team(*row) for row in rows)


async def invite(
    session: AsyncSession,
    team_id: int,
    now: datetime,
    *,
    uses: int = 1,
    lasts: timedelta = LASTS,
    by: int | None = None,
) -> str:
    """A code for so many chats, shown this once; only its hash is kept.

    Raises: TeamProblem.
    """
    with attempting("team invite", f"team:{team_id}", by, now):
        await _may_manage(session, by)
        if not 1 <= uses <= MOST_USES:
            raise TeamProblem(f"An invitation serves 1 to {MOST_USES} chats.")
        if (await get(session, team_id)).closed:
            raise TeamProblem("The team is closed: nobody can join it.")
    code = new_code()
    values = {"code_hash": code_hash(code), "team_id": team_id, "uses_left": uses, "ends_at": now + lasts}
    await session.execute(insert(session, TeamInvitationRow).values(**values))
    details = {"uses": uses, "ends": (now + lasts).isoformat()}
    await audit.append(session, "team invitation", f"team:{team_id}", details, operator_id=by, now=now)
    return code


async def join(session: AsyncSession, chat_id: int, code: str, now: datetime) -> Team | None:
    """The chat is a member from now on, and discreet; None where the code is unknown, used up or has run out.

    A member who types it again uses nothing up.
    """
    right = and_(invitation.code_hash == code_hash(code), invitation.ends_at > now, team.closed_at.is_(None))
    here = select(invitation.team_id).join(table(TeamRow), team.id == invitation.team_id)
    team_id = await session.scalar(here.where(right))
    if team_id is None or team_id in await of_chat(session, chat_id):
        return await get(session, team_id) if team_id else None
    using = update(table(TeamInvitationRow)).where(invitation.code_hash == code_hash(code), invitation.uses_left > 0)
    used = using.values(uses_left=invitation.uses_left - 1).returning(invitation.team_id)
    if await session.scalar(used) is None:
        return None
    joining = insert(session, TeamMemberRow).values(team_id=team_id, chat_id=chat_id, joined_at=now)
    await session.execute(joining.on_conflict_do_nothing())
    await chats.set_discreet(session, chat_id, True)
    return await get(session, team_id)


async def leave(session: AsyncSession, chat_id: int, team_id: int) -> bool:
    """Not a member any more: what waits for it of the team's own is taken back. False where it was none."""
    leaving = delete(table(TeamMemberRow)).where(member.team_id == team_id, member.chat_id == chat_id)
    left = await session.scalar(leaving.returning(member.chat_id)) is not None
    theirs = select(alerts.alert.id).where(alerts.alert.team_id == team_id)
    waiting = and_(delivery.chat_id == chat_id, delivery.kind == "send", delivery.alert_id.in_(theirs))
    await skip(session, waiting, "ended")
    return left


async def of_chat(session: AsyncSession, chat_id: int) -> frozenset[int]:
    """The teams whose own advisories this chat reads."""
    here = select(member.team_id).join(table(TeamRow), team.id == member.team_id)
    return frozenset(await session.scalars(here.where(member.chat_id == chat_id, team.closed_at.is_(None))))


async def of_chats(session: AsyncSession, chat_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The same for each of these chats."""
    rows = (await session.execute(_OF_CHATS, {"chats": list(chat_ids)})).all()
    return {chat_id: frozenset(row.team_id for row in rows if row.chat_id == chat_id) for chat_id in chat_ids}


async def close(session: AsyncSession, team_id: int, now: datetime, *, by: int | None = None) -> None:
    """Nobody reads or joins any more; its advisories stay in the record.

    Raises: TeamProblem.
    """
    with attempting("team close", f"team:{team_id}", by, now):
        await _may_manage(session, by)
        await get(session, team_id)
    await session.execute(update(table(TeamRow)).where(team.id == team_id).values(closed_at=now))
    for row in (TeamMemberRow, TeamInvitationRow):
        await session.execute(delete(table(row)).where(table(row).c.team_id == team_id))
    await audit.append(session, "team closed", f"team:{team_id}", {}, operator_id=by, now=now)


async def _may_manage(session: AsyncSession, by: int | None) -> None:
    if by is None:
        return
    who = await operators.get(session, by)
    if not who.active or not has_role(who.roles, "teams"):
        raise TeamProblem(f"{who.name} may not manage teams.")
