"""What the buttons under a pushed advisory do: show it whole, give the text to pass on, note that it was read.

"I have read it" may be typed as well: that notes the last one that asked for it.
"""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.checking import became, told
from bot.conversation.message import Message, Tap, Words
from bot.conversation.reply import Button, Line, Reply, Role
from bot.forwarding import forwardable
from bot.locales import say
from bot.render import CLOSE, plain, pushed
from db import acknowledgements, alerts
from db.alerts import Record
from knowledge.alert import Alert, Scope
from knowledge.entry import Lang
from knowledge.text import normalise

OPEN, FORWARD, READ = "v:", "f:", "a:"  # of actions; the advisory's identifier follows
_IT = r"(?: (?:it|this|that|them|everything|(?:the|this|your) (?:advisory|alert|message|notice|text)))?"
_LE = r"(?: (?:ca|cela|tout|(?:l|le|la|cet|cette|ce|votre) ?(?:avis|alerte|message|texte)(?: de securite)?))?"
_THANKS = r"(?: (?:ok|okay|merci|thanks|thank you|thx|bien recu|compris|understood|noted|note))*"
_SAID_READ = re.compile(
    rf"(?:(?:ok|okay|oui|yes|bien recu|merci|thanks) )*(?:(?:(?:i|ive|i ve|i have|have|we|weve|we have) )?(?:just |all )?read{_IT}"
    rf"|(?:(?:j ?ai|g|je l ?ai|on a|nous avons|nous l avons|avis|message|alerte) )?(?:bien |tout |deja )*lue?{_LE}){_THANKS}"
)


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
    """The answer to such a button, or to its words; None for other messages, or where the advisory is not the reader's.

    What no longer holds is said first, and is not given to be passed on.
    """
    action = await _action(session, chat_id, message, teams)
    if not action.startswith((OPEN, FORWARD, READ)):
        return None
    record = await alerts.by_identifier(session, action[len(OPEN) :], teams=teams)
    if record is None:
        return None
    alert, over = record.alert, became(record, now) not in ("in_force", "closing")
    stands = (Line(told(record, lang, now)),) if over else ()
    if action.startswith(READ):
        return Reply((*stands, Line(await _noted(session, record, chat_id, lang, now))), lang)
    if action.startswith(OPEN):
        text = Line(plain(pushed(alert, lang, now), CLOSE))
        return Reply((*stands, text), lang, () if over else buttons(alert, lang, discreet=False))
    if over:
        return Reply(stands, lang)
    # What is kept to a team has no public page: whoever asked there would read that it is false.
    link = f"{base_url}/v/{alert.identifier}" if base_url and alert.scope is Scope.PUBLIC else None
    return Reply((Line(forwardable(alert, lang, now, link), Role.COPIED),), lang)


async def _action(session: AsyncSession, chat_id: int, message: Message, teams: frozenset[int]) -> str:
    """What was tapped, or would have been by somebody who typed that they have read it; "" where it is neither."""
    match message:
        case Tap(action):
            return action
        case Words(text, forwarded=False) if teams and says_read(text):
            asked = await acknowledgements.last_asked(session, chat_id)
            return f"{READ}{asked}" if asked else ""
        case _:
            return ""


def says_read(text: str) -> bool:
    """True for "I have read it", "j'ai lu", "lu, merci" and nothing else."""
    return "?" not in text and _SAID_READ.fullmatch(normalise(text)) is not None


async def _noted(session: AsyncSession, record: Record, chat_id: int, lang: Lang, now: datetime) -> str:
    """That it was noted, now or before, or that there is nothing to note."""
    if record.alert.scope is not Scope.TEAM:
        return say("alert.read.never_sent", lang)
    return say(f"alert.read.{await acknowledgements.acknowledge(session, record.id, chat_id, now)}", lang)
