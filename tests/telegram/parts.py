"""The real Telegram side around the double: what tests of whole dialogues start with."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.dialogue import Desk
from bot.telegram.client import connect
from bot.telegram.serving import serve
from db.sealing import Sealer
from db.session import Database
from knowledge.base import Base
from tests.index import FOLDER
from tests.telegram.double import TOKEN, Double
from tests.telegram.waiting import until
from tests.telegram.world import World


@cache
def shipped() -> Base:
    """The shipped content, indexed once for all tests of a machine."""
    return Base.open(cache=FOLDER)


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Scene:
    """The double with the bot at work on it."""

    double: Double
    desk: Desk
    task: asyncio.Task[None]

    @property
    def world(self) -> World:
        return self.double.world

    async def answers(self, chat: int, count: int = 1) -> list[dict[str, Any]]:
        """The bot's messages in a chat, as soon as there are so many."""
        await self.until(lambda: len(self.world.seen(chat)) >= count)
        return self.world.seen(chat)

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait for something that must come true while the bot is at work."""
        await until(lambda: reached() or self.task.done())
        if self.task.done():
            self.task.result()

    async def ask(self, user: int, text: str, **extra: Any) -> str:
        """Say something and read the answer."""
        before = len(self.world.seen(extra.get("chat") or user))
        self.world.says(user, text, **extra)
        return str((await self.answers(extra.get("chat") or user, before + 1))[-1]["text"])

    async def tap(self, user: int, message: dict[str, Any], data: str, **extra: Any) -> str:
        """Tap and read the answer."""
        chat = message["chat"]["id"]
        before = len(self.world.seen(chat))
        self.world.taps(user, message, data, **extra)
        return str((await self.answers(chat, before + 1))[-1]["text"])

    async def quiet(self) -> None:
        """Until everything said so far was handled: a stranger's message, sent last, is answered."""
        self.world.later += 0.001
        stranger = 4_000_000_000 + len(self.world.chats)
        await self.ask(stranger, "/help")


@asynccontextmanager
async def serving(database: Database, sealer: Sealer, double: Double) -> AsyncIterator[Scene]:
    """The bot reads and answers while this is entered."""
    desk = Desk(shipped(), database, sealer, clock)
    task = asyncio.create_task(serve(desk, connect(TOKEN, double.url)))
    try:
        yield Scene(double, desk, task)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def labels(message: dict[str, Any]) -> list[list[str]]:
    """The rows of buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def actions(message: dict[str, Any]) -> list[str]:
    """What the buttons under a message send."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row]
