"""Many schedules on all cores."""

import asyncio
import gc
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context

from tests.schedules import two_processes
from tests.schedules.mutations import store_without
from tests.schedules.run import Verdict, run, shorten

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


def run_many(first: int, count: int, jobs: int = 0) -> Iterator[Tally]:
    """The tally so far, after each portion; ends with the first that failed."""
    portions = [range(at, min(at + PORTION, first + count)) for at in range(first, first + count, PORTION)]
    done = Tally()
    with ProcessPoolExecutor(jobs or os.cpu_count(), get_context("spawn"), _quietly) as pool:
        waiting = [pool.submit(portion, seeds) for seeds in portions]
        for each in as_completed(waiting):
            done.add(each.result())
            yield done
            if done.failed:
                pool.shutdown(cancel_futures=True)
                return


def portion(seeds: range, without: str = "") -> Tally:
    """These seeds in this process, up to the first that fails."""
    done = asyncio.run(_portion(seeds, without))
    gc.collect()
    return done


def one(seed: int) -> Verdict:
    """This schedule as it is drawn, with its verdict."""

    async def again() -> Verdict:
        with store_without("") as store:
            return await run(store, seed)

    return asyncio.run(again())


def fails_within(without: str, seeds: int) -> Verdict | None:
    """The first schedule that shows the lack of this safeguard, made shorter; None where none of these does."""
    if without == "immediate":
        return asyncio.run(_without_immediate(seeds))
    failed = portion(range(seeds), without).failed
    return failed[0] if failed else None


async def _portion(seeds: range, without: str) -> Tally:
    done = Tally()
    with store_without(without) as store:
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
