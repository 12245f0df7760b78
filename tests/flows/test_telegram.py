"""Telegram from the update to the answer: the real parts around the Bot API double, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.telegram import outgoing
from bot.telegram.client import connect
from bot.telegram.intake import TokenRefused
from bot.telegram.serving import Telegram
from db import chats, settings, subscriptions
from db.sealing import Sealer
from db.session import Database
from knowledge.alert import Severity
from tests.telegram.double import TOKEN, Double, Fault
from tests.telegram.parts import Scene, actions, labels, serving
from tests.telegram.waiting import until
from tests.telegram.world import BOT_NAME

AWA, IBRAHIM = 5_550_001_234, 5_550_005_678
GROUP = -987_654_321


@pytest.fixture
async def scene(database: Database, sealer: Sealer) -> AsyncIterator[Scene]:
    double = Double()
    await double.start()
    async with serving(database, sealer, double) as running:
        yield running
    await double.stop()


async def followed(scene: Scene, address: int) -> list[tuple[str, Severity]]:
    async with scene.desk.database.reading() as session:
        chat = await chats.find(session, scene.desk.sealer, "telegram", str(address))
        found = await subscriptions.following(session, chat.id, scene.desk.clock()) if chat else ()
    return [(item.place, item.least) for item in found]


async def state(scene: Scene, address: int) -> str | None:
    async with scene.desk.database.reading() as session:
        chat = await chats.find(session, scene.desk.sealer, "telegram", str(address))
    return chat.state if chat else None


async def test_start_answers_in_the_phone_s_language_and_says_that_nobody_reads(scene: Scene) -> None:
    english = await scene.ask(AWA, "/start", lang="en-GB")
    french = await scene.ask(IBRAHIM, "/start", lang="fr")
    assert "emergency service" in english
    assert "urgence" in french


async def test_a_question_is_answered_in_html_with_buttons_two_in_a_row_at_most(scene: Scene) -> None:
    text = await scene.ask(AWA, "how many people died?")
    message = scene.world.seen(AWA)[-1]
    assert "77" in text
    assert scene.double.asked("sendMessage")[-1]["parse_mode"] == "HTML"
    assert labels(message)
    assert all(len(row) <= 2 for row in labels(message))


async def test_a_tap_is_answered_and_its_button_stops_spinning(scene: Scene) -> None:
    await scene.ask(AWA, "how many people died?")
    message = scene.world.seen(AWA)[-1]
    data = next(action for action in actions(message) if action.startswith("q:"))
    query = scene.world.taps(AWA, message, data)
    await scene.answers(AWA, 2)
    assert len(scene.world.queries[query].answers) == 1


async def test_a_forged_tap_gets_a_civil_answer(scene: Scene) -> None:
    await scene.ask(AWA, "/start")
    text = await scene.tap(AWA, scene.world.seen(AWA)[-1], "zz:../../etc/passwd")
    assert text
    assert "passwd" not in text


async def test_a_follow_up_is_understood_from_what_was_said_before(scene: Scene) -> None:
    await scene.ask(AWA, "ya eu combien de morts ?", lang="fr")
    text = await scene.ask(AWA, "et les blessés ?", lang="fr")
    assert "255" in text or "200" in text


async def test_in_a_group_it_answers_only_when_addressed(scene: Scene) -> None:
    scene.world.group(GROUP)
    scene.world.says(AWA, "how many people died?", chat=GROUP)
    scene.world.says(AWA, "/weather", chat=GROUP)
    scene.world.says(AWA, "/help@another_bot", chat=GROUP)
    await scene.quiet()
    assert scene.world.texts(GROUP) == []
    text = await scene.ask(AWA, f"@{BOT_NAME} how many people died?", chat=GROUP)
    assert "77" in text
    own = scene.world.seen(GROUP)[-1]
    assert own["reply_to_message"]["text"].startswith("@")
    again = await scene.ask(IBRAHIM, "was the airport attacked?", chat=GROUP, reply_to_message=own)
    assert again


async def test_only_an_administrator_subscribes_a_group(scene: Scene) -> None:
    scene.world.group(GROUP, administrators=(AWA,))
    await scene.ask(IBRAHIM, f"/subscribe@{BOT_NAME} Faladié", chat=GROUP)
    assert await followed(scene, GROUP) == []
    await scene.ask(AWA, f"/subscribe@{BOT_NAME} Faladié", chat=GROUP)
    assert [place for place, _ in await followed(scene, GROUP)] == ["faladie"]


async def test_an_answer_stays_in_its_topic_of_a_forum(scene: Scene) -> None:
    forum = -1_001_234_567_890
    scene.world.group(forum, forum=True)
    await scene.ask(AWA, "/help", chat=forum, message_thread_id=77, is_topic_message=True)
    assert scene.world.seen(forum)[-1]["message_thread_id"] == 77


async def test_a_position_is_answered_and_its_message_deleted(scene: Scene) -> None:
    scene.world.says(AWA, None, location={"latitude": 12.6, "longitude": -7.95})
    [answer] = await scene.answers(AWA)
    await scene.until(lambda: bool(scene.world.chat(AWA).deleted))
    assert "km" in answer["text"]
    assert not any(
        "location" in m for n, m in scene.world.chat(AWA).messages.items() if n not in scene.world.chat(AWA).deleted
    )


async def test_a_voice_note_gets_a_civil_answer_with_something_to_tap(scene: Scene) -> None:
    voice = {"file_id": "a", "file_unique_id": "b", "duration": 3}
    scene.world.says(AWA, None, lang="fr", voice=voice)
    [answer] = await scene.answers(AWA)
    assert "vocaux" in answer["text"]
    assert actions(answer)


async def test_a_poisoned_update_is_parked_and_everybody_else_is_answered(scene: Scene) -> None:
    tapped = scene.world.message(AWA, "x")
    sender = {"id": AWA, "is_bot": False, "first_name": "x"}
    poison = {"id": "1", "from": sender, "message": tapped, "data": "q:x"}  # without chat_instance
    scene.world.inject(callback_query=poison)
    assert await scene.ask(IBRAHIM, "/help")
    [apology] = await scene.answers(AWA)
    assert "again" in apology["text"]
    assert await scene.ask(AWA, "/help")


async def test_what_telegram_cannot_parse_goes_out_as_plain_text(scene: Scene) -> None:
    broken = "Bad Request: can't parse entities: Unexpected end tag at byte offset 3"
    scene.double.fail("sendMessage", Fault(400, broken))
    assert await scene.ask(AWA, "/help")
    assert "parse_mode" not in scene.double.asked("sendMessage")[-1]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
        Fault(502, html=True),
        Fault(reset=True),
    ],
    ids=["too many requests", "bad gateway", "connection cut"],
)
async def test_an_answer_survives_a_failing_telegram(scene: Scene, fault: Fault) -> None:
    scene.double.fail("sendMessage", fault)
    assert await scene.ask(AWA, "/help")
    assert len(scene.world.seen(AWA)) == 1


async def test_a_question_whose_answer_gets_no_clear_reply_is_not_asked_again_and_its_chat_goes_on(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "UNCLEAR", (0.01, 0.01))
    scene.double.fail("sendMessage", *[Fault(502)] * 3)
    scene.world.says(AWA, "/help")
    [apology] = await scene.answers(AWA)
    assert "again" in apology["text"]
    assert len(scene.double.asked("sendMessage")) == 4
    assert await scene.ask(AWA, "/help")


async def test_reading_goes_on_after_a_failing_telegram(scene: Scene) -> None:
    scene.double.fail("getUpdates", Fault(200, html=True), Fault(reset=True))
    assert await scene.ask(AWA, "/help")


async def test_who_blocks_the_bot_follows_nothing_and_may_come_back(scene: Scene) -> None:
    await scene.ask(AWA, "/subscribe Faladié")
    assert await followed(scene, AWA)
    scene.world.membership(AWA, AWA, "kicked")
    await scene.quiet()
    assert (await state(scene, AWA), await followed(scene, AWA)) == ("blocked", [])
    scene.world.membership(AWA, AWA, "member")
    await scene.quiet()
    assert await state(scene, AWA) == "active"


async def test_a_block_is_noticed_when_an_answer_is_refused(scene: Scene) -> None:
    await scene.ask(AWA, "/subscribe Faladié")
    scene.world.chat(AWA).refusal = "Forbidden: user is deactivated"
    scene.world.says(AWA, "/help")
    await scene.quiet()
    await scene.quiet()
    assert (await state(scene, AWA), await followed(scene, AWA)) == ("blocked", [])


async def test_a_group_that_becomes_a_supergroup_keeps_what_it_follows(scene: Scene) -> None:
    new = -1_009_876_543_210
    scene.world.group(GROUP, administrators=(AWA,))
    await scene.ask(AWA, "/subscribe Faladié", chat=GROUP)
    scene.world.upgrade(GROUP, new, AWA)
    await scene.quiet()
    assert [place for place, _ in await followed(scene, new)] == ["faladie"]
    assert await state(scene, GROUP) is None


async def test_a_move_noticed_while_answering_takes_the_answer_along(scene: Scene) -> None:
    new = -1_009_876_543_210
    scene.world.group(GROUP, administrators=(AWA,))
    await scene.ask(AWA, "/subscribe Faladié", chat=GROUP)
    scene.world.chat(GROUP).moved_to = new
    scene.world.chat(new, "supergroup")
    scene.world.says(AWA, "/help", chat=GROUP)
    assert await scene.answers(new)
    assert await followed(scene, new)


async def test_haste_is_told_once_and_danger_is_answered_all_the_same(scene: Scene) -> None:
    for _ in range(10):
        scene.world.says(AWA, "/help")
    scene.world.says(AWA, "ils tirent a cote de chez moi au secours", lang="fr")
    await scene.until(lambda: any("porte" in text or "cachez" in text.lower() for text in scene.world.texts(AWA)))
    slower = [text for text in scene.world.texts(AWA) if "faster" in text]
    assert len(slower) == 1
    assert len(scene.world.texts(AWA)) <= 8


async def test_delete_forgets_the_chat(scene: Scene) -> None:
    await scene.ask(AWA, "/subscribe Faladié")
    await scene.ask(AWA, "/delete")
    await scene.tap(AWA, scene.world.seen(AWA)[-1], "x:yes")
    assert await state(scene, AWA) is None


async def test_messages_of_one_chat_are_answered_in_their_order(scene: Scene) -> None:
    for text in ("/sites", "/restrictions", "/privacy"):
        scene.world.says(AWA, text)
    first, second, third = [m["text"] for m in await scene.answers(AWA, 3)]
    alone = [await scene.ask(IBRAHIM, text) for text in ("/sites", "/restrictions", "/privacy")]
    assert [first, second, third] == alone


async def test_an_old_keyboard_of_a_message_that_is_gone_still_answers(scene: Scene) -> None:
    await scene.ask(AWA, "/start")
    gone = {"message_id": 1, "date": 0, "chat": scene.world.seen(AWA)[-1]["chat"]}
    assert await scene.tap(AWA, gone, "p:sites")


async def test_menu_and_profile_are_set_once_and_then_left_alone(scene: Scene, sealer: Sealer) -> None:
    await scene.until(lambda: len(scene.double.asked("setMyShortDescription")) == 2)
    calls = len(scene.double.asked("setMyCommands"))
    from bot.telegram.client import connect
    from bot.telegram.menu import set_menu
    from tests.telegram.double import TOKEN

    async with connect(TOKEN, scene.double.url) as client:
        assert await set_menu(client) == 0
    assert len(scene.double.asked("setMyCommands")) == calls


async def test_a_token_refused_while_running_stops_what_is_pushed_and_ends_nothing_else(scene: Scene) -> None:
    scene.double.fail("getUpdates", Fault(401, "Unauthorized"))
    scene.world.says(AWA, "/help")  # ends the request that is waiting; the next one is refused
    await scene.answers(AWA)
    assert await scene.ask(AWA, "/sites")  # the one after that is not
    async with scene.desk.database.reading() as session:
        assert "ADVISORY_TELEGRAM_TOKEN" in str(await settings.why_paused(session))


async def test_a_token_that_was_taken_back_ends_no_process_that_starts_and_one_that_was_never_right_does(
    scene: Scene,
) -> None:
    assert await scene.ask(AWA, "/help")
    asked = len(scene.double.asked("getMe"))
    scene.double.fail("getMe", Fault(401, "Unauthorized"))
    async with connect_unopened(scene) as bot:
        again = asyncio.create_task(bot.answer())
        await until(lambda: len(scene.double.asked("getMe")) == asked + 2)  # the second of which is answered
        assert not again.done()
        async with scene.desk.database.reading() as session:
            assert "ADVISORY_TELEGRAM_TOKEN" in str(await settings.why_paused(session))
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
    async with scene.desk.database.unit_of_work() as session:
        await settings.put(session, settings.TOKEN, "of another token")
    scene.double.fail("getMe", Fault(401, "Unauthorized"))
    async with connect_unopened(scene) as bot:
        with pytest.raises(TokenRefused):
            await bot.answer()


@asynccontextmanager
async def connect_unopened(scene: Scene) -> AsyncIterator[Telegram]:
    """A bot on the same database that has not yet asked who it is."""
    bot = Telegram(scene.desk, connect(TOKEN, scene.double.url))
    try:
        yield bot
    finally:
        await bot.close()


async def test_another_reader_is_reported_and_reading_goes_on(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.double.fail("getUpdates", Fault(409, "Conflict: terminated by other getUpdates request"))
    assert await scene.ask(AWA, "/help")
    assert await scene.ask(AWA, "/sites")
    assert "another program reads this bot's updates" in caplog.text
