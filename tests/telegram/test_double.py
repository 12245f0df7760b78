"""The double refuses what the real Bot API refuses, in its very words."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.telegram.double import TOKEN, Double, Fault
from tests.telegram.waiting import until

AWA = 5_550_001_234
MARKUP_CASES = [
    ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
    ("é<b", "Unclosed start tag at byte offset 2"),
    ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("<b>a", "Can't find end tag corresponding to start tag b"),
]


async def call(double: Double, method: str, *, token: str = TOKEN, **params: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{double.url}/bot{token}/{method}", json=params) as answer,
    ):
        body: dict[str, Any] = await answer.json()
        assert body["ok"] == (answer.status == 200)
        return body


async def refusal(double: Double, method: str, **params: Any) -> str:
    return str((await call(double, method, **params))["description"])


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(double: Double) -> None:
    wrong = await call(double, "getMe", token="1:x")
    assert (wrong["error_code"], wrong["description"]) == (401, "Unauthorized: invalid token specified")
    assert await refusal(double, "sendNothing") == "Not Found: method not found"
    assert (await call(double, "GETME"))["result"]["username"]


@pytest.mark.parametrize(("text", "problem"), MARKUP_CASES)
async def test_markup_is_refused_with_the_byte_where_it_goes_wrong(double: Double, text: str, problem: str) -> None:
    double.world.chat(AWA)
    said = await refusal(double, "sendMessage", chat_id=AWA, text=text, parse_mode="HTML")
    assert said == f"Bad Request: can't parse entities: {problem}"


async def test_length_counts_utf16_units_after_the_markup_is_parsed(double: Double) -> None:
    double.world.chat(AWA)
    fits = "<b>" + "😀" * 2048 + "</b>"
    sent = await call(double, "sendMessage", chat_id=AWA, text=fits, parse_mode="HTML")
    assert sent["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
    assert (
        await refusal(double, "sendMessage", chat_id=AWA, text="😀" * 2048 + "a") == "Bad Request: message is too long"
    )
    assert await refusal(double, "sendMessage", chat_id=AWA, text="é" * 16_385) == "Bad Request: text is too long"


async def test_empty_texts_unknown_chats_and_bad_buttons_are_refused(double: Double) -> None:
    double.world.chat(AWA)
    assert await refusal(double, "sendMessage", text="a") == "Bad Request: chat_id is empty"
    assert await refusal(double, "sendMessage", chat_id=99, text="a") == "Bad Request: chat not found"
    empty = await refusal(double, "sendMessage", chat_id=AWA, text="<b> </b>", parse_mode="HTML")
    assert empty == "Bad Request: message text is empty"
    for data in ("", "é" * 33):
        keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": data}]]}
        said = await refusal(double, "sendMessage", chat_id=AWA, text="a", reply_markup=keyboard)
        assert said == "Bad Request: BUTTON_DATA_INVALID"


async def test_a_quoted_message_must_exist_unless_it_need_not(double: Double) -> None:
    double.world.chat(AWA)
    said = await refusal(double, "sendMessage", chat_id=AWA, text="a", reply_parameters={"message_id": 5})
    assert said == "Bad Request: message to be replied not found"
    lenient = {"message_id": 5, "allow_sending_without_reply": True}
    assert (await call(double, "sendMessage", chat_id=AWA, text="a", reply_parameters=lenient))["ok"]


async def test_an_edit_that_changes_nothing_is_refused(double: Double) -> None:
    double.world.chat(AWA)
    number = (await call(double, "sendMessage", chat_id=AWA, text="a"))["result"]["message_id"]
    same = await refusal(double, "editMessageText", chat_id=AWA, message_id=number, text="a")
    assert same.startswith("Bad Request: message is not modified: specified new message content")
    assert (await call(double, "editMessageText", chat_id=AWA, message_id=number, text="b"))["ok"]
    await call(double, "deleteMessage", chat_id=AWA, message_id=number)
    gone = await refusal(double, "editMessageText", chat_id=AWA, message_id=number, text="c")
    assert gone == "Bad Request: message to edit not found"


async def test_a_tap_is_answered_once_and_within_150_seconds(double: Double) -> None:
    message = double.world.message(AWA, "x")
    first, second = (double.world.taps(AWA, message, "q:a") for _ in range(2))
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert (await call(double, "answerCallbackQuery", callback_query_id=first))["ok"]
    assert await refusal(double, "answerCallbackQuery", callback_query_id=first) == old
    double.world.later = 151
    assert await refusal(double, "answerCallbackQuery", callback_query_id=second) == old


async def test_an_offset_acknowledges_and_nothing_else_does(double: Double) -> None:
    first = double.world.says(AWA, "a")
    second = double.world.says(AWA, "b")
    for _ in range(2):
        batch = (await call(double, "getUpdates"))["result"]
        assert [update["update_id"] for update in batch] == [first, second]
    batch = (await call(double, "getUpdates", offset=second))["result"]
    assert [update["update_id"] for update in batch] == [second]
    assert (await call(double, "getUpdates", offset=second + 1))["result"] == []


async def test_kinds_that_were_not_asked_for_do_not_come(double: Double) -> None:
    await call(double, "getUpdates", allowed_updates=["message"])
    double.world.membership(AWA, AWA, "kicked")
    assert (await call(double, "getUpdates"))["result"] == []


async def test_a_second_reader_ousts_the_first(double: Double) -> None:
    first = asyncio.create_task(refusal(double, "getUpdates", timeout=20))
    await until(lambda: bool(double.asked("getUpdates")))
    await call(double, "getUpdates", timeout=0)
    assert (await first).startswith("Conflict: terminated by other getUpdates request")
    double.webhook = "https://example.org"
    assert "webhook is active" in await refusal(double, "getUpdates")


async def test_a_group_that_moved_says_where(double: Double) -> None:
    double.world.group(-5).moved_to = -1005
    body = await call(double, "sendMessage", chat_id=-5, text="a")
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": -1005}


async def test_who_blocked_the_bot_cannot_be_written_to(double: Double) -> None:
    double.world.membership(AWA, AWA, "kicked")
    said = await refusal(double, "sendMessage", chat_id=AWA, text="a")
    assert said == "Forbidden: bot was blocked by the user"


async def test_a_cut_connection_may_still_have_delivered(double: Double) -> None:
    double.world.chat(AWA)
    double.fail("sendMessage", Fault(reset=True, after=True))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await call(double, "sendMessage", chat_id=AWA, text="a")
    assert double.world.texts(AWA) == ["a"]
