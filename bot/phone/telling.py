"""Notes to operators go to their linked chats; an advisory that waits comes whole, with its buttons."""

import asyncio
import logging
from contextlib import suppress
from functools import partial

from telegram.error import BadRequest, Forbidden, TelegramError

from bot import noting
from bot.conversation.reply import Line, Reply
from bot.dialogue import Desk
from bot.phone import deciding
from bot.telegram.client import Client
from bot.telegram.outgoing import send
from bot.telegram.patience import surely
from bot.telegram.updates import Where
from db import alerts, chats, links, notes, operators
from db.links import Link
from db.notes import Note
from knowledge.entry import Lang

log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0  # seconds after which notes are looked for without being told


class Teller:
    """Tells operators on the phone what the console tells them; the leader runs it."""

    def __init__(self, desk: Desk, client: Client) -> None:
        self._desk = desk
        self._client = client
        self._news = asyncio.Event()

    def wake(self) -> None:
        """There may be a note."""
        self._news.set()

    async def run(self) -> None:
        """Tell until cancelled. A note that Telegram did not take comes again with the next look."""
        while True:
            self._news.clear()
            for link in await surely(self._linked):
                await self._tell(link)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._news.wait()

    async def _linked(self) -> tuple[Link, ...]:
        async with self._desk.database.reading() as session:
            return await links.linked(session)

    async def _tell(self, link: Link) -> None:
        """Everything that one operator was not told yet, oldest first."""
        async with self._desk.database.reading() as session:
            waiting = await notes.to_send(session, link.operator_id)
            address = await chats.address_of(session, self._desk.sealer, link.chat_id)
        for note in waiting if address else ():
            try:
                await send(self._client, Where(address or ""), await self._reply(link, note), note.id)
            except (BadRequest, Forbidden) as problem:  # it would be refused again
                log.error("operator %d is told by the console alone (%s)", link.operator_id, type(problem).__name__)
            except TelegramError as problem:
                log.warning("note %d waits (%s)", note.id, type(problem).__name__)
                return
            await surely(partial(self._sent, link, note))

    async def _reply(self, link: Link, note: Note) -> Reply:
        async with self._desk.database.reading() as session:
            operator = await operators.get(session, link.operator_id)
            if note.kind == "approval_wanted":
                record = await alerts.get(session, int(note.subject.rpartition(":")[2]))
                if record.state == "in_review":
                    return await deciding.request(session, self._desk, record, operator.language)
            names = {each.id: each.name for each in await operators.everybody(session)}
        return _sentence(note, names, operator.language)

    async def _sent(self, link: Link, note: Note) -> None:
        async with self._desk.database.unit_of_work() as session:
            await notes.sent(session, link.operator_id, [note.id], self._desk.clock())


def _sentence(note: Note, names: dict[int, str], lang: Lang) -> Reply:
    return Reply((Line(noting.note(note, names, lang)),), lang)
