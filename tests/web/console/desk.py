"""A console with the public page beside it, operators with passwords and authenticators, and browsers before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pyotp
from argon2 import PasswordHasher
from playwright.async_api import Browser, Page
from starlette.applications import Starlette

from bot.dialogue import Desk
from bot.web.console.app import beside, open_console
from bot.web.console.site import AT
from bot.web.public import public_app
from bot.web.wake import Wake
from db import invitations, operators
from db.operators import Role
from db.sealing import Sealer
from db.session import Database
from knowledge.base import Base
from tests.web.browser import PHONE, Clock, Running, at_a_free_port

PASSWORD = "a long enough sentence"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # a weak one costs the tests little
STEP = 30  # seconds that a code lasts
EVERYTHING: tuple[Role, ...] = ("author", "approver", "curator", "administrator")


@dataclass(frozen=True)
class Office(Running):
    """What the tests of the console work with."""

    secrets: dict[str, str] = field(default_factory=dict)

    async def operator(self, name: str, *roles: Role, language: str = "en") -> int:
        """Somebody with a password and an authenticator."""
        async with self.desk.database.unit_of_work() as session:
            added = await operators.add(session, self.desk.sealer, name, self.clock(), roles=roles or EVERYTHING)
            await invitations.set_password(session, added.operator.id, HASH, self.clock())
            if language == "fr":
                await operators.set_language(session, added.operator.id, "fr")
        assert added.totp_uri
        self.secrets[name] = pyotp.parse_uri(added.totp_uri).secret
        return added.operator.id

    def code(self, name: str) -> str:
        """A code that nobody has used: the clock goes on to the next one."""
        self.clock.forward(STEP)
        return pyotp.TOTP(self.secrets[name]).at(self.clock())


@asynccontextmanager
async def office(base: Base, database: Database, *, demo: bool = False) -> AsyncIterator[Office]:
    """Serve console and public page on one port until the block ends."""
    clock, wake = Clock(), Wake()
    desk = Desk(base, database, Sealer(Sealer.make_key()), clock)

    def app(url: str) -> Starlette:
        console = open_console(desk, organisation="Example NGO", rate=25, url=url, demo=demo, ring=wake.ring)
        return beside(console, public_app(desk, wake, base_url=url))

    async with at_a_free_port(app, wake) as url:
        yield Office(url, desk, wake, clock)


@asynccontextmanager
async def at_work(
    browser: Browser, site: Office, name: str, size: tuple[int, int] = PHONE, *, script: bool = True
) -> AsyncIterator[Page]:
    """The console in a browser in which this operator is logged in; it asks no other host and reports no error."""
    width, height = size
    context = await browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    asked: list[str] = []
    problems: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = await context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    await log_in(page, site, name)
    yield page
    await context.close()
    assert [url for url in asked if not url.startswith(site.url)] == []
    # A refusal is an answer: the browser calls its status an error.
    assert [problem for problem in problems if "status of 4" not in problem] == []


async def log_in(page: Page, site: Office, name: str) -> None:
    """As a person does."""
    await page.goto(f"{site.url}{AT}/login")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.fill("#code", site.code(name))
    await page.click("main button.primary")
    await page.wait_for_url(f"{site.url}{AT}/")
