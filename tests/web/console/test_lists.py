"""Lists of advisories and entries: in the order that was asked for, which stays in the address."""

import re
from datetime import timedelta

import pytest

from bot.web.console.site import AT
from tests.makers import an_alert
from tests.web.console.client import Client, a_client, in_review
from tests.web.console.desk import Office

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def listed(client: Client, **asked: str) -> list[str]:
    """The names in a list's rows."""
    page = (await client.http.get(f"{AT}/advisories", params=asked)).text
    return re.findall(rf'<th scope="row"><a href="{AT}/advisories/(\d+)"', page)


async def test_advisories_are_sorted_by_beginning_end_and_severity(site: Office) -> None:
    author, now = await site.operator("awa"), site.clock()
    kinds = (("Moderate", 3), ("Extreme", 9), ("Severe", 1))
    for severity, hours in kinds:
        await in_review(site, author, an_alert(severity=severity, expires=now + timedelta(hours=hours)))
    async with a_client(site, "awa") as awa:
        assert (
            await listed(awa) == await listed(awa, sort="begun") == await listed(awa, sort="nothing") == ["3", "2", "1"]
        )
        assert await listed(awa, sort="ends") == ["3", "1", "2"]
        assert await listed(awa, sort="gravest") == ["2", "3", "1"]
        assert await listed(awa, sort="gravest", group="waiting", q="Faladi") == ["2", "3", "1"]
    site.clock.forward(2 * 3600)
    async with a_client(site, "awa") as awa:
        assert await listed(awa, sort="ends") == ["1", "2", "3"]  # what is over comes last


async def test_what_is_chosen_stays_chosen(site: Office) -> None:
    author = await site.operator("awa")
    for _ in range(51):
        await in_review(site, author, an_alert())
    async with a_client(site, "awa") as awa:
        asked = {"sort": "gravest", "q": "Faladi", "group": "waiting"}
        page = (await awa.http.get(f"{AT}/advisories", params=asked)).text
        assert '<option value="gravest" selected>' in page
        assert 'href="?group=drafts&amp;q=Faladi&amp;sort=gravest"' in page
        [further] = re.findall(r'href="(\?[^"]*from=50)"', page)
        assert further == "?group=waiting&amp;q=Faladi&amp;sort=gravest&amp;from=50"
        rest = await awa.http.get(f"{AT}/advisories", params={**asked, "from": "50"})
        assert len(re.findall('<th scope="row">', rest.text)) == 1


async def test_entries_are_sorted_by_topic_title_and_review(site: Office) -> None:
    await site.operator("awa", language="fr")
    entries = site.desk.base.pack.contents.entries
    async with a_client(site, "awa") as awa:

        async def first(sort: str) -> str:
            page = (await awa.get(f"/knowledge?sort={sort}")).text
            return re.findall(rf'<th scope="row"><a href="{AT}/knowledge/([a-z0-9-]+)"', page)[0]

        soonest = await first("review")
        assert site.desk.base.pack.entries[soonest].review == min(each.review for each in entries)
        assert site.desk.base.pack.entries[await first("topic")].topic == "attack"
        titled = site.desk.base.pack.entries[await first("title")].title.fr
    assert titled.casefold()[0] in "«à'0123456789a"
