"""A code from an operator lets a chat into a team; /leave lets it out. No answer names a team: phones change hands."""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.message import Command, Message, Words
from bot.conversation.reply import Line
from bot.locales import say
from db import teams
from knowledge.entry import Lang

PREFIX = "t-"  # of a deep link's payload
_CODE = re.compile(r"\s*([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})\s*", re.IGNORECASE)


def code_in(message: Message) -> str | None:
    """The invitation code that a message is: typed alone, after /join, or carried by a link."""
    match message:
        case Words(text=text, forwarded=False):
            found = _CODE.fullmatch(text)
        case Command(name="join", arguments=text):
            found = _CODE.fullmatch(text)
        case Command(name="start", arguments=text) if text.startswith(PREFIX):
            found = _CODE.fullmatch(text.removeprefix(PREFIX))
        case _:
            return None
    return found[1] if found else None


async def about_teams(
    session: AsyncSession, chat_id: int, message: Message, lang: Lang, now: datetime
) -> tuple[Line, ...]:
    """What is said where the message joins or leaves teams; () where it is about something else."""
    if code := code_in(message):
        joined = await teams.join(session, chat_id, code, now)
        return (Line(say("team.joined" if joined else "team.unknown_code", lang)),)
    if message in (Command("leave"), Words("/leave")):  # the web knows no commands
        return await _leave(session, chat_id, lang)
    return ()


async def _leave(session: AsyncSession, chat_id: int, lang: Lang) -> tuple[Line, ...]:
    """Every team, at once."""
    left = [await teams.leave(session, chat_id, team_id) for team_id in await teams.of_chat(session, chat_id)]
    return (Line(say("team.left" if left else "team.none", lang)),)
