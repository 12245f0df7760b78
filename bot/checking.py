"""The check link of a pushed advisory: is it in force, replaced, ended, withdrawn, or none of ours?"""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.message import Command, Message
from bot.conversation.reply import Line
from bot.dates import day
from bot.locales import say
from db import alerts
from db.alerts import Record
from knowledge.alert import Alert
from knowledge.entry import Lang

Became = Literal["in_force", "replaced", "withdrawn", "closing", "ended"]

PREFIX = "v-"  # of a deep link's payload


def identifier_in(message: Message) -> str | None:
    """The identifier that a check link carries."""
    if isinstance(message, Command) and message.name == "start" and message.arguments.startswith(PREFIX):
        return message.arguments.removeprefix(PREFIX).strip()
    return None


async def check(
    session: AsyncSession, identifier: str, lang: Lang, now: datetime, teams: Collection[int] = ()
) -> tuple[Line, ...]:
    """What became of the advisory, in words; what nobody here issued, or not for this reader, is said to be false."""
    record = await alerts.by_identifier(session, identifier, teams=teams)
    return (Line(told(record, lang, now) if record else say("check.unknown", lang)),)


def told(record: Record, lang: Lang, now: datetime) -> str:
    """What became of an issued advisory, in a sentence."""
    info = record.alert.info(lang)
    return say(f"check.{became(record, now)}", lang, headline=info.headline, day=_issued(record.alert, lang))


def became(record: Record, now: datetime) -> Became:
    """What became of an issued advisory, in a word; `closing`: it ended its thread itself."""
    match record.state:
        case "superseded":
            return "replaced"
        case "cancelled":
            return "withdrawn"
        case _ if record.alert.kind.ends:
            return "closing"
        case _:
            return "in_force" if record.alert.expires > now else "ended"


def _issued(alert: Alert, lang: Lang) -> str:
    return day((alert.sent or alert.expires).date().isoformat(), lang)
