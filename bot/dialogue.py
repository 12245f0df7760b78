"""One turn of a dialogue, whatever the channel: what is known of the chat, the answer, what it changes, all or nothing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.checking import check, identifier_in
from bot.conversation.message import Message, Words
from bot.conversation.reply import (
    ChooseLanguage,
    CountUnanswered,
    DeleteMe,
    Effect,
    Following,
    Line,
    Person,
    Reply,
    SetDiscreet,
    Subscribe,
    Turn,
    Unsubscribe,
)
from bot.conversation.respond import Notices, respond
from bot.render import band
from db import alerts, chats, conversations, subscriptions, unanswered
from db.chats import Chat, Kind
from db.sealing import Sealer
from db.session import Database
from knowledge.alert import Alert
from knowledge.base import Base
from knowledge.entry import Lang
from knowledge.place import Gazetteer
from knowledge.text import CUT, tokens

SURE_WORDS = 3  # from so many words on, a recognised language is remembered


@dataclass(frozen=True)
class Desk:
    """What it takes to hold a dialogue."""

    base: Base
    database: Database
    sealer: Sealer
    clock: Callable[[], datetime]


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
    """Answer a message and do what the answer says, in one unit of work.

    `speaker` is whoever speaks in the chat, by the channel's own id; only its key is kept.
    """
    now = desk.clock()
    async with desk.database.unit_of_work() as session:
        chat = await chats.find_or_make(session, desk.sealer, channel, address, kind)
        if chat.state == "blocked":  # who writes can be written to
            await chats.unblock(session, chat.id)
        if hint and not chat.recognised:  # until three words tell more, what is pushed uses it too
            await chats.set_recognised(session, chat.id, hint)
        key = desk.sealer.lookup_key("speaker", f"{channel}:{speaker}").hex()
        context = await conversations.load(session, chat.id, key, now)
        person = await _person(session, chat, hint, now, may_subscribe=may_subscribe, group=group)
        notices = _notices(desk.base.pack.gazetteer, await alerts.in_force(session, None, now), now)
        turn = respond(desk.base, person, context, message, now, notices)
        if identifier := identifier_in(message):
            checked = await check(session, identifier, turn.reply.lang, now)
            turn = replace(turn, reply=replace(turn.reply, lines=(*checked, *turn.reply.lines)))
        await _remember(session, desk.base, chat.id, key, message, turn, now)
    return turn.reply


async def _person(
    session: AsyncSession,
    chat: Chat,
    hint: Lang | None,
    now: datetime,
    *,
    may_subscribe: bool,
    group: bool,
) -> Person:
    followed = await subscriptions.following(session, chat.id, now)
    return Person(
        channel=chat.channel,
        chosen=chat.language,
        recognised=chat.recognised,
        hint=hint,
        group=group,
        may_subscribe=may_subscribe,
        following=tuple(Following(item.place, item.least) for item in followed),
        discreet=chat.discreet,
    )


def _notices(gazetteer: Gazetteer, in_force: Collection[Alert], now: datetime) -> Notices:
    """The alerts in force for places, in the order given. Siblings never match."""

    def notices(places: Collection[str], lang: Lang) -> tuple[Line, ...]:
        return tuple(band(alert, lang, now) for alert in in_force if gazetteer.agree(places, alert.places))

    return notices


async def _remember(
    session: AsyncSession,
    base: Base,
    chat_id: int,
    key: str,
    message: Message,
    turn: Turn,
    now: datetime,
) -> None:
    """Effects, context and language; nothing at all of a chat that asked to be forgotten."""
    for effect in turn.effects:
        await _apply(session, chat_id, effect, now)
    if any(isinstance(effect, DeleteMe) for effect in turn.effects):
        return
    await conversations.save(session, chat_id, key, turn.context, now)
    if isinstance(message, Words) and len(tokens(message.text[:CUT])) >= SURE_WORDS:
        recognised = base.recogniser.recognise(message.text[:CUT])
        if recognised:
            await chats.set_recognised(session, chat_id, recognised)


async def _apply(session: AsyncSession, chat_id: int, effect: Effect, now: datetime) -> None:
    match effect:
        case Subscribe(place, least):
            await subscriptions.follow(session, chat_id, place, least, now)
        case Unsubscribe(None):
            await subscriptions.end_all(session, chat_id, "asked", now)
        case Unsubscribe(str() as place):
            await subscriptions.unfollow(session, chat_id, place, now)
        case ChooseLanguage(lang):
            await chats.set_language(session, chat_id, lang)
        case SetDiscreet(on):
            await chats.set_discreet(session, chat_id, on)
        case CountUnanswered(topic):
            await unanswered.count(session, topic, now)
        case DeleteMe():
            await chats.forget(session, chat_id)
