"""How soon the web chat can be used: `python -m tests.bench.page`. Medians of RUNS in a real Chromium, on loopback."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from playwright.async_api import Browser

from db import migrate
from db.session import open_database
from knowledge.base import Base
from tests.index import FOLDER
from tests.web.browser import PHONE, Running, ask, chromium, page_of, serving

RUNS = 7
INTERACTIVE = "performance.getEntriesByType('navigation')[0].domInteractive"
BYTES = "performance.getEntries().reduce((sum, each) => sum + (each.transferSize || 0), 0)"


async def main() -> None:
    """Print the milliseconds until the page is interactive, until an answer is shown, and the bytes of the first load."""
    base = Base.open(cache=FOLDER)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'advisory.db'}"
        migrate.upgrade(url)
        database = await open_database(url, exclusive=False)
        async with serving(base, database) as site, chromium() as browser:
            measured = [await _visit(site, browser) for _ in range(RUNS)]
        await database.close()
    interactive, answered, loaded = (statistics.median(values) for values in zip(*measured, strict=True))
    print(f"page interactive        {interactive:.0f} ms")
    print(f"question to answer      {answered:.0f} ms")
    print(f"first load              {loaded / 1024:.1f} KB   (median of {RUNS}, nothing cached)")


async def _visit(site: Running, browser: Browser) -> tuple[float, float, float]:
    """A new browser context each time: nothing is cached, nobody is known."""
    async with page_of(browser, site, PHONE) as page:
        await page.wait_for_load_state("load")
        interactive = float(await page.evaluate(INTERACTIVE))
        loaded = float(await page.evaluate(BYTES))
        began = time.perf_counter()
        await ask(page, "was the airport closed?")
        return interactive, (time.perf_counter() - began) * 1000, loaded


if __name__ == "__main__":
    asyncio.run(main())
