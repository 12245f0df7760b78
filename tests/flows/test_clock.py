"""The clock of a whole server is set back and forward by an hour in the middle of broadcasts."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.attempt import AT_ONCE
from tests.flows.replicas import Place, place

PEOPLE = 60
HOUR = 3600  # seconds
GOES_ON = 10.0  # seconds within which sending goes on
RIGHT = 0


@pytest.fixture
async def ground(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Place]:
    file = shutil.copy(sqlite_template, tmp_path / "advisory.db")
    async with place(f"sqlite:///{file}", tmp_path) as made:
        made.program = ("tests.flows.wrong_clock", str(tmp_path / "clock"), "run")
        yield made


async def test_a_clock_that_is_set_back_or_forward_by_an_hour_keeps_nobody_waiting(
    ground: Place, tmp_path: Path
) -> None:
    def set_clock(wrong_by: int) -> None:
        (tmp_path / "clock").write_text(str(wrong_by))

    set_clock(RIGHT)
    await ground.start()
    await ground.people(PEOPLE)
    advisories = [await begin(ground, "Avoid the airport road")]
    set_clock(-HOUR)
    await ground.until_finished(patience=GOES_ON)

    # Written by another process, whose clock was right: due in an hour, as this one sees it.
    async with asyncio.timeout(GOES_ON):
        advisories.append(await begin(ground, "Avoid the bridges"))
    server = await ground.leading()
    server.process.kill()
    await server.ended()
    await ground.start()
    async with asyncio.timeout(GOES_ON):
        await ground.until_sent(1)
    set_clock(RIGHT)
    await ground.until_finished()

    for number, headline in zip(advisories, ("Avoid the airport road", "Avoid the bridges"), strict=True):
        received = ground.received(headline)
        assert set((await ground.states(number)).values()) == {"sent"}
        assert min(received.values()) == 1
        assert sum(received.values()) - PEOPLE <= AT_ONCE
        assert max(received.values()) <= 2


async def begin(ground: Place, headline: str) -> int:
    """A broadcast of which a third has gone out."""
    alert = await ground.issue("Severe", headline)
    await ground.until_sent(PEOPLE // 3)
    return alert
