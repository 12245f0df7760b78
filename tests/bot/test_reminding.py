"""What goes out besides an advisory itself: that a promised word is late, and a draft to its own operator alone."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from db import drafts, links
from db.sealing import Sealer
from db.session import Database
from tests.bot.sending import Clock, Line
from tests.db.desk import open_desk
from tests.makers import an_alert
from tests.telegram.double import Double


@pytest.fixture
async def line(database: Database, sealer: Sealer, now: datetime) -> AsyncIterator[Line]:
    double = Double()
    await double.start()
    yield Line(await open_desk(database, sealer, now), double, Clock(now))
    await double.stop()


async def test_a_late_word_is_told_silently_to_who_has_the_advisory(line: Line) -> None:
    reader = await line.person()
    record = await line.alerts.issued(next_update=line.alerts.now + timedelta(hours=1))
    async with line.sending() as sender:
        await line.until_sent(record.id)
        newcomer = await line.person()
        await line.later(timedelta(hours=1))
        sender.wake()
        told = await line.until_text(reader, "promised for 07:30")
    assert "has not come yet" in told
    assert "it holds until 12:30" in told
    assert line.texts(newcomer) == []
    silent = [call.get("disable_notification") for call in line.double.asked("sendMessage")]
    assert [str(each).lower() == "true" for each in silent] == [False, True]


async def test_an_operator_reads_a_draft_on_their_own_chat_and_nobody_else_does(line: Line) -> None:
    follower, mine = await line.person(), await line.person("gao")
    desk = line.alerts
    async with desk.database.unit_of_work() as session:
        own = desk.people  # the chat that came last
        code = await links.link_code(session, desk.author, "hash", desk.now)
        assert await links.link_chat(session, own, code, desk.now)
        record = await drafts.draft(session, an_alert(), desk.author, desk.now)
        await links.send_to_me(session, record.id, desk.author, desk.now)
    async with line.sending():
        read = await line.until_text(mine, "TEST, sent to you alone")
        changed = an_alert(severity="Moderate")
        async with desk.database.unit_of_work() as session:
            await drafts.edit(session, record.id, changed, desk.author, record.version, desk.now)
            assert await links.send_to_me(session, record.id, desk.author, desk.now)
        again = await line.until_text(mine, "MODERATE")
    assert "🟠 SEVERE · Bamako" in read
    assert "🟡 MODERATE · Bamako" in again
    assert line.texts(follower) == []
