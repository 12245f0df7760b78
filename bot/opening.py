"""What the buttons under a pushed advisory do: show it whole, give the text to pass on, note that it was read."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.checking import became, told
from bot.conversation.message import Message, Tap
from bot.conversation.reply import Button, Line, Reply
from bot.forwarding import forwardable
from bot.locales import say
from bot.render import CLOSE, plain, pushed
from db import acknowledgements, alerts
from db.alerts import Record
from knowledge.alert import Alert, Scope
from knowledge.entry import Lang

OPEN, FORWARD, READ = "v:", "f:", "a:"  # of actions; the advisory's identifier follows


def buttons(alert: Alert, lang: Lang, *, discreet: bool) -> tuple[tuple[Button, ...], ...]:
    """The one row under a pushed advisory; a discreet message has nothing but the way to open it."""
    if discreet:
        return ((Button(say("alert.open", lang), f"{OPEN}{alert.identifier}"),),)
    return ((*to_note(alert, lang), Button(say("alert.forward", lang), f"{FORWARD}{alert.identifier}")),)


def to_note(alert: Alert, lang: Lang) -> tuple[Button, ...]:
    """ "I have read this", under what is kept to a team: its desk counts on its people."""
    return (Button(say("alert.read", lang), f"{READ}{alert.identifier}"),) if alert.scope is Scope.TEAM else ()


async def opened(
    session: AsyncSession,
    chat_id: int,
    message: Message,
    lang: Lang,
    now: datetime,
    teams: frozenset[int],
    base_url: str | None,
) -> Reply | None:
    """The answer to such a button; None where the message is none, or the advisory is not the reader's.

    What no longer holds is said first, and is not given to be passed on.
    """
    if not isinstance(message, Tap) or not message.action.startswith((OPEN, FORWARD, READ)):
        return None
    record = await alerts.by_identifier(session, message.action[len(OPEN) :], teams=teams)
    if record is None:
        return None
    alert, over = record.alert, became(record, now) not in ("in_force", "closing")
    stands = (Line(told(record, lang, now)),) if over else ()
    if message.action.startswith(READ):
        return Reply((*stands, Line(await _noted(session, record, chat_id, lang, now))), lang)
    if message.action.startswith(OPEN):
        text = Line(plain(pushed(alert, lang, now), CLOSE))
        return Reply((*stands, text), lang, () if over else buttons(alert, lang, discreet=False))
    if over:
        return Reply(stands, lang)
    link = f"{base_url}/v/{alert.identifier}" if base_url else None
    return Reply((Line(forwardable(alert, lang, now, link)),), lang)


async def _noted(session: AsyncSession, record: Record, chat_id: int, lang: Lang, now: datetime) -> str:
    """That it was noted, now or before, or that there is nothing to note."""
    if record.alert.scope is not Scope.TEAM:
        return say("alert.read.never_sent", lang)
    return say(f"alert.read.{await acknowledgements.acknowledge(session, record.id, chat_id, now)}", lang)
