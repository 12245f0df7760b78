"""Answers are counted as they leave, and Telegram's wish for quiet holds what is pushed."""

import asyncio

import pytest
from telegram.error import RetryAfter

from bot.pacing import Pace
from bot.telegram.client import connect
from bot.telegram.metered import MeteredRequest
from tests.telegram.double import TOKEN, Double, Fault

AWA = 5_550_001_234


async def test_each_answer_takes_its_place_in_the_pace_and_other_calls_do_not(double: Double) -> None:
    pace = Pace(25)
    double.world.chat(AWA)
    async with connect(TOKEN, double.url, MeteredRequest(pace)) as client:
        assert len(pace._answered) == 0
        message = await client.send_message(AWA, "Bonjour")
        await client.edit_message_text("Bonsoir", AWA, message.message_id)
    assert len(pace._answered) == 2


async def test_an_answer_to_a_group_that_telegram_has_wait_holds_nobody_else(double: Double) -> None:
    pace, group = Pace(25), -5_550_001_234
    double.world.chat(group, "supergroup")
    double.fail("sendMessage", Fault(429, "Too Many Requests: retry after 7", {"retry_after": 7}))
    async with connect(TOKEN, double.url, MeteredRequest(pace)) as client:
        with pytest.raises(RetryAfter):
            await client.send_message(group, "Bonjour")
    assert pace.held(asyncio.get_running_loop().time()) == 0


async def test_an_answer_that_telegram_has_wait_holds_what_is_pushed_as_long(double: Double) -> None:
    pace = Pace(25)
    double.world.chat(AWA)
    double.fail("sendMessage", Fault(429, "Too Many Requests: retry after 7", {"retry_after": 7}))
    async with connect(TOKEN, double.url, MeteredRequest(pace)) as client:
        with pytest.raises(RetryAfter):
            await client.send_message(AWA, "Bonjour")
    assert 6 < pace.held(asyncio.get_running_loop().time()) <= 7
