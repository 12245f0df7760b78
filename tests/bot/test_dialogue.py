"""One turn of a dialogue against a real database: everything it changes, or nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.conversation.message import Command, Message, Tap, Words
from bot.dialogue import Desk, converse
from db import chats, conversations, subscriptions
from db.chats import Chat
from db.sealing import Sealer
from db.session import Database
from db.subscriptions import Subscription
from tests.telegram.parts import shipped


class Hour:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hour(now: datetime) -> Hour:
    return Hour(now)


@pytest.fixture
def desk(database: Database, sealer: Sealer, hour: Hour) -> Desk:
    return Desk(shipped(), database, sealer, hour)


async def say(desk: Desk, message: Message, *, address: str = "a", speaker: str = "1", **extra: Any) -> str:
    reply = await converse(
        desk,
        channel="web",
        address=address,
        kind="private",
        speaker=speaker,
        message=message,
        hint=None,
        **extra,
    )
    return reply.text


async def chat(desk: Desk, address: str = "a") -> Chat | None:
    async with desk.database.reading() as session:
        return await chats.find(session, desk.sealer, "web", address)


async def followed(desk: Desk) -> tuple[Subscription, ...]:
    found = await chat(desk)
    async with desk.database.reading() as session:
        return await subscriptions.following(session, found.id, desk.clock()) if found else ()


async def places(desk: Desk) -> list[str]:
    return [item.place for item in await followed(desk)]


async def test_a_follow_up_is_forgotten_after_half_an_hour(desk: Desk, hour: Hour) -> None:
    await say(desk, Words("how many people died?"))
    remembered = await say(desk, Words("who says so?"))
    hour.now += timedelta(minutes=31)
    assert await say(desk, Words("who says so?")) != remembered


async def test_speakers_of_one_chat_have_dialogues_of_their_own(desk: Desk) -> None:
    await say(desk, Words("how many people died?"), speaker="1")
    mine = await say(desk, Words("who says so?"), speaker="1")
    assert await say(desk, Words("who says so?"), speaker="2") != mine


async def test_following_and_stopping_are_kept(desk: Desk) -> None:
    await say(desk, Command("subscribe", "Faladié"))
    assert await places(desk) == ["faladie"]
    await say(desk, Command("unsubscribe"))
    assert await places(desk) == []


@pytest.mark.parametrize("asked", [Command("exercises"), Command("start", "exercises"), Words("/exercises")])
async def test_a_chat_takes_part_in_exercises_once_it_asked_and_until_it_leaves(desk: Desk, asked: Message) -> None:
    await say(desk, Command("subscribe", "Faladié"))
    assert "does not take part" in await say(desk, asked)
    assert "begin with EXERCISE" in await say(desk, Tap("r:on"))
    assert [(item.place, item.exercise) for item in await followed(desk)] == [("faladie", False), ("mali", True)]
    # Neither a place that is followed nor the real thing ends with the other.
    await say(desk, Command("subscribe", "Mali"))
    assert "exercises" not in await say(desk, Tap("u:mali"))
    assert [(item.place, item.exercise) for item in await followed(desk)] == [("faladie", False), ("mali", True)]
    assert "no longer" in await say(desk, Words("please leave the exercises"))
    assert [item.place for item in await followed(desk)] == ["faladie"]


@pytest.mark.parametrize("wish", ["I want to join the exercises", "Je voudrais participer aux exercices"])
async def test_who_says_so_takes_part_at_once(desk: Desk, wish: str) -> None:
    await say(desk, Words(wish))
    assert [(item.place, item.exercise) for item in await followed(desk)] == [("mali", True)]


async def test_stopping_everything_ends_the_exercises_too(desk: Desk) -> None:
    await say(desk, Tap("r:on"))
    assert "exercises" in await say(desk, Command("unsubscribe"))
    assert await followed(desk) == ()


async def test_who_may_not_subscribe_joins_no_exercise(desk: Desk) -> None:
    await say(desk, Tap("r:on"), may_subscribe=False, group=True)
    assert await followed(desk) == ()


async def test_the_way_back_from_stopping_keeps_once_a_day(desk: Desk) -> None:
    await say(desk, Tap("a:faladie:Minor:daily"))
    await say(desk, Command("unsubscribe"))
    await say(desk, Words("1"))
    assert "once a day" in await say(desk, Command("subscribe"))


async def test_who_may_not_subscribe_follows_nothing(desk: Desk) -> None:
    await say(desk, Command("subscribe", "Faladié"), may_subscribe=False, group=True)
    assert await places(desk) == []


async def test_a_chosen_language_and_discretion_are_kept(desk: Desk) -> None:
    await say(desk, Tap("l:fr"))
    await say(desk, Tap("i:on"))
    found = await chat(desk)
    assert found is not None
    assert (found.language, found.discreet) == ("fr", True)


async def test_three_words_are_enough_to_remember_their_language(desk: Desk) -> None:
    await say(desk, Words("bonjour"))
    first = await chat(desk)
    await say(desk, Words("combien de personnes sont mortes"))
    second = await chat(desk)
    assert first is not None
    assert second is not None
    assert (first.recognised, second.recognised) == (None, "fr")


async def test_delete_leaves_nothing_behind(desk: Desk) -> None:
    await say(desk, Command("subscribe", "Faladié"))
    await say(desk, Command("delete"))
    await say(desk, Tap("x:yes"))
    assert await chat(desk) is None


async def test_a_turn_that_fails_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(conversations, "save_all", full)
    with pytest.raises(OSError, match="no space"):
        await say(desk, Command("subscribe", "Faladié"))
    assert await chat(desk) is None


async def test_who_was_blocked_and_writes_can_be_written_to(desk: Desk) -> None:
    await say(desk, Command("help"))
    found = await chat(desk)
    assert found is not None
    async with desk.database.unit_of_work() as session:
        await chats.block(session, found.id, "blocked")
    await say(desk, Command("help"))
    again = await chat(desk)
    assert again is not None
    assert again.state == "active"
