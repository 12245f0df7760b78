"""Who follows what, from which severity on, until when."""

from datetime import datetime, timedelta

import pytest

from db import subscriptions
from db.sealing import Sealer
from db.session import Database
from knowledge.alert import Severity
from tests.db.desk import Desk, open_desk


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return await open_desk(database, sealer, now)


async def followed(desk: Desk, chat: int, later: timedelta = timedelta()) -> list[tuple[str, Severity]]:
    async with desk.database.reading() as session:
        found = await subscriptions.following(session, chat, desk.now + later)
    return [(each.place, each.least) for each in found]


async def test_following_twice_is_following_once(desk: Desk) -> None:
    chat = await desk.chat("bamako", "bamako", "gao")
    assert await followed(desk, chat) == [("bamako", Severity.MINOR), ("gao", Severity.MINOR)]


@pytest.mark.parametrize("least", [Severity.EXTREME, Severity.UNKNOWN])
async def test_following_again_changes_the_severity(desk: Desk, least: Severity) -> None:
    chat = await desk.chat("bamako", least=Severity.MODERATE)
    async with desk.database.unit_of_work() as session:
        await subscriptions.follow(session, chat, "bamako", least, desk.now)
    assert await followed(desk, chat) == [("bamako", least)]


async def test_unfollowing_ends_that_place_only(desk: Desk) -> None:
    chat = await desk.chat("bamako", "gao")
    async with desk.database.unit_of_work() as session:
        assert await subscriptions.unfollow(session, chat, "bamako", desk.now) is True
        assert await subscriptions.unfollow(session, chat, "bamako", desk.now) is False
    assert await followed(desk, chat) == [("gao", Severity.MINOR)]


async def test_a_place_can_be_followed_again_after_its_end(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    async with desk.database.unit_of_work() as session:
        assert await subscriptions.end_all(session, chat, "asked", desk.now) == 1
        assert await subscriptions.end_all(session, chat, "asked", desk.now) == 0
        await subscriptions.follow(session, chat, "bamako", Severity.SEVERE, desk.now)
    assert await followed(desk, chat) == [("bamako", Severity.SEVERE)]


async def test_stopping_takes_back_what_was_about_to_be_sent(desk: Desk) -> None:
    chat = await desk.chat("bamako", "gao")
    await desk.issued()
    async with desk.database.unit_of_work() as session:
        await subscriptions.unfollow(session, chat, "gao", desk.now)
    assert [row[2] for row in await desk.rows(chat)] == ["pending"]
    async with desk.database.unit_of_work() as session:
        await subscriptions.unfollow(session, chat, "bamako", desk.now)
    assert [row[2:] for row in await desk.rows(chat)] == [("skipped", "ended")]


async def test_ending_what_one_chat_follows_leaves_the_others_alone(desk: Desk) -> None:
    one, other = await desk.chat("bamako"), await desk.chat("bamako")
    async with desk.database.unit_of_work() as session:
        await subscriptions.end_all(session, one, "asked", desk.now)
    assert await followed(desk, one) == []
    assert await followed(desk, other) == [("bamako", Severity.MINOR)]
