"""How soon another server leads, sends and hears: `python -m tests.bench.takeover [KILLS] [HANGS]`. Medians, never a test.

Whole servers, two on one PostgreSQL, in the middle of a broadcast.
"""

import asyncio
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from db import generations, migrate, wake
from db.session import Database, open_database
from tests.flows.replicas import Place, Server, place
from tests.postgres import postgres

PEOPLE = 60
CHANGES = 50
LIMITS = {"kill -9": 2.0, "SIGSTOP": 15.0}  # seconds until the next one leads


async def main(kills: int = 10, hangs: int = 3) -> None:
    """Print the seconds from the signal to the next leader and to its first message, and those until a change is heard."""
    with postgres(durable=True) as url, tempfile.TemporaryDirectory() as folder:
        migrate.upgrade(url)
        file = Path(folder) / "advisory.db"
        migrate.upgrade(f"sqlite:///{file}")
        for name, address in (("PostgreSQL", url), ("SQLite", f"sqlite:///{file}")):
            _tell(f"a change is heard, {name}", await _heard(address))
        async with place(url, Path(folder)) as ground:
            await ground.people(PEOPLE)
            await ground.start()
            await ground.start()
            await _fault(ground, "kill -9", kills, _killed)
            await _fault(ground, "SIGSTOP", hangs, _hung)


async def _fault(ground: Place, name: str, times: int, fault: Callable[[Place, Server], Awaitable[None]]) -> None:
    leads, sends = [], []
    for number in range(times):
        await ground.issue("Severe", f"{name} {number}")
        await ground.until_sent(PEOPLE // 3)
        before = await ground.leading()
        began = time.perf_counter()
        before.send(signal.SIGSTOP if name == "SIGSTOP" else signal.SIGKILL)
        await ground.leading(after=before)
        leads.append(time.perf_counter() - began)
        await ground.until_sent(1)
        sends.append(time.perf_counter() - began)
        await fault(ground, before)
    if times:
        _tell(f"{name}: the next one leads", leads, f" (limit {LIMITS[name]:g} s)")
        _tell(f"{name}: its first message", sends)


async def _killed(ground: Place, server: Server) -> None:
    await server.ended()
    await ground.start()


async def _hung(_ground: Place, server: Server) -> None:
    server.send(signal.SIGCONT)


async def _heard(address: str) -> list[float]:
    """Seconds from a commit to the item of another handle on the same database."""
    taken = []
    async with _opened(address) as writing, _opened(address) as listening:
        changes = wake.changes(listening)
        await anext(changes)
        for number in range(1, CHANGES + 1):
            async with writing.unit_of_work() as session:
                await generations.raise_(session, "alerts")
            began = time.perf_counter()
            await anext(changes)
            while await _number(listening) < number:
                await anext(changes)
            taken.append(time.perf_counter() - began)
            await asyncio.sleep(0.05)
    return taken


@asynccontextmanager
async def _opened(address: str) -> AsyncIterator[Database]:
    database = await open_database(address, exclusive=False)
    try:
        yield database
    finally:
        await database.close()


async def _number(database: Database) -> int:
    async with database.reading() as session:
        return await generations.current(session, "alerts")


def _tell(what: str, seconds: list[float], limit: str = "") -> None:
    print(f"{what:36} median {statistics.median(seconds):6.3f} s, most {max(seconds):6.3f} s of {len(seconds)}{limit}")


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
