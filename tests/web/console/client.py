"""The console as a browser's requests, for what no page of ours would send."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from starlette.routing import Mount, Route

from bot.web.console.app import open_console
from bot.web.console.site import AT
from db import alerts, approvals, drafts
from db.alerts import Record
from knowledge.alert import Alert
from tests.web.console.desk import PASSWORD, Office


@dataclass(frozen=True)
class Client:
    """One browser's cookies; what it sends names its origin, unless told otherwise."""

    site: Office
    http: httpx.AsyncClient

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(AT + path)

    async def post(
        self, path: str, *, headers: dict[str, str] | None = None, **fields: str | list[str]
    ) -> httpx.Response:
        """A form of the page, with its token."""
        return await self.http.post(
            AT + path, data={"token": await self.token(), **fields}, headers=headers or {"Origin": self.site.url}
        )

    async def token(self) -> str:
        found = re.search(r'name="token" value="([0-9a-f]+)"', (await self.get("/handover")).text)
        return found[1] if found else ""

    async def log_in(self, name: str, password: str = PASSWORD, code: str | None = None) -> httpx.Response:
        form = {"name": name, "password": password, "code": self.site.code(name) if code is None else code}
        return await self.http.post(f"{AT}/login", data=form, headers={"Origin": self.site.url})

    @property
    def cookie(self) -> str | None:
        return self.http.cookies.get("operator")


@asynccontextmanager
async def a_client(site: Office, name: str | None = None) -> AsyncIterator[Client]:
    """A browser, logged in where a name is given."""
    async with httpx.AsyncClient(base_url=site.url, timeout=30) as http:
        client = Client(site, http)
        if name:
            assert (await client.log_in(name)).status_code == 303
        yield client


async def in_review(site: Office, author: int, alert: Alert) -> Record:
    """An advisory that waits for approval."""
    async with site.desk.database.unit_of_work() as session:
        drafted = await drafts.draft(session, alert, author, site.clock())
        return await drafts.submit(session, drafted.id, author, site.desk.base.pack.gazetteer, site.clock())


async def now_is(site: Office, number: int) -> Record:
    async with site.desk.database.reading() as session:
        return await alerts.get(session, number)


async def approvals_of(site: Office, number: int) -> int:
    async with site.desk.database.reading() as session:
        return len(await approvals.of_alert(session, number))


def every_route(site: Office) -> list[tuple[str, str]]:
    """Path and method of everything that the console serves but the way in."""
    app = open_console(site.desk, organisation="", rate=1, url="", demo=False, ring=lambda: None)
    routes = [route for route in app.routes if isinstance(route, Route) and not isinstance(route, Mount)]
    found = [(route.path, method) for route in routes for method in sorted(route.methods or ()) if method != "HEAD"]
    return [each for each in found if not each[0].startswith(("/login", "/welcome"))]
