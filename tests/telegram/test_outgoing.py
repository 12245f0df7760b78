"""An answer waits for the way out as long as it takes, and is repeated a few times where nobody knows."""

import asyncio

import pytest
from telegram.error import TelegramError

from bot.conversation.reply import Line, Reply
from bot.telegram import outgoing
from bot.telegram.client import Client, connect
from bot.telegram.outgoing import UNCLEAR, send
from bot.telegram.updates import Where
from tests.telegram.double import TOKEN, Double, Fault

AWA = 5_550_001_234
ANSWER = Reply((Line("The airport closed on 17 September 2024."),), "en")


@pytest.fixture
def client(double: Double, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(outgoing, "PAUSES", (0.01, 0.02))
    monkeypatch.setattr(outgoing, "UNCLEAR", (0.01,) * len(UNCLEAR))
    double.world.chat(AWA)
    return connect(TOKEN, double.url)


async def test_without_a_way_out_it_waits_until_there_is_one(double: Double, client: Client) -> None:
    await double.stop()
    async with client._request[1]:
        sending = asyncio.create_task(send(client, Where(str(AWA)), ANSWER, 1))
        await asyncio.sleep(0.5)
        assert not sending.done()
        await double.start(port=int(double.url.rpartition(":")[2]))
        await sending
    assert len(double.world.texts(AWA)) == 1


async def test_a_refused_token_is_waited_out(double: Double, client: Client) -> None:
    double.fail("sendMessage", *[Fault(401, "Unauthorized")] * 20)
    async with client._request[1]:
        await send(client, Where(str(AWA)), ANSWER, 1)
    assert len(double.world.texts(AWA)) == 1


@pytest.mark.parametrize("fault", [Fault(504, after=True), Fault(html=True, after=True)], ids=["gave up", "a page"])
async def test_without_a_clear_reply_a_few_copies_go_out_and_no_more(
    double: Double, client: Client, fault: Fault
) -> None:
    double.fail("sendMessage", *[fault] * 99)
    async with client._request[1]:
        with pytest.raises(TelegramError):
            await send(client, Where(str(AWA)), ANSWER, 1)
    assert len(double.world.texts(AWA)) == 1 + len(UNCLEAR)
