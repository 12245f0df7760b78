"""The check link of a pushed advisory: is it in force, replaced, ended, withdrawn, or none of ours?"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.message import Command, Message
from bot.conversation.reply import Line
from bot.dates import day
from bot.locales import say
from db import alerts
from knowledge.alert import Alert
from knowledge.entry import Lang

PREFIX = "v-"  # of a deep link's payload


def identifier_in(message: Message) -> str | None:
    """The identifier that a check link carries."""
    if isinstance(message, Command) and message.name == "start" and message.arguments.startswith(PREFIX):
        return message.arguments.removeprefix(PREFIX).strip()
    return None


async def check(session: AsyncSession, identifier: str, lang: Lang, now: datetime) -> tuple[Line, ...]:
    """What became of the advisory, in words; what nobody here issued is said to be false."""
    record = await alerts.by_identifier(session, identifier)
    if record is None:
        return (Line(say("check.unknown", lang)),)
    key = _became(record, now)
    return (Line(say(key, lang, headline=_headline(record.alert, lang), day=_issued(record.alert, lang))),)


def _became(record: alerts.Record, now: datetime) -> str:
    match record.state:
        case "superseded":
            return "check.replaced"
        case "cancelled":
            return "check.withdrawn"
        case _ if record.alert.kind.ends:
            return "check.closing"
        case _:
            return "check.in_force" if record.alert.expires > now else "check.ended"


def _headline(alert: Alert, lang: Lang) -> str:
    """In the reader's language, or in the one there is."""
    return next((info for info in alert.infos if info.lang == lang), alert.infos[0]).headline


def _issued(alert: Alert, lang: Lang) -> str:
    return day((alert.sent or alert.expires).date().isoformat(), lang)
