"""Calls that fail: what certainly did not reach Telegram is told from what perhaps did."""

import asyncio

import pytest
from telegram.error import InvalidToken, NetworkError, TimedOut

from bot.telegram.client import connect
from bot.telegram.request import AiohttpRequest, never_left
from tests.telegram.double import TOKEN, Double, Fault

AWA = 5_550_001_234


async def failure(url: str, read: float = 5) -> NetworkError:
    async with AiohttpRequest(read=read) as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(f"{url}/bot{TOKEN}/sendMessage")
    assert TOKEN not in str(caught.value)
    return caught.value


async def test_a_refused_connection_never_left(double: Double) -> None:
    await double.stop()
    assert never_left(await failure(double.url))


async def test_a_cut_connection_may_have_delivered(double: Double) -> None:
    double.fail("sendMessage", Fault(reset=True))
    assert not never_left(await failure(double.url))


async def test_an_answer_that_does_not_come_may_have_delivered(double: Double) -> None:
    double.fail("sendMessage", Fault(hang=30))
    error = await failure(double.url, read=0.05)
    assert isinstance(error, TimedOut)
    assert not never_left(error)


async def test_an_answer_that_trickles_without_end_is_given_up(double: Double) -> None:
    double.fail("getUpdates", Fault(trickle=0.02))
    async with AiohttpRequest(read=0.2, connect=0.2) as request:
        with pytest.raises(TimedOut) as caught:
            await request.post(f"{double.url}/bot{TOKEN}/getUpdates")
    assert not never_left(caught.value)


async def test_waiting_for_a_free_connection_never_left(double: Double) -> None:
    double.latency = 30
    async with AiohttpRequest(pool=1, read=30, connect=0.05) as request:
        first = asyncio.create_task(request.post(f"{double.url}/bot{TOKEN}/getMe"))
        await asyncio.sleep(0.02)
        with pytest.raises(TimedOut) as caught:
            await request.post(f"{double.url}/bot{TOKEN}/getMe")
        assert never_left(caught.value)
        first.cancel()


async def test_a_refused_token_is_called_that_also_while_reading(double: Double) -> None:
    client = connect(TOKEN, double.url)
    await client.initialize()
    double.fail("getUpdates", Fault(401, "Unauthorized"))
    with pytest.raises(InvalidToken):
        await client.raw_updates(None, 0)
    await client.shutdown()
