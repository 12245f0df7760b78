"""How Telegram brings updates to a webhook: one in flight per chat, in order; chats side by side; again until a 2xx."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.telegram.wire import Params, Refused
from tests.telegram.world import World

AGAIN, LONGEST = 0.05, 2.0  # seconds before it is brought again, doubling; the real one begins at 1 and ends at 60
LOOK = 0.002  # seconds between looks for new updates


@dataclass
class Bringer:
    """Brings what happens in the world to one address; what it has in hand goes back there when it ends."""

    world: World
    url: str
    secret: str
    connections: int
    kinds: list[str] | None
    answers: list[int] = field(default_factory=list)  # the status of each attempt, 0 for none
    last_error: tuple[int, str] | None = None
    _queues: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)  # by chat, the first one is in flight
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Until cancelled."""
        connector = aiohttp.TCPConnector(limit=self.connections)
        async with aiohttp.ClientSession(connector=connector) as session:
            try:
                while True:
                    self._look(session)
                    await asyncio.sleep(LOOK)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                left = [update for queue in self._queues.values() for update in queue]
                self.world.updates = sorted([*left, *self.world.updates], key=lambda update: update["update_id"])

    @property
    def waiting(self) -> int:
        """How many were not yet taken by the bot."""
        return sum(map(len, self._queues.values()))

    def _look(self, session: aiohttp.ClientSession) -> None:
        arrived, self.world.updates = self.world.updates, []
        for update in arrived:
            chat = _chat(update)
            queue = self._queues.setdefault(chat, [])
            queue.append(update)
            if len(queue) == 1:
                task = asyncio.create_task(self._bring_all(session, chat))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _bring_all(self, session: aiohttp.ClientSession, chat: Any) -> None:
        queue = self._queues[chat]
        while queue:
            await self._bring(session, queue[0])
            queue.pop(0)
        del self._queues[chat]

    async def _bring(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> None:
        pause = AGAIN
        while not await self._once(session, update):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST)

    async def _once(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update, headers=headers) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, OSError):
            status = 0
        self.answers.append(status)
        if 200 <= status < 300:
            return True
        wrong = f"Wrong response from the webhook: {status}" if status else "Connection refused"
        self.last_error = (int(time.time()), wrong)
        return False


def bringer_for(world: World, params: Params) -> Bringer | None:
    """As setWebhook asks; None where its address is empty."""
    url, secret = str(params.get("url") or ""), str(params.get("secret_token") or "")
    if not url:
        return None
    if not url.startswith("https://") and not url.startswith("http://127.0.0.1:"):  # a local server takes plain HTTP
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    connections = int(params.get("max_connections") or 40)
    if not 1 <= connections <= 100:
        raise Refused(400, "Bad Request: max_connections must be between 1 and 100")
    return Bringer(world, url, secret, connections, params.get("allowed_updates"))


def info_of(bringer: Bringer | None, waiting: int) -> dict[str, Any]:
    """getWebhookInfo's answer."""
    waiting += bringer.waiting if bringer else 0
    body: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": waiting}
    if bringer is None:
        return body
    body |= {"url": bringer.url, "max_connections": bringer.connections}
    body |= {"allowed_updates": bringer.kinds} if bringer.kinds else {}
    if bringer.last_error:
        at, words = bringer.last_error
        body |= {"last_error_date": at, "last_error_message": words}
    return body


def _chat(update: dict[str, Any]) -> Any:
    """What keeps the order; an update without a chat stands for itself."""
    for body in update.values():
        message = body.get("message") or body if isinstance(body, dict) else None
        if isinstance(message, dict) and "chat" in message:
            return message["chat"]["id"]
    return update["update_id"]
