"""What the desk looks at, counted on both databases."""

from datetime import datetime, timedelta

from sqlalchemy import text

from db import alerts, overview
from db.overview import Audience, Followers, NotReached
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import Desk, open_desk, related
from tests.makers import an_alert


async def a_desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    """Three people who follow Bamako, one of them on the web, and one who follows Gao."""
    desk = await open_desk(database, sealer, now)
    for place, channel in (("bamako", "telegram"), ("faladie", "telegram"), ("bamako", "web"), ("gao", "telegram")):
        await desk.chat(place, channel=channel)
    return desk


async def test_advisories_are_listed_by_how_far_they_have_come(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    desk = await a_desk(database, sealer, now)
    waiting, sent = await desk.approved(), await desk.issued()
    async with database.reading() as session:

        async def numbers(group: overview.Group, at: datetime = now, words: str = "") -> list[int]:
            return [each.id for each in await overview.listed(session, group, at, text=words)]

        assert await numbers("all") == [sent.id, waiting.id]
        assert await numbers("waiting") == [waiting.id]
        assert await numbers("in_force") == [sent.id]
        assert await numbers("ended") == []
        assert await numbers("ended", sent.alert.expires) == [sent.id]
        assert await numbers("all", words="ÉVITEZ faladié") == [sent.id, waiting.id]
        assert await numbers("all", words="severity") == []
        assert await overview.in_force(session, now) == (await alerts.get(session, sent.id),)


async def test_whom_it_would_reach_is_estimated_before_it_is_sent(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    desk = await a_desk(database, sealer, now)
    content = an_alert()
    async with database.reading() as session:
        found = await overview.estimate(session, content, None, related(content), now)
        assert found == Audience(sends=2, on_web=1, edits=0)
    sent = await desk.issued()
    await _all_sent(database)
    async with database.reading() as session:
        for kind, reached in (
            ("update", Audience(2, 0, 2)),
            ("minor", Audience(0, 0, 2)),
            ("cancel", Audience(2, 0, 2)),
        ):
            follow = an_alert(kind=kind)
            found = await overview.estimate(session, follow, sent, related(follow), now)
            assert (found.sends, found.edits) == (reached.sends, reached.edits), kind


async def test_who_was_not_reached_for_certain_is_counted_for_a_week(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    desk = await a_desk(database, sealer, now)
    sent = await desk.issued()
    async with database.unit_of_work() as session:
        await session.execute(text("UPDATE delivery SET state = 'blocked' WHERE state = 'pending'"))
    async with database.reading() as session:
        assert await overview.not_reached(session, now) == (
            (NotReached(sent.id, 2, 0, 0, 0), await alerts.get(session, sent.id)),
        )
        assert await overview.not_reached(session, now + timedelta(days=8)) == ()
        assert await overview.deliveries_by_state(session, now) == {"blocked": 2, "sent": 1}


async def test_an_old_message_that_could_not_be_changed_is_listed(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    desk = await a_desk(database, sealer, now)
    first = await desk.issued()
    async with database.unit_of_work() as session:
        await session.execute(text("UPDATE delivery SET state = 'sent', message_id = 'm'"))
    await desk.issued(replaces=first.id, kind="update")
    async with database.unit_of_work() as session:
        await session.execute(text("UPDATE delivery SET state = 'bad' WHERE kind = 'edit'"))
    async with database.reading() as session:
        [(missed, record)] = await overview.not_reached(session, now)
    assert (record.id, missed.failed, missed.unchanged) == (first.id, 0, 2)


async def test_followers_are_numbers_by_place_and_severity(database: Database, sealer: Sealer, now: datetime) -> None:
    desk = await a_desk(database, sealer, now)
    await desk.chat("bamako", exercise=True)
    async with database.reading() as session:
        found = await overview.followers(session, now)
        assert Followers("bamako", False, 2) in found
        assert Followers("bamako", True, 1) in found
        assert await overview.by_severity(session, now) == {1: 4}
        assert await overview.chats_by_channel(session) == {("telegram", "active"): 4, ("web", "active"): 1}


async def _all_sent(database: Database) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text("UPDATE delivery SET state = 'sent' WHERE state = 'pending'"))
