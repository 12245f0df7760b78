"""The Bot API double with Telegram's limits, in a process of its own, with people who ask meanwhile.

`python -m tests.bench.limited FOLLOWERS ASKED_EVERY` prints its address, and at the end of its input what it has seen.
"""

import asyncio
import contextlib
import itertools
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass, field

from tests.bench.crowd import FIRST
from tests.telegram.double import Double
from tests.telegram.flood import Flood

ASKER = 7_770_000_001  # the first of those who ask; each asks once
FIRST_SERVED = -15  # niceness: a clock that has to wait for its processor sees messages bunched that were not
PATIENCE = 20.0  # seconds after which a question counts as not answered


@dataclass
class Watching(Flood):
    """Also notes what was pushed to the followers, apart from answers."""

    pushed: list[float] = field(default_factory=list)

    def check(self, chat: int, *, group: bool) -> None:
        super().check(chat, group=group)
        if chat < ASKER:
            self.pushed.append(self.moments[-1])


async def main(followers: int, every: float) -> None:
    """Serve until the input ends, then print what was seen."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, FIRST_SERVED)
    flood = Watching()
    double = Double(flood=flood)
    for number in range(followers):
        double.world.chat(FIRST + number)
    await double.start()
    print(double.url, flush=True)
    waits: list[float] = []
    asking = asyncio.create_task(_ask(double, every, waits))
    await asyncio.to_thread(sys.stdin.read)
    asking.cancel()
    print(json.dumps(_seen(flood, waits)))
    await double.stop()


async def _ask(double: Double, every: float, waits: list[float]) -> None:
    """Somebody else asks each so many seconds; `waits` is how long each waited."""
    async with asyncio.TaskGroup() as people:
        for person in itertools.count(ASKER):
            people.create_task(_one(double, person, waits))
            await asyncio.sleep(every)


async def _one(double: Double, person: int, waits: list[float]) -> None:
    double.world.says(person, "/privacy")
    began = time.monotonic()
    while not double.world.seen(person) and time.monotonic() - began < PATIENCE:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)
    waits.append(time.monotonic() - began)


def _seen(flood: Watching, waits: list[float]) -> dict[str, float]:
    span = flood.pushed[-1] - flood.pushed[0]
    return {
        "pushed": len(flood.pushed),
        "rate": (len(flood.pushed) - 1) / span,
        "most_in_a_second": flood.most_in_a_second(),
        "refused": flood.refused,
        "asked": len(waits),
        "p50": statistics.median(waits),
        "p95": statistics.quantiles(waits, n=20)[-1],
    }


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
