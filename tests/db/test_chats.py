"""Chats: found again by a sealed address, blocked, moved, forgotten."""

from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import chats, conversations, intake
from db.errors import WrongKey
from db.sealing import Sealer
from db.session import Database
from db.tables import ChatRow, DeliveryRow, SubscriptionPlaceRow, SubscriptionRow, TallyRow
from knowledge.context import Context

ADDRESS = "700123456789"


async def a_chat(session: AsyncSession, sealer: Sealer, address: str = ADDRESS) -> chats.Chat:
    return await chats.find_or_make(session, sealer, "telegram", address, "private")


async def follow(
    session: AsyncSession, chat_id: int, place: str, least: int, now: datetime, exercise: bool = False
) -> None:
    row = SubscriptionRow(chat_id=chat_id, least_severity=least, starts_at=now, exercise=exercise)
    session.add(row)
    await session.flush()
    session.add(SubscriptionPlaceRow(subscription_id=row.id or 0, place_id=place))
    await session.flush()


async def deliver(session: AsyncSession, chat_id: int, subject: str, state: str, now: datetime) -> None:
    row = DeliveryRow(kind="send", subject=subject, chat_id=chat_id, rank=1, state=state, not_before=now)
    if state == "sending":
        row.token, row.lease_until = "t", now
    session.add(row)
    await session.flush()


async def test_the_same_address_is_the_same_chat_and_keeps_what_it_chose(database: Database, sealer: Sealer) -> None:
    async with database.unit_of_work() as session:
        made = await a_chat(session, sealer)
        await chats.set_language(session, made.id, "fr")
        await chats.set_discreet(session, made.id, True)
    async with database.unit_of_work() as session:
        found = await a_chat(session, sealer)
    assert (found.id, found.language, found.discreet, found.state) == (made.id, "fr", True, "active")


async def test_only_the_key_tells_the_address(database: Database, sealer: Sealer) -> None:
    async with database.unit_of_work() as session:
        chat = await a_chat(session, sealer)
    async with database.reading() as session:
        assert await chats.address_of(session, sealer, chat.id) == ADDRESS
        with pytest.raises(WrongKey):
            await chats.address_of(session, Sealer(Sealer.make_key()), chat.id)
        stored = (await session.execute(select(ChatRow.__table__))).one()  # type: ignore[attr-defined]
    assert ADDRESS not in repr(stored)


async def test_the_same_number_on_two_channels_is_two_chats(database: Database, sealer: Sealer) -> None:
    async with database.unit_of_work() as session:
        telegram = await a_chat(session, sealer)
        web = await chats.find_or_make(session, sealer, "web", ADDRESS, "private")
    assert telegram.id != web.id


async def test_blocking_is_remembered_with_its_reason_until_unblocked(database: Database, sealer: Sealer) -> None:
    async with database.unit_of_work() as session:
        chat = await a_chat(session, sealer)
        await chats.block(session, chat.id, "bot was blocked by the user")
        blocked = await chats.get(session, chat.id)
        assert blocked and (blocked.state, blocked.reason) == ("blocked", "bot was blocked by the user")
        await chats.unblock(session, chat.id)
        free = await chats.get(session, chat.id)
        assert free and (free.state, free.reason) == ("active", None)


async def test_a_group_that_moved_is_found_under_its_new_address_only(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        chat = await a_chat(session, sealer, "-5")
        await chats.move_to(session, sealer, chat.id, "-1005", now)
    async with database.reading() as session:
        assert await chats.find(session, sealer, "telegram", "-5") is None
        moved = await chats.find(session, sealer, "telegram", "-1005")
        assert moved and (moved.id, moved.kind) == (chat.id, "supergroup")
        assert await chats.address_of(session, sealer, chat.id) == "-1005"


async def test_moving_onto_a_known_chat_keeps_one_that_follows_all_and_hears_no_less(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        old = await a_chat(session, sealer, "-5")
        new = await a_chat(session, sealer, "-1005")
        await follow(session, old.id, "bamako", 3, now)
        await follow(session, new.id, "bamako", 1, now)
        await follow(session, new.id, "gao", 2, now)
        await follow(session, old.id, "mopti", 2, now, exercise=True)
        await follow(session, new.id, "mopti", 2, now)
        await deliver(session, old.id, "alert:1", "sent", now)
        await deliver(session, new.id, "alert:1", "pending", now)
        await deliver(session, new.id, "alert:2", "pending", now)
        await chats.move_to(session, sealer, old.id, "-1005", now)
        assert await chats.get(session, new.id) is None
        followed = await session.execute(
            text(
                "SELECT place_id, least_severity FROM subscription JOIN subscription_place"
                " ON subscription_id = id WHERE chat_id = :chat ORDER BY place_id"
            ),
            {"chat": old.id},
        )
        assert [tuple(row) for row in followed] == [("bamako", 1), ("gao", 2), ("mopti", 2), ("mopti", 2)]
        deliveries = await session.execute(text("SELECT subject, chat_id, state FROM delivery ORDER BY subject"))
        assert [tuple(row) for row in deliveries] == [
            ("alert:1", old.id, "sent"),
            ("alert:2", old.id, "pending"),
        ]


async def test_forgetting_leaves_counts_and_nothing_else(database: Database, sealer: Sealer, now: datetime) -> None:
    async with database.unit_of_work() as session:
        chat, other = await a_chat(session, sealer), await a_chat(session, sealer, "1")
        await follow(session, chat.id, "bamako", 3, now)
        await conversations.save(session, chat.id, "speaker", Context(places=("bamako",)), now)
        await intake.store(session, sealer, 7, [intake.Arrival(1, ADDRESS, None, b"words")], now)
        await session.execute(text("UPDATE intake SET state = 'parked'"))
        for subject, state in (("alert:1", "sent"), ("alert:2", "pending"), ("alert:3", "sending")):
            await deliver(session, chat.id, subject, state, now)
        await deliver(session, other.id, "alert:1", "sent", now)
    async with database.unit_of_work() as session:
        await chats.forget(session, chat.id)
        await chats.forget(session, chat.id)
    async with database.unit_of_work() as session:
        await chats.forget(session, other.id)
    async with database.reading() as session:
        for table in ("chat", "subscription", "subscription_place", "conversation", "delivery"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table
        assert await session.scalar(text("SELECT count(*) FROM intake WHERE payload_sealed IS NOT NULL")) == 0
        tallies = {(t.subject, t.state, t.reason): t.n for t in await session.scalars(select(TallyRow))}
        assert await chats.address_of(session, sealer, chat.id) is None
    assert tallies == {
        ("alert:1", "sent", ""): 2,
        ("alert:2", "skipped", "deleted"): 1,
        ("alert:3", "uncertain", ""): 1,
    }


async def test_the_number_of_a_forgotten_chat_is_not_given_again(database: Database, sealer: Sealer) -> None:
    async with database.unit_of_work() as session:
        chat = await a_chat(session, sealer)
        await chats.forget(session, chat.id)
        assert (await a_chat(session, sealer)).id > chat.id
