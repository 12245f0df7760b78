"""A team reads in its web chat; the desk sees how many, on the advisory's page and where it is handed over."""

import re

import httpx
import pytest

from bot.phone import deciding
from db import teams
from tests.web.console.client import a_client
from tests.web.console.desk import Office
from tests.web.pushing import issue

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def a_member(site: Office, http: httpx.AsyncClient) -> int:
    """The browser joins a team; gives its number."""
    async with site.desk.database.unit_of_work() as session:
        team = await teams.add(session, "drivers", site.clock())
        code = await teams.invite(session, team.id, site.clock())
    assert (await http.post("/say", data={"q": code})).status_code == 200
    return team.id


async def test_a_tap_on_the_page_is_counted_for_the_desk(site: Office) -> None:
    await site.operator("awa")
    origin = {"Origin": site.url, "Accept-Language": "fr"}
    async with httpx.AsyncClient(base_url=site.url, headers=origin) as http, a_client(site, "awa") as awa:
        team = await a_member(site, http)
        number = await issue(site, scope="team", team=team)
        for told in ("Reading confirmed: 0 of 1.", "read by 0 of 1"):
            assert told in (await awa.get(f"/advisories/{number}")).text + (await awa.get("/handover")).text
        assert "only for the team drivers" in (await awa.get(f"/advisories/{number}")).text
        assert "one team only" in (await awa.get("/advisories")).text
        page = (await http.get("/")).text
        action = re.search(r'value="(a:[^"]+)"', page)
        assert action
        told = await http.post("/tap", data={"action": action[1], "label": "J'ai lu"})
        assert "vous l&#39;avez lu. Merci." in told.text
        assert "a:" + action[1][2:] not in (await http.get("/")).text
        assert "Reading confirmed: 1 of 1." in (await awa.get(f"/advisories/{number}")).text
        assert "read by 1 of 1" in (await awa.get("/handover")).text
    assert "Reading confirmed: 1 of 1." in (await deciding.standing(site.desk, "en")).text


async def test_a_member_types_it_in_the_browser_and_is_counted(site: Office) -> None:
    await site.operator("awa")
    origin = {"Origin": site.url, "Accept-Language": "fr"}
    async with httpx.AsyncClient(base_url=site.url, headers=origin) as http, a_client(site, "awa") as awa:
        number = await issue(site, scope="team", team=await a_member(site, http))
        told = await http.post("/say", data={"q": "J'ai lu"})
        assert "vous l&#39;avez lu. Merci." in told.text
        assert "Reading confirmed: 1 of 1." in (await awa.get(f"/advisories/{number}")).text
