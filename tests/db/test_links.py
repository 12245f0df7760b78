"""An operator's own chat: a code links it, a PIN guards it, three wrong ones or a colleague suspend it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from db import audit, chats, claiming, deliveries, drafts, links, notes, operators
from db.operators import OperatorProblem
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import Desk, open_desk
from tests.makers import an_alert


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return await open_desk(database, sealer, now)


async def linked(desk: Desk, operator_id: int) -> int:
    chat_id = await desk.chat()
    async with desk.database.unit_of_work() as session:
        code = await links.link_code(session, operator_id, "hash", desk.now)
        assert await links.link_chat(session, chat_id, code, desk.now)
    return chat_id


async def test_a_code_links_once_and_for_ten_minutes(desk: Desk) -> None:
    mine, other = await desk.chat(), await desk.chat()
    async with desk.database.unit_of_work() as session:
        late = await links.link_code(session, desk.author, "hash", desk.now)
        assert await links.link_chat(session, mine, late, desk.now + timedelta(minutes=10)) is None
        code = await links.link_code(session, desk.author, "hash", desk.now)
        found = await links.link_chat(session, mine, code.lower(), desk.now)
        assert found
        assert (found.operator_id, found.chat_id, found.state) == (desk.author, mine, "linked")
        assert await links.link_chat(session, other, code, desk.now) is None
        assert [link.chat_id for link in await links.linked(session)] == [mine]


async def test_a_group_is_nobody_s_own_chat(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        group = await chats.find_or_make(session, desk.sealer, "telegram", "-1", "group")
        code = await links.link_code(session, desk.author, "hash", desk.now)
        assert await links.link_chat(session, group.id, code, desk.now) is None


async def test_the_third_wrong_pin_suspends_and_alarms(desk: Desk) -> None:
    chat = await linked(desk, desk.author)
    async with desk.database.unit_of_work() as session:
        for right in (False, False, True, False, False):
            found = await links.pin_tried(session, desk.author, right, desk.now)
        assert found
        assert (found.wrong_pins, found.state) == (2, "linked")
        found = await links.pin_tried(session, desk.author, False, desk.now)
        assert found
        assert found.state == "suspended"
        # From now on even the right one changes nothing.
        found = await links.pin_tried(session, desk.author, True, desk.now)
        assert found
        assert found.state == "suspended"
        assert await links.linked(session) == ()
        assert [note.kind for note in await notes.of_operator(session, desk.second)] == ["link_suspended"]
        lines = [line.action for line in await audit.lines(session, f"operator:{desk.author}")]
    assert lines.count("pin refused") == 5
    async with desk.database.reading() as session:
        assert (await links.of_chat(session, chat)) is not None


async def test_any_other_operator_may_suspend_and_the_owner_may_unlink(desk: Desk) -> None:
    await linked(desk, desk.author)
    async with desk.database.unit_of_work() as session:
        await links.suspend(session, desk.author, desk.second, desk.now)
        assert await links.linked(session) == ()
        assert await links.unlink(session, desk.author, desk.now)
        assert not await links.unlink(session, desk.author, desk.now)


async def test_an_operator_who_left_has_no_chat(desk: Desk) -> None:
    chat = await linked(desk, desk.author)
    async with desk.database.unit_of_work() as session:
        await operators.deactivate(session, desk.author, desk.now)
        assert await links.of_chat(session, chat) is None
        with pytest.raises(OperatorProblem):
            await links.link_code(session, desk.author, "hash", desk.now)


async def test_a_draft_sent_to_oneself_reaches_nobody_else_and_makes_no_reader(desk: Desk) -> None:
    follower, mine = await desk.chat("bamako"), await linked(desk, desk.author)
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(), desk.author, desk.now)
        assert await links.send_to_me(session, record.id, desk.author, desk.now)
        assert not await links.send_to_me(session, record.id, desk.author, desk.now)
        (taken,) = await claiming.claim(session, 5, desk.now)
        assert (taken.kind, taken.chat_id, deliveries.senseless(taken)) == ("check", mine, None)
        assert await claiming.fence(session, taken.id, taken.token, desk.now)
        sent = text("UPDATE delivery SET state = 'sent', message_id = 'm' WHERE kind = 'check'")
        await session.execute(sent)
    assert await desk.rows(follower) == []
    first = await desk.issued()
    await desk.issued(replaces=first.id, kind="update")
    assert [row[0] for row in await desk.rows(mine)] == ["check"]


async def test_without_a_linked_chat_nothing_is_sent(desk: Desk) -> None:
    with pytest.raises(OperatorProblem, match="Link a chat"):
        async with desk.database.unit_of_work() as session:
            record = await drafts.draft(session, an_alert(), desk.author, desk.now)
            await links.send_to_me(session, record.id, desk.author, desk.now)
