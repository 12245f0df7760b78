"""Webhook mode from the front door: Telegram brings updates over HTTP to the real web server, on both databases."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.dialogue import Desk
from bot.telegram.client import connect
from bot.telegram.hook import Hook
from bot.telegram.serving import Telegram
from bot.web.public import public_app
from bot.web.server import served
from bot.web.wake import Wake
from bot.web.webhook import HEADER, LARGEST, path_of, webhook_route
from db.sealing import Sealer
from db.session import Database
from tests.telegram.double import TOKEN, Double, Fault
from tests.telegram.parts import clock, shipped
from tests.telegram.waiting import until

SECRET = "a-secret_of-the-webhook"
AWA, IBRAHIM = 5_550_001_234, 5_550_005_678


@dataclass
class Scene:
    """The double, and the server to whose address it brings updates."""

    double: Double
    telegram: Telegram
    database: Database
    address: str

    async def answers(self, chat: int, count: int = 1) -> list[str]:
        await until(lambda: len(self.double.world.seen(chat)) >= count)
        return self.double.world.texts(chat)

    async def post(self, body: bytes, headers: Mapping[str, str] = MappingProxyType({})) -> int:
        """Somebody posts to the address; the status."""
        given = {HEADER: SECRET, "Content-Type": "application/json", **headers}
        async with aiohttp.ClientSession() as session, session.post(self.address, data=body, headers=given) as answer:
            return answer.status

    async def stored(self) -> int:
        async with self.database.reading() as session:
            return int(await session.scalar(text("SELECT count(*) FROM intake")) or 0)


@pytest.fixture
async def scene(database: Database, sealer: Sealer) -> AsyncIterator[Scene]:
    double, listening = Double(), socket.create_server(("127.0.0.1", 0))
    await double.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    desk = Desk(shipped(), database, sealer, clock)
    telegram = Telegram(desk, connect(TOKEN, double.url), Hook(url + path_of(SECRET), SECRET))
    app = public_app(desk, Wake(), base_url=url)
    app.router.routes.append(webhook_route(SECRET, telegram.intake))
    async with served(app, listening, None):
        tasks = [asyncio.create_task(telegram.answer()), asyncio.create_task(telegram.fetch())]
        await until(lambda: double.webhook is not None)
        yield Scene(double, telegram, database, url + path_of(SECRET))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await telegram.close()
    await double.stop()


def update(number: int, person: int = AWA, words: str = "/privacy", **extra: Any) -> bytes:
    """A message as Telegram writes it."""
    body = {
        "message_id": number,
        "date": 1_726_554_600,
        "text": words,
        "chat": {"id": person, "type": "private"},
        "from": {"id": person, "is_bot": False, "first_name": "Awa"},
    }
    return json.dumps({"update_id": number, "message": body, **extra}).encode()


async def test_what_people_ask_is_brought_stored_and_answered(scene: Scene) -> None:
    scene.double.world.says(AWA, "how many people died?")
    scene.double.world.says(IBRAHIM, "ya eu combien de morts ?", lang="fr")
    [english], [french] = await scene.answers(AWA), await scene.answers(IBRAHIM)
    assert "77" in english
    assert "77" in french
    [asked] = scene.double.asked("setWebhook")
    assert "drop_pending_updates" not in asked or not asked["drop_pending_updates"]
    assert set(asked["allowed_updates"]) == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert await scene.stored() == 2


async def test_messages_of_one_chat_are_answered_in_their_order(scene: Scene) -> None:
    for words in ("/language", "/privacy", "/help"):
        scene.double.world.says(AWA, words)
    together = await scene.answers(AWA, 3)
    alone = []
    for person, words in ((1, "/language"), (2, "/privacy"), (3, "/help")):
        scene.double.world.says(person, words)
        alone += await scene.answers(person)
    assert together == alone


async def test_a_repeated_update_is_acknowledged_and_answered_once(scene: Scene) -> None:
    scene.double.world.chat(AWA)
    assert [await scene.post(update(7)) for _ in range(3)] == [200, 200, 200]
    await scene.answers(AWA)
    scene.double.world.says(IBRAHIM, "/help")
    await scene.answers(IBRAHIM)
    assert len(scene.double.world.seen(AWA)) == 1


async def chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


WRONG: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "wrong secret": (404, update(1), {HEADER: "a-secret_of-the-webhoo"}),
    "no secret": (404, update(1), {HEADER: ""}),
    "not ASCII": (404, update(1), {HEADER: "é"}),
    "not JSON's type": (415, update(1), {"Content-Type": "text/plain"}),
    "too large": (413, b'{"update_id": 1, "x": "' + b"x" * LARGEST + b'"}', {}),
    "not JSON": (400, b"not json", {}),
    "a list": (400, b"[1]", {}),
    "a word for a number": (400, b'{"update_id": "1"}', {}),
    "negative": (400, b'{"update_id": -1}', {}),
    "too high": (400, b'{"update_id": 9223372036854775808}', {}),
    "nested": (400, b'{"update_id": 1, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", {}),
    "endless number": (400, b'{"update_id": ' + b"1" * 5000 + b"}", {}),
}


async def test_what_is_not_telegram_s_is_refused_and_not_stored(scene: Scene) -> None:
    found = {name: await scene.post(body, headers) for name, (_, body, headers) in WRONG.items()}
    assert found == {name: status for name, (status, _, _) in WRONG.items()}
    assert await scene.stored() == 0


async def test_a_body_without_a_length_is_cut_off_and_other_methods_find_nothing(scene: Scene) -> None:
    headers = {HEADER: SECRET, "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session:
        large = b'{"x": "' + b"x" * (3 * LARGEST)
        async with session.post(scene.address, data=chunks(large), headers=headers) as answer:
            assert answer.status == 413
        for method in ("GET", "PUT", "DELETE"):
            async with session.request(method, scene.address, headers=headers) as answer:
                assert answer.status == 404
    assert await scene.stored() == 0


async def test_while_the_database_is_down_telegram_is_told_to_bring_it_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = [True, True]

    def unit_of_work() -> Any:
        if down:
            down.pop()
            raise OperationalError("COMMIT", {}, OSError("the server closed the connection"))
        return scene.database.unit_of_work()

    monkeypatch.setattr(scene.telegram.intake._writer, "_unit_of_work", unit_of_work)
    scene.double.world.says(AWA, "/help")
    await scene.answers(AWA)
    assert scene.double.webhook is not None
    assert scene.double.webhook.answers == [503, 503, 200]


async def test_an_update_that_cannot_be_read_is_stored_and_stops_nobody(scene: Scene) -> None:
    scene.double.world.inject(callback_query={"id": "1", "data": "x", "from": {"id": AWA}, "message": "broken"})
    scene.double.world.says(IBRAHIM, "/help")
    await scene.answers(IBRAHIM)
    assert await scene.stored() == 2


async def test_one_person_s_flood_is_acknowledged_but_not_all_kept(scene: Scene) -> None:
    scene.double.latency = 0.2
    scene.double.world.chat(AWA)
    statuses = await asyncio.gather(*(scene.post(update(number)) for number in range(1, 61)))
    assert set(statuses) == {200}
    assert await scene.stored() <= 25  # 20 unfinished, and what was answered meanwhile


async def test_a_webhook_that_somebody_took_away_is_set_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.telegram.hook.LOOK_AGAIN", 0.01)
    fetching = asyncio.create_task(scene.telegram.fetch())
    await scene.double.delete_webhook({})
    await until(lambda: scene.double.webhook is not None)
    scene.double.fail("getWebhookInfo", Fault(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook"))
    await until(lambda: "ADVISORY_BASE_URL" in caplog.text)
    fetching.cancel()
    await asyncio.gather(fetching, return_exceptions=True)
    assert SECRET not in caplog.text
