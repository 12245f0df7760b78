"""One turn of a dialogue, whatever the channel: what is known of the chat, the answer, what it changes, all or nothing."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.checking import check, identifier_in
from bot.conversation.message import Message, Words
from bot.conversation.reply import (
    ChooseLanguage,
    CountUnanswered,
    DeleteMe,
    Effect,
    Following,
    LeaveQuestion,
    Line,
    Person,
    Reply,
    SetDiscreet,
    Subscribe,
    TakePart,
    Turn,
    Unsubscribe,
)
from bot.conversation.respond import Notices, respond
from bot.joining import about_teams
from bot.opening import opened
from bot.render import band
from db import alerts, chats, conversations, subscriptions, teams, unanswered
from db.chats import Chat, Kind
from db.conversations import Speaker
from db.sealing import Sealer
from db.session import Database
from db.subscriptions import Subscription
from knowledge.alert import Severity
from knowledge.base import Base
from knowledge.context import Context
from knowledge.entry import Lang
from knowledge.place import Gazetteer
from knowledge.text import CUT, tokens

SURE_WORDS = 3  # from so many words on, a recognised language is remembered


class Learning(StrEnum):
    """How far the matcher is with example questions that operators changed."""

    DONE = "done"
    UNDER_WAY = "under-way"
    FAILED = "failed"  # and tried again


@dataclass
class Desk:
    """What it takes to hold a dialogue. `base` is replaced whole when operators publish content."""

    base: Base
    database: Database
    sealer: Sealer
    clock: Callable[[], datetime]
    base_url: str | None = None  # where everybody reaches the public pages, if they do
    learning: Learning = Learning.DONE


@dataclass(frozen=True)
class Said:
    """A message and who sent it. `speaker` is whoever speaks in the chat, by the channel's own id; only its key is kept."""

    channel: str
    address: str
    kind: Kind
    speaker: str
    message: Message
    hint: Lang | None
    may_subscribe: bool = True
    group: bool = False


@dataclass(frozen=True)
class Known:
    """What was known of who asks before they did; `speaker` finds the context again."""

    chat: Chat
    speaker: Speaker
    context: Context
    person: Person
    teams: frozenset[int]
    notices: Notices


async def converse(
    desk: Desk,
    *,
    channel: str,
    address: str,
    kind: Kind,
    speaker: str,
    message: Message,
    hint: Lang | None,
    may_subscribe: bool = True,
    group: bool = False,
) -> Reply:
    """Answer a message and do what the answer says, in one unit of work."""
    said = Said(channel, address, kind, speaker, message, hint, may_subscribe, group)
    async with desk.database.unit_of_work() as session:
        [reply] = await converse_all(desk, session, [said])
    return reply


async def converse_all(desk: Desk, session: AsyncSession, said: Sequence[Said]) -> tuple[Reply, ...]:
    """The same for messages of different chats, in few statements however many they are."""
    now = desk.clock()
    known = await _recall(desk, session, said, now)
    turns = []
    for each, about in zip(said, known, strict=True):
        turns.append(await _turn(desk, session, each, about, now))
        await asyncio.sleep(0)  # a crowd's answers take a while: others get their turn between
    await _remember(session, desk.base, said, known, turns, now)
    return tuple(turn.reply for turn in turns)


async def _recall(desk: Desk, session: AsyncSession, said: Sequence[Said], now: datetime) -> list[Known]:
    places = [(each.channel, each.address, each.kind) for each in said]
    here = await chats.find_or_make_all(session, desk.sealer, places)
    speakers = [(chat.id, _key(desk.sealer, each)) for chat, each in zip(here, said, strict=True)]
    contexts = await conversations.load_all(session, speakers, now)
    ids = {chat.id for chat in here}
    followed = await subscriptions.following_all(session, ids, now)
    member = await teams.of_chats(session, ids)
    notices = {own: await _notices(desk.base.pack.gazetteer, session, own, now) for own in {*member.values()}}
    return [
        Known(chat, speaker, context, _person(chat, each, followed[chat.id]), member[chat.id], notices[member[chat.id]])
        for chat, speaker, context, each in zip(here, speakers, contexts, said, strict=True)
    ]


async def _turn(desk: Desk, session: AsyncSession, said: Said, known: Known, now: datetime) -> Turn:
    message = said.message
    turn = respond(desk.base, known.person, known.context, message, now, known.notices)
    if identifier := identifier_in(message):
        checked = await check(session, identifier, turn.reply.lang, now, known.teams)
        turn = replace(turn, reply=replace(turn.reply, lines=(*checked, *turn.reply.lines)))
    if reply := await opened(session, known.chat.id, message, turn.reply.lang, now, known.teams, desk.base_url):
        turn = replace(turn, reply=reply, effects=(), context=known.context)
    if lines := await about_teams(session, known.chat.id, message, turn.reply.lang, now):
        turn = replace(turn, reply=Reply(lines, turn.reply.lang), effects=(), context=known.context)
    return turn


def _key(sealer: Sealer, said: Said) -> str:
    return sealer.lookup_key("speaker", f"{said.channel}:{said.speaker}").hex()


def _person(chat: Chat, said: Said, followed: Sequence[Subscription]) -> Person:
    return Person(
        channel=chat.channel,
        chosen=chat.language,
        recognised=chat.recognised,
        hint=said.hint,
        group=said.group,
        may_subscribe=said.may_subscribe,
        following=tuple(Following(item.place, item.least, item.daily) for item in followed if not item.exercise),
        exercises=any(item.exercise for item in followed),
        discreet=chat.discreet,
    )


async def _notices(gazetteer: Gazetteer, session: AsyncSession, own: Collection[int], now: datetime) -> Notices:
    """The alerts in force for places, in the order given. Siblings never match."""
    in_force = await alerts.in_force(session, None, now, teams=own)

    def notices(places: Collection[str], lang: Lang) -> tuple[Line, ...]:
        return tuple(band(alert, lang, now) for alert in in_force if gazetteer.agree(places, alert.places))

    return notices


async def _remember(
    session: AsyncSession,
    base: Base,
    said: Sequence[Said],
    known: Sequence[Known],
    turns: Sequence[Turn],
    now: datetime,
) -> None:
    """Effects, contexts and languages; nothing at all of a chat that asked to be forgotten."""
    contexts: dict[Speaker, Context] = {}
    languages: dict[int, Lang] = {}
    for each, about, turn in zip(said, known, turns, strict=True):
        if about.chat.state == "blocked":  # who writes can be written to
            await chats.unblock(session, about.chat.id)
        for effect in turn.effects:
            await _apply(session, about.chat.id, effect, now)
        if any(isinstance(effect, DeleteMe) for effect in turn.effects):
            continue
        contexts[about.speaker] = turn.context
        # Until three words tell more, the phone's language; what is pushed uses it too.
        recognised = _recognised(base, each.message) or about.chat.recognised or each.hint
        if recognised and recognised != about.chat.recognised:
            languages[about.chat.id] = recognised
    await chats.set_recognised(session, languages)
    await conversations.save_all(session, contexts, now)
    topics = [effect.topic for turn in turns for effect in turn.effects if isinstance(effect, CountUnanswered)]
    await unanswered.count(session, topics, now)


def _recognised(base: Base, message: Message) -> Lang | None:
    """The language of words, where there are enough of them."""
    if not isinstance(message, Words) or len(tokens(message.text[:CUT])) < SURE_WORDS:
        return None
    return base.recogniser.recognise(message.text[:CUT])


async def _apply(session: AsyncSession, chat_id: int, effect: Effect, now: datetime) -> None:
    match effect:
        case Subscribe(place, least, daily):
            await subscriptions.follow(session, chat_id, place, least, now, daily=daily)
        case Unsubscribe(None):
            await subscriptions.end_all(session, chat_id, "asked", now)
        case Unsubscribe(str() as place):
            await subscriptions.unfollow(session, chat_id, place, now)
        case TakePart(str() as place):
            await subscriptions.follow(session, chat_id, place, Severity.MINOR, now, exercise=True)
        case TakePart(None):
            await subscriptions.leave_exercises(session, chat_id, now)
        case ChooseLanguage(lang):
            await chats.set_language(session, chat_id, lang)
        case SetDiscreet(on):
            await chats.set_discreet(session, chat_id, on)
        case LeaveQuestion(text, lang):
            await unanswered.leave(session, text, lang, "left", now)
        case CountUnanswered():
            pass  # counted with those of others
        case DeleteMe():
            await chats.forget(session, chat_id)
