"""A clock that is set an hour forward or back in the middle of a broadcast: everybody has it, nobody more than twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.attempt import AT_ONCE
from bot.schedule import sweep, ticking
from db import claiming
from db.sealing import Sealer
from db.session import Database
from tests.bot.sending import Clock, Line
from tests.db.desk import open_desk
from tests.telegram.double import Double
from tests.telegram.waiting import until

HOUR = timedelta(hours=1)
PEOPLE = 40
GOES_ON = 10.0  # seconds within which sending is to go on


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

    async with line.sending():
        await until(lambda: sum(received()) >= PEOPLE // 3)
        line.clock.ahead += jump
        await sweep(line.desk)
        await asyncio.sleep(0.5)
        line.clock.ahead -= jump
        await sweep(line.desk)
        await until(lambda: sum(received()) >= PEOPLE - AT_ONCE)
        line.clock.ahead += timedelta(seconds=31)  # after which what was swept as unclear goes out once more
        await line.until_sent(record.id)
    assert min(received()) == 1
    assert max(received()) <= 2
    assert sum(received()) - PEOPLE <= AT_ONCE


async def test_a_sender_that_starts_after_the_clock_was_set_back_waits_for_no_lease(line: Line) -> None:
    people = [await line.person() for _ in range(PEOPLE)]
    record = await line.alerts.issued()
    line.clock.ahead += HOUR
    async with line.alerts.database.unit_of_work() as session:
        claimed = await claiming.claim(session, PEOPLE, line.clock())
    assert len(claimed) == PEOPLE
    line.clock.ahead -= HOUR
    async with line.sending():
        await line.until_sent(record.id)
    assert [len(line.texts(person)) for person in people] == [1] * PEOPLE


async def test_what_a_clock_an_hour_ahead_has_written_goes_out_at_the_next_sweep(line: Line) -> None:
    line.alerts.now += HOUR
    person = await line.person()
    record = await line.alerts.issued()
    async with line.sending():
        await asyncio.sleep(0.2)
        assert line.texts(person) == []
        await sweep(line.desk)
        await line.until_sent(record.id)
    assert len(line.texts(person)) == 1


async def test_who_followed_while_the_clock_was_an_hour_ahead_is_told(line: Line) -> None:
    line.alerts.now += HOUR
    person = await line.person()
    line.alerts.now -= HOUR
    record = await line.alerts.issued()
    async with line.sending():
        await line.until_sent(record.id)
    assert len(line.texts(person)) == 1


async def test_ticks_go_on_where_the_clock_was_set_back(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    async def run(name: str, *_: object) -> None:
        ran.append(name)

    monkeypatch.setattr("bot.schedule._tick", run)
    async with ticking(line.desk, rate=25) as scheduler:
        await until(lambda: {"due", "sweep", "beat"} <= {*ran})
        for job in scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + HOUR)
        ran.clear()
        await until(lambda: {"due", "sweep", "beat"} <= {*ran}, patience=GOES_ON)
