"""Turns of different chats that come at the same time share one transaction: each commit waits for the disk."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.reply import Reply
from bot.dialogue import Desk, Said, converse_all
from db.writer import Writer

MOST = 16  # turns in one transaction: some 50 ms, in which SQLite's only writer keeps others waiting


class Turns:
    """Answers as `converse` does. A turn that fails does not fail those that it was taken together with."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._writer = Writer(desk.database.unit_of_work)
        self._room = asyncio.Semaphore(MOST)

    async def __call__(self, said: Said) -> Reply:
        """Raises: what the turn raises; then nothing of it was kept."""
        async with self._room:
            return await self._writer.put(self._converse, said)

    async def _converse(self, session: AsyncSession, said: Sequence[Said]) -> Sequence[Reply]:
        return await converse_all(self._desk, session, said)
