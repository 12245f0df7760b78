"""How fast the console's pages are: `python -m tests.bench.console [PART OF A PATH]`. Over loopback, never a test.

1,000 advisories, one of them on its way to half of 100,000 subscribers; 10,000 entries of operators laid over the
pack, thousands of questions left, 100,000 lines of the record. Beside the clock stands the processor's time, of server
and client together, which a busy machine does not lengthen much.
"""

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass

import httpx

from bot.live import effective, prepare
from bot.web.console.site import AT
from db import entries, migrate, sessions
from db.session import Database, open_database
from knowledge.base import Base
from tests.bench.filling import fill
from tests.index import FOLDER
from tests.web.console.desk import Office, office

RUNS = 9  # after the first
LIMIT = 300  # ms
PAGES = (
    "/",
    "/needs",
    "/advisories",
    "/advisories?q=faladi%C3%A9",
    "/advisories?group=ended&from=900",
    "/advisories/{issued}",
    "/advisories/{issued}/progress",
    "/advisories/{issued}/withdraw",
    "/advisories/{waiting}",
    "/advisories/{waiting}/edit",
    "/advisories/new",
    "/places?place=fal",
    "/notices",
    "/knowledge",
    "/knowledge?q=a%C3%A9roport&from=200",
    "/knowledge?q=nothing-like-it",
    "/knowledge?group=waiting",
    "/knowledge?group=revised&from=9000",
    "/knowledge?group=stale",
    "/knowledge/{entry}",
    "/knowledge/{entry}/edit",
    "/knowledge/{draft}",
    "/knowledge/{draft}/edit?question=1",
    "/knowledge/{entry}/ask?q=is+the+airport+open",
    "/knowledge/new",
    "/unanswered",
    "/unanswered?from=200",
    "/reach",
    "/people",
    "/phone",
    "/record",
    "/record?before=20000",
    "/record?subject=alert:1",
    "/record?verify=1",
    "/handover",
)


@dataclass(frozen=True)
class Took:
    """One answer, in milliseconds."""

    clock: float
    processor: float


async def main(base: Base, url: str, only: str) -> None:
    """Fill the database, then ask for each page."""
    database = await open_database(url, exclusive=False)
    async with office(base, database) as site:
        issued, waiting = await fill(site, database)
        names = await _take_over(site, database)
        async with database.unit_of_work() as session:
            token = await sessions.begin(session, 1, site.clock())
        async with httpx.AsyncClient(base_url=site.url, cookies={"operator": token}, timeout=60) as http:
            await _take(http, "/login")
            print(f"{'':<42}  first  median  slowest of {RUNS} after it; processor's time, median (ms)")
            for page in (each for each in PAGES if only in each):
                await _measure(http, page, page.format(issued=issued, waiting=waiting, **names))
    await database.close()


async def _measure(http: httpx.AsyncClient, page: str, path: str) -> None:
    first, *after = [await _take(http, path) for _ in range(RUNS + 1)]
    clock = [each.clock for each in after]
    late = "  over the limit" if max(clock) > LIMIT else ""
    processor = statistics.median(each.processor for each in after)
    print(f"{page:<42} {first.clock:6.0f} {statistics.median(clock):7.0f} {max(clock):8.0f} {processor:9.0f}{late}")


async def _take(http: httpx.AsyncClient, path: str) -> Took:
    began, busy = time.perf_counter(), time.process_time()
    answer = await http.get(AT + path)
    took = Took((time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000)
    assert answer.status_code in (200, 303), (path, answer.status_code)
    return took


async def _take_over(site: Office, database: Database) -> dict[str, str]:
    """What is published stands over the pack, as in a server; a published entry's name and a draft's."""
    began = time.perf_counter()
    async with database.reading() as session:
        published, waiting = await entries.published(session), await entries.waiting(session)
    base = site.desk.base
    site.desk.base = Base(effective(base.pack, published), base.matcher, base.reading)
    prepare(site.desk.base)
    gc.freeze()  # as the server does
    print(f"{len(published)} published entries laid over the pack in {time.perf_counter() - began:.1f} s")
    return {"entry": published[-1].entry_id, "draft": waiting[0].entry_id}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/advisory.db"
        migrate.upgrade(address)
        asyncio.run(main(Base.open(cache=FOLDER), address, sys.argv[1] if sys.argv[1:] else ""))
