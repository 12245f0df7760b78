"""A clock that is set an hour forward or back in the middle of a broadcast: everybody has it, nobody more than twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.attempt import AT_ONCE
from bot.schedule import sweep
from db import ledger
from db.sealing import Sealer
from db.session import Database
from tests.bot.sending import Clock, Line
from tests.db.desk import open_desk
from tests.telegram.double import Double
from tests.telegram.waiting import until

HOUR = timedelta(hours=1)
PEOPLE = 40


@pytest.fixture
async def line(database: Database, sealer: Sealer, now: datetime) -> AsyncIterator[Line]:
    double = Double(latency=0.2)
    await double.start()
    yield Line(await open_desk(database, sealer, now), double, Clock(now))
    await double.stop()


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
async def test_everybody_is_told_when_the_clock_is_wrong_for_a_while(line: Line, jump: timedelta) -> None:
    people = [await line.person() for _ in range(PEOPLE)]
    record = await line.alerts.issued()

    def received() -> list[int]:
        return [len(line.texts(person)) for person in people]

    async with line.sending() as sender:
        await until(lambda: sum(received()) >= PEOPLE // 3)
        line.clock.ahead += jump
        await sweep(line.desk)
        await asyncio.sleep(0.5)
        line.clock.ahead -= jump
        # What was swept as unclear is due an hour late, or in half a minute: time passes.
        await until(lambda: sum(received()) >= PEOPLE - AT_ONCE)
        line.clock.ahead += HOUR + timedelta(minutes=5)
        await sweep(line.desk)
        sender.wake()
        await line.until_sent(record.id)
    assert min(received()) == 1
    assert max(received()) <= 2
    assert sum(received()) - PEOPLE <= AT_ONCE


async def test_a_sender_that_starts_after_the_clock_was_set_back_waits_for_no_lease(line: Line) -> None:
    people = [await line.person() for _ in range(PEOPLE)]
    record = await line.alerts.issued()
    line.clock.ahead += HOUR
    async with line.alerts.database.unit_of_work() as session:
        claimed = await ledger.claim(session, PEOPLE, line.clock())
    assert len(claimed) == PEOPLE
    line.clock.ahead -= HOUR
    async with line.sending():
        await line.until_sent(record.id)
    assert [len(line.texts(person)) for person in people] == [1] * PEOPLE
