"""What a message in a private chat means where the chat is an operator's: a link code, a tap, a PIN, /status."""

import logging

from telegram.error import TelegramError

from bot.conversation.message import Command, Tap, Words
from bot.conversation.reply import Reply
from bot.dialogue import Desk
from bot.phone import deciding, pins
from bot.phone.showing import PREFIX, sentence
from bot.telegram.client import Client
from bot.telegram.updates import CHANNEL, Incoming
from db import chats, links, operators
from db.links import Link
from db.refusals import Refused
from knowledge.entry import Lang

log = logging.getLogger(__name__)

LINK = "o-"  # of a deep link's payload


async def hear(desk: Desk, client: Client, incoming: Incoming) -> Reply | None:
    """The answer to an operator; None where the message is anybody's, and the dialogue answers it."""
    if incoming.group:
        return None
    try:
        match incoming.message:
            case Command("link", code) if code:
                return await _link(desk, incoming, code)
            case Command("start", code) if code.startswith(LINK):
                return await _link(desk, incoming, code.removeprefix(LINK))
            case Command("status"):
                own = await _own(desk, incoming)
                return await deciding.standing(desk, own[1]) if own else None
            case Tap(action) if action.startswith(PREFIX):
                own = await _own(desk, incoming)
                return await deciding.tapped(desk, own[0], action, own[1]) if own else None
            case Words(text, forwarded=False) if pins.FORM.fullmatch(text):
                return await _pin(desk, client, incoming, text)
    except Refused as problem:
        own = await _own(desk, incoming)
        return deciding.refused(problem, own[1] if own else incoming.hint or "en")
    return None


async def _link(desk: Desk, incoming: Incoming, code: str) -> Reply:
    async with desk.database.unit_of_work() as session:
        chat = await chats.find_or_make(session, desk.sealer, CHANNEL, incoming.where.chat, incoming.kind)
        linked = await links.link_chat(session, chat.id, code.strip(), desk.clock())
        lang = (await operators.get(session, linked.operator_id)).language if linked else incoming.hint or "en"
    return sentence("phone.linked" if linked else "phone.unknown_code", lang)


async def _own(desk: Desk, incoming: Incoming) -> tuple[Link, Lang] | None:
    """Whose chat it is and their language; None where it is nobody's, or suspended."""
    found = await _theirs(desk, incoming)
    return None if found is None or found[0].state == "suspended" else found


async def _theirs(desk: Desk, incoming: Incoming) -> tuple[Link, Lang] | None:
    """The same, suspended or not."""
    async with desk.database.reading() as session:
        chat = await chats.find(session, desk.sealer, CHANNEL, incoming.where.chat)
        link = await links.of_chat(session, chat.id) if chat else None
        return (link, (await operators.get(session, link.operator_id)).language) if link else None


async def _pin(desk: Desk, client: Client, incoming: Incoming, text: str) -> Reply | None:
    """Digits in an operator's chat: the message is deleted, right or wrong, asked for or not.

    They are tried only where a PIN was asked for: nobody learns from an answer which one it is.
    """
    own, now = await _theirs(desk, incoming), desk.clock()
    if own is None:
        return None
    link, lang = own
    await _delete(client, incoming)
    if link.state == "suspended":
        return sentence("phone.suspended", lang)
    async with desk.database.reading() as session:
        asked = await links.asked(session, link.chat_id, now)
    if asked is None:
        return sentence("phone.not_asked", lang)
    right = await pins.matches(link.pin_hash, text)
    async with desk.database.unit_of_work() as session:
        after = await links.pin_tried(session, link.operator_id, right, now)
    if after is None or after.state == "suspended":
        return sentence("phone.suspended", lang)
    return await deciding.proved(desk, link, asked[1], lang) if right else sentence("phone.wrong_pin", lang)


async def _delete(client: Client, incoming: Incoming) -> None:
    try:
        if incoming.message_id is not None:
            await client.delete_message(incoming.where.chat, incoming.message_id)
    except TelegramError as problem:
        log.warning("a message with a PIN could not be deleted (%s)", type(problem).__name__)
