"""Many schedules on all cores."""

import asyncio
import gc
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

from db import migrate
from tests.postgres import postgres
from tests.schedules import two_processes
from tests.schedules.mutations import store_without
from tests.schedules.run import Verdict, run, shorten
from tests.schedules.store import Postgres, Store

SQLITE, POSTGRESQL = DATABASES = ("sqlite", "postgresql")
PORTION = 50  # seeds that a process runs before it reports


@dataclass
class Tally:
    """What was run, and the first that failed in each portion, made shorter."""

    seeds: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    failed: list[Verdict] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.seeds += other.seeds
        self.steps += other.steps
        self.failed += other.failed


def run_many(first: int, count: int, jobs: int = 0, *, on: str = SQLITE) -> Iterator[Tally]:
    """The tally so far, after each portion; ends with the first that failed."""
    portions = [range(at, min(at + PORTION, first + count)) for at in range(first, first + count, PORTION)]
    done = Tally()
    with ProcessPoolExecutor(jobs or os.cpu_count(), get_context("spawn"), _quietly) as pool:
        waiting = [pool.submit(portion, seeds, on=on) for seeds in portions]
        for each in as_completed(waiting):
            done.add(each.result())
            yield done
            if done.failed:
                pool.shutdown(cancel_futures=True)
                return


def portion(seeds: range, without: str = "", *, on: str = SQLITE) -> Tally:
    """These seeds in this process, up to the first that fails."""
    done = asyncio.run(_portion(seeds, without, on))
    gc.collect()
    return done


def one(seed: int, *, on: str = SQLITE) -> Verdict:
    """This schedule as it is drawn, with its verdict."""

    async def again() -> Verdict:
        async with _opened("", on) as store:
            return await run(store, seed)

    return asyncio.run(again())


def fails_within(without: str, seeds: int) -> Verdict | None:
    """The first schedule that shows the lack of this safeguard, made shorter; None where none of these does."""
    if without == "immediate":
        return asyncio.run(_without_immediate(seeds))
    failed = portion(range(seeds), without).failed
    return failed[0] if failed else None


@asynccontextmanager
async def _opened(without: str, on: str) -> AsyncIterator[Store]:
    """Worlds on this database; each process that runs schedules on PostgreSQL has a server of its own."""
    if on == SQLITE:
        with store_without(without) as memory:
            yield memory
        return
    with postgres() as url:
        await asyncio.to_thread(migrate.upgrade, url)
        store = await Postgres.open(url)
        try:
            yield store
        finally:
            await store.database.close()


async def _portion(seeds: range, without: str, on: str) -> Tally:
    done = Tally()
    async with _opened(without, on) as store:
        for seed in seeds:
            verdict = await run(store, seed)
            done.seeds += 1
            done.steps.update(str(name) for name, *_ in verdict.actions)
            if verdict.breaches:
                done.failed.append(await shorten(store, verdict))
                break
    return done


async def _without_immediate(seeds: int) -> Verdict | None:
    with store_without("") as memory:
        image, start = await two_processes.beginning(memory)
    with two_processes.plainly_begun():
        for seed in range(seeds):
            if problems := await two_processes.interleave(image, start, seed):
                return Verdict(seed, (), tuple(problems))
    return None


def _quietly() -> None:
    gc.disable()  # a tenth of the time; what a portion leaves behind is collected after it
