"""What an update means, from its JSON."""

from typing import Any

import pytest
from telegram import Update, User

from bot.conversation.message import Attachment, Command, Location, Message, Tap, Words
from bot.telegram.updates import Event, Incoming, Left, Moved, Returned, chat_of, hint, read
from tests.telegram.world import BOT_ID, BOT_NAME, World

ME = User(BOT_ID, "Essai", is_bot=True, username=BOT_NAME)
AWA, GROUP = 5_550_001_234, -77
ORIGIN = {"type": "hidden_user", "sender_user_name": "x", "date": 1}
FILE = {"file_id": "a", "file_unique_id": "b"}
CONTACT = {"phone_number": "+223", "first_name": "x"}
PHOTO = [{**FILE, "width": 1, "height": 1}]


def event(world: World) -> Event | None:
    return read(Update.de_json(world.updates[-1], None), ME)


def said(text: str | None, **extra: Any) -> Message | None:
    world = World()
    if extra.get("chat") == GROUP:
        world.group(GROUP)
    world.says(AWA, text, **extra)
    found = event(world)
    return found.message if isinstance(found, Incoming) else None


@pytest.mark.parametrize(
    ("text", "extra", "message"),
    [
        ("what happened?", {}, Words("what happened?")),
        ("/start sub-faladie", {}, Command("start", "sub-faladie")),
        (f"/Sites@{BOT_NAME}", {}, Command("sites")),
        ("/start@another_bot", {}, None),
        ("look: /start", {}, Words("look: /start")),
        ("/start", {"forward_origin": ORIGIN}, Words("/start", forwarded=True)),
        (None, {"location": {"latitude": 12.5, "longitude": -8.0}}, Location(12.5, -8.0)),
        (None, {"voice": {**FILE, "duration": 1}}, Attachment("voice")),
        (None, {"photo": PHOTO, "caption": "is it true?"}, Attachment("photo", "is it true?")),
        (None, {"contact": CONTACT}, Attachment("contact")),
        (None, {"new_chat_title": "x"}, None),
        ("what happened?", {"chat": GROUP}, None),
        (f"😀 @{BOT_NAME} what happened?", {"chat": GROUP}, Words("😀   what happened?")),
        ("/weather", {"chat": GROUP}, None),
        ("/help", {"chat": GROUP}, Command("help")),
        (None, {"chat": GROUP, "photo": PHOTO, "caption": "x"}, None),
    ],
)
def test_messages(text: str | None, extra: dict[str, Any], message: Message | None) -> None:
    assert said(text, **extra) == message


def test_another_bot_is_not_answered() -> None:
    world = World()
    sender: dict[str, Any] = {"from": {"id": 9, "is_bot": True, "first_name": "b"}}
    world.says(AWA, "hello", **sender)
    assert event(world) is None


def test_an_administrator_who_writes_as_the_group_is_known_for_one() -> None:
    world = World()
    group = {"id": GROUP, "type": "group", "title": "x"}
    sender: dict[str, Any] = {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}}
    world.group(GROUP)
    world.says(AWA, "/subscribe", chat=GROUP, sender_chat=group, **sender)
    found = event(world)
    assert isinstance(found, Incoming)
    assert found.anonymous


def test_edited_messages_mean_nothing() -> None:
    world = World()
    world.inject(edited_message=world.message(AWA, "hello", edit_date=2))
    assert event(world) is None


def test_taps_come_from_messages_that_may_be_gone() -> None:
    world = World()
    gone = {"message_id": 1, "date": 0, "chat": {"id": AWA, "type": "private", "first_name": "x"}}
    world.taps(AWA, gone, "q:x")
    found = event(world)
    assert isinstance(found, Incoming)
    assert (found.message, found.where.chat) == (Tap("q:x"), str(AWA))


def test_standing_and_moves() -> None:
    world = World()
    world.group(GROUP)
    world.membership(AWA, AWA, "kicked")
    assert event(world) == Left(str(AWA))
    world.membership(AWA, AWA, "member")
    assert event(world) == Returned(str(AWA))
    world.upgrade(GROUP, -1077, AWA)
    assert event(world) == Moved(str(GROUP), "-1077")


@pytest.mark.parametrize("raw", [{}, {"message": None}, {"message": {"chat": 5}}, {"callback_query": []}])
def test_a_broken_update_is_a_chat_of_its_own(raw: dict[str, Any]) -> None:
    assert chat_of({"update_id": 7, **raw}) == "update:7"


@pytest.mark.parametrize(("code", "lang"), [("fr-FR", "fr"), ("en", "en"), ("de", None), (None, None), ("FR", "fr")])
def test_the_phone_s_setting(code: str | None, lang: str | None) -> None:
    assert hint(code) == lang
