"""What is remembered of a dialogue, and for how long."""

from datetime import datetime, timedelta

from sqlalchemy import text

from db import chats, conversations
from db.sealing import Sealer
from db.session import Database
from knowledge.context import Context

CONTEXT = Context(entries=("attack-when", "site-school"), places=("faladie",), lang="fr", no_answers=1)
HALF_AN_HOUR = timedelta(minutes=30)


async def test_a_context_comes_back_as_it_was_until_half_an_hour_later(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        chat = await chats.find_or_make(session, sealer, "web", "a", "private")
        assert await conversations.load(session, chat.id, "me", now) == Context()
        await conversations.save(session, chat.id, "me", Context(), now)
        await conversations.save(session, chat.id, "me", CONTEXT, now)
    async with database.reading() as session:
        assert await conversations.load(session, chat.id, "me", now) == CONTEXT
        assert await conversations.load(session, chat.id, "somebody else", now) == Context()
        assert await conversations.load(session, chat.id, "me", now + HALF_AN_HOUR) == Context()


async def test_what_has_expired_or_is_forgotten_is_deleted(database: Database, sealer: Sealer, now: datetime) -> None:
    async with database.unit_of_work() as session:
        chat = await chats.find_or_make(session, sealer, "web", "a", "private")
        await conversations.save(session, chat.id, "old", CONTEXT, now - HALF_AN_HOUR)
        await conversations.save(session, chat.id, "new", CONTEXT, now)
        await conversations.purge_expired(session, now)
        left = text("SELECT speaker_key FROM conversation")
        assert list(await session.scalars(left)) == ["new"]
        await conversations.forget(session, chat.id)
        assert list(await session.scalars(left)) == []


async def test_what_another_version_wrote_does_not_stop_the_dialogue(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        chat = await chats.find_or_make(session, sealer, "web", "a", "private")
        await conversations.save(session, chat.id, "me", CONTEXT, now)
        await session.execute(text("UPDATE conversation SET context = :c"), {"c": '{"lang": "bm", "mood": 3}'})
        assert await conversations.load(session, chat.id, "me", now) == Context()
