"""Whole servers that are killed, hung and stopped in the middle of a broadcast.

Nobody is lost; what may go out twice goes out twice for no more people than calls were under way; what is held is
never sent twice. Shortened for the gate; as long and as often as promised: `ADVISORY_FAULTS=full pytest tests/flows`.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.attempt import AT_ONCE
from tests.flows.replicas import FULL, Place, place

PEOPLE = 200 if FULL else 40  # each of whom gets two advisories a round
ROUNDS = 20 if FULL else 2
HANGS = 90 if FULL else 12  # seconds; PostgreSQL puts a leader out after ten
DRAINS = 20  # seconds


@dataclass
class Broadcasts:
    """Rounds of two advisories: one is sent again where it is unclear, one is held."""

    place: Place
    issued: list[tuple[str, int, str]] = field(default_factory=list)  # severity, number, headline

    async def begin(self) -> None:
        """Another round, of which a part has gone out."""
        for severity in ("Severe", "Moderate"):
            headline = f"Avoid the airport road ({severity} {len(self.issued)})"
            self.issued.append((severity, await self.place.issue(severity, headline), headline))
        await self.place.until_sent(2 * PEOPLE // 3)

    async def nobody_is_lost(self, *, faults: int) -> None:
        """All rows have ended, and what ended as sent was received."""
        await self.place.until_finished()
        copies = unclear = 0
        for severity, number, headline in self.issued:
            received, states = self.place.received(headline), await self.place.states(number)
            # Rows are numbered as the people were.
            assert [chat for chat, state in sorted(states.items()) if state == "sent" and not received[chat]] == []
            assert max(received.values()) <= (2 if severity == "Severe" else 1)
            assert set(states.values()) <= ({"sent"} if severity == "Severe" else {"sent", "uncertain"})
            copies += sum(received.values()) - sum(1 for count in received.values() if count)
            unclear += sum(state == "uncertain" for state in states.values())
        assert copies + unclear <= AT_ONCE * faults
        print(f"{faults} faults, {len(self.issued) * PEOPLE} messages: {copies} twice, {unclear} held as unclear")


@pytest.fixture
async def broadcasts(database_url: str, tmp_path: Path) -> AsyncIterator[Broadcasts]:
    async with place(database_url, tmp_path) as made:
        for _ in range(1 if database_url.startswith("sqlite") else 2):
            await made.start()
        await made.people(PEOPLE)
        yield Broadcasts(made)


async def test_servers_that_are_killed_one_after_the_other_lose_nobody(broadcasts: Broadcasts) -> None:
    for _ in range(ROUNDS):
        await broadcasts.begin()
        victim = await broadcasts.place.leading()
        victim.send(signal.SIGKILL)
        await victim.ended()
        await broadcasts.place.start()
    await broadcasts.nobody_is_lost(faults=ROUNDS)


async def test_a_server_that_is_told_to_stop_sends_what_is_under_way_and_nothing_twice(broadcasts: Broadcasts) -> None:
    for _ in range(ROUNDS if FULL else 1):
        await broadcasts.begin()
        stopped = await broadcasts.place.leading()
        stopped.send(signal.SIGTERM)
        async with asyncio.timeout(DRAINS):
            assert await stopped.ended() == 0, stopped.said.read_text()
        await broadcasts.place.start()
    await broadcasts.nobody_is_lost(faults=0)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_leader_that_hangs_is_replaced_and_sends_no_more_once_it_wakes(broadcasts: Broadcasts) -> None:
    rounds = ROUNDS if FULL else 1
    for _ in range(rounds):
        await broadcasts.begin()
        hung = await broadcasts.place.leading()
        hung.send(signal.SIGSTOP)
        await asyncio.sleep(HANGS)
        assert await broadcasts.place.leading() is not hung
        hung.send(signal.SIGCONT)
    await broadcasts.nobody_is_lost(faults=rounds)
    assert all(server.runs for server in broadcasts.place.servers)


@pytest.mark.skipif(not FULL, reason="a minute and a half for each: ADVISORY_FAULTS=full")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_lonely_server_that_hangs_longer_than_its_leases_goes_on_when_it_wakes(broadcasts: Broadcasts) -> None:
    for _ in range(ROUNDS):
        await broadcasts.begin()
        server = await broadcasts.place.leading()
        server.send(signal.SIGSTOP)
        await asyncio.sleep(HANGS)
        server.send(signal.SIGCONT)
    await broadcasts.nobody_is_lost(faults=ROUNDS)
