"""The public page on a free port of this machine, and a real Chromium in front of it."""

import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright
from starlette.applications import Starlette

from bot.dialogue import Desk
from bot.web.public import public_app
from bot.web.server import served
from bot.web.wake import Wake
from db.sealing import Sealer
from db.session import Database, open_database
from knowledge.base import Base
from tests.conftest import required

PHONE = (390, 844)
DESK = (1280, 800)
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",  # tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Clock:
    """The hour of the tests, moved by hand."""

    at: datetime = field(default=datetime(2024, 9, 17, 6, 30, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Running:
    """The real public app, served over HTTP."""

    url: str
    desk: Desk
    wake: Wake
    clock: Clock


@asynccontextmanager
async def serving(base: Base, database: Database, *, base_url: str | None = None) -> AsyncIterator[Running]:
    """Serve the public app of a desk until the block ends."""
    clock, wake = Clock(), Wake()
    desk = Desk(base, database, Sealer(Sealer.make_key()), clock)
    async with at_a_free_port(lambda url: public_app(desk, wake, base_url=base_url or url), wake) as url:
        yield Running(url, desk, wake, clock)


@asynccontextmanager
async def at_a_free_port(app: Callable[[str], Starlette], wake: Wake) -> AsyncIterator[str]:
    """Serve an app, made for its address, as the program does until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with served(app(url), listening, None, closing=wake.close):
            yield url


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium of this machine: the one without windows first, which takes a third of the time.

    Raises: FileNotFoundError where there is none.
    """
    path = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if path is None:
        raise FileNotFoundError(f"no Chromium on this machine: apt-get install --no-install-recommends {PROGRAMS[0]}")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        await started.close()


@asynccontextmanager
async def page_of(
    browser: Browser,
    site: Running,
    size: tuple[int, int] = PHONE,
    locale: str = "en-GB",
    *,
    script: bool = True,
    faults: tuple[str, ...] = (),
) -> AsyncIterator[Page]:
    """The page as a person's browser shows it; asks nothing of another host, reports no error but known `faults`."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale=locale, java_script_enabled=script
    )
    asked: list[str] = []
    problems: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = await context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(site.url)
    yield page
    await context.close()
    assert [url for url in asked if not url.startswith(site.url)] == []
    assert [problem for problem in problems if not any(fault in problem for fault in faults)] == []


async def ask(page: Page, text: str) -> Locator:
    """Type a question as a person does; gives the answer."""
    before = await page.locator("article.ours").count()
    await page.fill("#q", text)
    await page.keyboard.press("Enter")
    answer = page.locator("article.ours").nth(before)
    await answer.wait_for()
    return answer


@pytest.fixture(scope="session")
def known(base: Base) -> Base:
    """The pack it ships with."""
    return base


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Skipped where there is no Chromium, unless ADVISORY_TEST_REQUIRE names it."""
    try:
        async with chromium() as started:
            yield started
    except FileNotFoundError as missing:
        if required("chromium"):
            raise
        pytest.skip(str(missing))


@pytest_asyncio.fixture(loop_scope="session")
async def site(known: Base, sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Running]:
    """The public app on a database of its own."""
    file = shutil.copy(sqlite_template, tmp_path / "advisory.db")
    database = await open_database(f"sqlite:///{file}", exclusive=False)
    async with serving(known, database) as running:
        yield running
    await database.close()
