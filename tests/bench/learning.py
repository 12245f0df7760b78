"""From a changed example question to answers that know it: `python -m tests.bench.learning [RUNS]`. Never a test.

The pack's own questions and one more, in English or in both languages, learnt in a process of their own while one
question after the other is answered here. Printed are the seconds until the new question finds its entry, and how long
an answer took before and meanwhile.
"""

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.conversation.message import Words
from bot.dialogue import Desk, converse
from bot.live import Live
from db import entries, migrate, operators
from db.sealing import Sealer
from db.session import open_database
from knowledge.base import Base
from knowledge.entry import LANGS, Entry, Lang, Questions
from knowledge.revision import content_hash
from tests.index import FOLDER

ENTRY = "casualties-dead"
NEW = ("zorbulon krimpel", "vastik quandrem", "plinthor fexagum")  # in turn; words that no other question has
CHANGED: dict[str, tuple[Lang, ...]] = {"one language  ": ("en",), "both languages": LANGS}
LIMIT = 30.0  # seconds
BEFORE = 200  # answers
PAUSE = 0.05  # seconds between two questions


async def main(runs: int = 3) -> None:
    """Publish one more question for an entry in one language, and in both, so many times each."""
    base = Base.open(cache=FOLDER)
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/advisory.db"
        migrate.upgrade(address)
        database = await open_database(address, exclusive=False)
        desk = Desk(base, database, Sealer(Sealer.make_key()), lambda: datetime.now(UTC))
        live = Live(desk, Path(folder))
        async with database.unit_of_work() as session:
            curators = [
                (await operators.add(session, desk.sealer, name, desk.clock(), roles=("curator",))).operator.id
                for name in ("curator-1", "curator-2")
            ]
        before = [await _answer(desk) for _ in range(BEFORE)]
        taken: dict[str, list[float]] = {}
        meanwhile, shipped = [], base.pack.entries[ENTRY]
        for told, langs in CHANGED.items():
            for number in range(runs):
                question = f"{NEW[number % len(NEW)]} {' '.join(langs)}"
                seconds, waited = await _once(desk, live, curators, shipped, question, langs)
                taken.setdefault(told, []).append(seconds)
                meanwhile += waited
        await live.close()
        await database.close()
    for told, seconds_of in taken.items():
        median, slowest = statistics.median(seconds_of), max(seconds_of)
        print(f"{told} learnt after   median {median:5.1f} s, slowest {slowest:5.1f} s (limit {LIMIT:g} s)")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"the process that learns takes {most:,.0f} MB at most")
    print(f"an answer      {_told(before)} before, {_told(meanwhile)} meanwhile")


async def _once(
    desk: Desk, live: Live, curators: Sequence[int], shipped: Entry, question: str, langs: Sequence[Lang]
) -> tuple[float, list[float]]:
    """Seconds from the publication until the question finds its entry, and those that each answer meanwhile took."""
    now = desk.clock()
    asked = {lang: (*shipped.questions[lang], *[question] * (lang in langs)) for lang in LANGS}
    questions = Questions(**asked)
    changed = shipped.model_copy(update={"questions": questions})
    async with desk.database.unit_of_work() as session:
        seen = await entries.history(session, ENTRY)
        made = await entries.write(
            session, ENTRY, changed, curators[0], content_hash(shipped), now, seen=seen[0].number if seen else 0
        )
        await entries.submit(session, ENTRY, made.number, curators[0], now)
        await entries.publish(session, ENTRY, made.number, curators[1], now)
    began = time.perf_counter()
    await live.refresh()
    learning, waited = asyncio.create_task(live.learnt()), []
    while not learning.done():
        waited.append(await _answer(desk))
        await asyncio.sleep(PAUSE)
    await learning
    taken = time.perf_counter() - began
    found = desk.base.matcher.search(question, "en", 1)
    assert found[0].entry == ENTRY, found
    return taken, waited


async def _answer(desk: Desk) -> float:
    began = time.perf_counter()
    words = Words("was the airport closed after the attack?")
    await converse(desk, channel="web", address="a", kind="private", speaker="v", message=words, hint="en")
    return time.perf_counter() - began


def _told(seconds: Sequence[float]) -> str:
    falling = sorted(seconds)
    return (
        f"{1000 * statistics.median(seconds):.0f} ms (95 of 100 within {1000 * falling[int(0.95 * len(falling))]:.0f})"
    )


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
