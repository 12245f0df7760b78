"""What is done with one update."""

import asyncio
import logging
from functools import partial
from typing import Any

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.conversation.danger import in_danger
from bot.conversation.message import Location, Words
from bot.conversation.reply import Line, Reply
from bot.dialogue import Desk, Said
from bot.locales import say
from bot.phone.hearing import hear
from bot.telegram.client import Client
from bot.telegram.limits import Limits, Verdict
from bot.telegram.outgoing import chat_is_gone, send
from bot.telegram.updates import (
    CHANNEL,
    Incoming,
    Left,
    Moved,
    Returned,
    Where,
    chat_of,
    hint,
    read,
)
from bot.turns import Turns
from db import chats, subscriptions
from knowledge.entry import Lang

log = logging.getLogger(__name__)

APOLOGY = 5.0  # seconds in which it goes out, or does not: others wait meanwhile
_ADMINISTERS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def handle(desk: Desk, client: Client, turns: Turns, limits: Limits, update_id: int, raw: dict[str, Any]) -> None:
    """Read an update and do what it asks.

    Raises: anything, where the update cannot be read or Telegram cannot be reached; it may be handled again.
    """
    match read(Update.de_json(raw, client), client.bot):
        case Incoming() as incoming:
            await _answer(desk, client, turns, limits, incoming, update_id)
        case Moved(old, new):
            await move(desk, old, new)
        case Left(chat):
            await leave(desk, chat)
        case Returned(chat):
            await _return(desk, chat)
        case None:
            pass


async def apologise(client: Client, update_id: int, raw: dict[str, Any]) -> None:
    """Tell a person that their message could not be handled, as far as the update says who it was."""
    body = raw.get("message") or raw.get("callback_query")
    if not isinstance(body, dict) or chat_of(raw).startswith("update:"):
        return
    lang = hint((body.get("from") or {}).get("language_code")) or "en"
    try:
        async with asyncio.timeout(APOLOGY):
            await send(client, Where(chat_of(raw)), Reply((Line(say("telegram.failed", lang)),), lang), update_id)
    except (TelegramError, TimeoutError) as refused:
        log.warning("update %d: no apology either (%s)", update_id, type(refused).__name__)


async def move(desk: Desk, old: str, new: str) -> None:
    """A group became a supergroup: the chat goes on under its new address."""
    async with desk.database.unit_of_work() as session:
        chat = await chats.find(session, desk.sealer, CHANNEL, old)
        if chat:
            await chats.move_to(session, desk.sealer, chat.id, new, desk.clock())


async def leave(desk: Desk, address: str) -> None:
    """The bot was blocked or removed: nothing is sent there, and what was followed ends."""
    now = desk.clock()
    async with desk.database.unit_of_work() as session:
        chat = await chats.find(session, desk.sealer, CHANNEL, address)
        if chat:
            await chats.block(session, chat.id, "blocked")
            await subscriptions.end_all(session, chat.id, "blocked", now)


async def _return(desk: Desk, address: str) -> None:
    """The bot was let in again; what was followed before stays ended until it is asked for."""
    async with desk.database.unit_of_work() as session:
        chat = await chats.find(session, desk.sealer, CHANNEL, address)
        if chat and chat.state == "blocked":
            await chats.unblock(session, chat.id)


async def _answer(desk: Desk, client: Client, turns: Turns, limits: Limits, incoming: Incoming, update_id: int) -> None:
    verdict = limits.judge(incoming.person, incoming.sent_at or desk.clock(), danger=partial(_danger, incoming))
    slower = say("telegram.slower", _lang(desk, incoming)) if verdict is Verdict.TELL else None
    if incoming.tap:
        await _stop_spinning(client, incoming.tap, slower)
    if verdict is Verdict.ANSWER:
        reply = await hear(desk, client, incoming) or await _converse(turns, client, incoming)
        await _reply(desk, client, incoming, reply, update_id)
        await _forget_location(client, incoming)
    elif slower and not incoming.tap:
        await _reply(desk, client, incoming, Reply((Line(slower),), _lang(desk, incoming)), update_id)


async def _converse(turns: Turns, client: Client, incoming: Incoming) -> Reply:
    return await turns(
        Said(
            channel=CHANNEL,
            address=incoming.where.chat,
            kind=incoming.kind,
            speaker=str(incoming.user),
            message=incoming.message,
            hint=incoming.hint,
            may_subscribe=not incoming.group or await _administers(client, incoming),
            group=incoming.group,
        )
    )


async def _reply(desk: Desk, client: Client, incoming: Incoming, reply: Reply, update_id: int) -> None:
    """Send the answer where the question came from, or learn that nobody is there any more."""
    try:
        await send(client, incoming.where, reply, update_id)
    except ChatMigrated as moved:
        new = str(moved.new_chat_id)
        await move(desk, incoming.where.chat, new)
        await send(client, Where(new), reply, update_id)
    except (BadRequest, Forbidden) as refused:
        if not chat_is_gone(refused):
            raise
        await leave(desk, incoming.where.chat)


async def _stop_spinning(client: Client, tap: str, text: str | None) -> None:
    """Every tap is answered, before anything that could go wrong; one that is too old is past answering."""
    try:
        await client.answer_callback_query(tap, text)
    except TelegramError as refused:
        log.debug("a tap could not be answered (%s)", type(refused).__name__)


async def _administers(client: Client, incoming: Incoming) -> bool:
    if incoming.anonymous:
        return True
    try:
        member = await client.get_chat_member(incoming.where.chat, incoming.user)
    except TelegramError:
        return False  # who cannot be shown to administer the group does not decide for it
    return member.status in _ADMINISTERS


async def _forget_location(client: Client, incoming: Incoming) -> None:
    """A position leaves the chat as soon as it is answered, where Telegram allows it."""
    if not isinstance(incoming.message, Location) or incoming.message_id is None:
        return
    try:
        await client.delete_message(incoming.where.chat, incoming.message_id)
    except TelegramError as refused:
        log.debug("a position could not be deleted (%s)", type(refused).__name__)


def _danger(incoming: Incoming) -> bool:
    return isinstance(incoming.message, Words) and in_danger(incoming.message.text)


def _lang(desk: Desk, incoming: Incoming) -> Lang:
    """For a sentence outside the dialogue: that of the words, else the phone's."""
    if isinstance(incoming.message, Words):
        return desk.base.language(incoming.message.text, incoming.hint)
    return incoming.hint or "en"
