"""While nothing can be stored there are no notes either: linked operators hear of it directly, and when it is over."""

import asyncio
import logging

from telegram.error import TelegramError

from bot.conversation.reply import Line, Reply
from bot.dialogue import Desk
from bot.locales import say
from bot.telegram.client import Client
from bot.telegram.outgoing import send
from bot.telegram.updates import Where
from db import chats, links, operators
from db.errors import AWAY
from knowledge.entry import Lang

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
LASTS = 5.0  # seconds between the first and the last refusal: a single one is passing trouble


async def warn(desk: Desk, client: Client) -> None:
    """Tell them until cancelled. What was said is not kept: who is told twice after a restart hears what is so."""
    told = False
    while True:
        await asyncio.sleep(LOOK_EVERY)
        fault = desk.database.takes_nothing
        if fault and not told and fault.seen - fault.since >= LASTS:
            told = await _tell(desk, client, "telegram.nothing_stored", why=fault.why)
        elif told and not fault:
            told = not await _tell(desk, client, "telegram.stored_again")


async def _tell(desk: Desk, client: Client, key: str, **values: str) -> bool:
    """False where the database cannot even be read, and so nobody is known."""
    try:
        linked = await _linked(desk)
    except AWAY:
        return False
    for address, lang in linked:
        try:
            await send(client, Where(address), Reply((Line(say(key, lang, **values)),), lang), 0)
        except TelegramError as problem:
            log.error("an operator was not told on the phone (%s)", type(problem).__name__)
    return True


async def _linked(desk: Desk) -> list[tuple[str, Lang]]:
    async with desk.database.reading() as session:
        found = {
            await chats.address_of(session, desk.sealer, link.chat_id): await operators.get(session, link.operator_id)
            for link in await links.linked(session)
        }
    return [(address, operator.language) for address, operator in found.items() if address]
