"""What is kept to a team, and what is an exercise: on no public page, in no feed, behind no link that was guessed."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from db import alerts, teams
from tests.web.browser import Running
from tests.web.pushing import issue

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEADLINE = "Avoid Faladié and the airport road"
IN_FRENCH = "Évitez Faladié"
PAGES = (
    "/",
    "/advisories",
    "/advisories?lang=fr",
    "/advisories.atom",
    "/new?after=0",
    "/v/{id}",
    "/advisories/{id}",
    "/advisories/{id}.cap.xml",
)


@pytest_asyncio.fixture(loop_scope="session")
async def client(site: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.url, timeout=15) as opened:
        yield opened


async def issued(site: Running, kept: str) -> int:
    if kept == "exercise":
        return await issue(site, status="Exercise")
    async with site.desk.database.unit_of_work() as session:
        team = await teams.add(session, "drivers", site.clock())
    return await issue(site, scope="team", team=team.id)


async def test_what_is_for_everybody_stands_on_the_pages_that_are_looked_at(
    site: Running, client: httpx.AsyncClient
) -> None:
    number = await issue(site)
    async with site.desk.database.reading() as session:
        identifier = (await alerts.get(session, number)).alert.identifier
    for page in PAGES:
        answer = await client.get(page.format(id=identifier), headers={"Accept-Language": "en"})
        assert (IN_FRENCH if "lang=fr" in page else HEADLINE) in answer.text, page


@pytest.mark.parametrize("kept", ["team", "exercise"])
async def test_nobody_else_reads_it_on_any_public_page(site: Running, client: httpx.AsyncClient, kept: str) -> None:
    number = await issued(site, kept)
    async with site.desk.database.reading() as session:
        identifier = (await alerts.get(session, number)).alert.identifier
    for page in PAGES:
        answer = await client.get(page.format(id=identifier), headers={"Accept-Language": "en"})
        if kept == "team" or "{id}" not in page:
            assert HEADLINE not in answer.text, page
            assert "Faladié" not in answer.text or page == "/", page
        elif answer.status_code == 200:  # whoever was sent an exercise may look whether it still holds
            assert "EXERCISE" in answer.text.upper(), page
