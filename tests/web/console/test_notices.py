"""A developing notice: two approve it in daylight, one sends it at night."""

import re

import pytest
from playwright.async_api import Browser, expect

from bot.web.console.site import AT
from db import audit
from tests.web.browser import ask, page_of
from tests.web.console.client import a_client
from tests.web.console.desk import Office, at_work
from tests.web.console.reading import form_fields

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def approved(site: Office) -> None:
    """The shipped notices, with the first of them approved by two."""
    for name in ("binta", "chantal"):
        async with a_client(site, name) as client:
            page = (await client.get("/notices")).text
            if "notices/approve" not in page:
                await client.post("/notices/shipped")
                page = (await client.get("/notices")).text
            form = {key: values[0] for key, values in form_fields(page, "approve-0").items()}
            form.pop("token")
            done = await client.post("/notices/approve", **{**form, "code": site.code(name)})
            assert done.status_code == 303


async def test_one_operator_sends_a_notice_alone_and_it_reaches_the_chat(browser: Browser, site: Office) -> None:
    awa, _, _ = [await site.operator(name) for name in ("awa", "binta", "chantal")]
    await approved(site)
    async with page_of(browser, site) as chat, at_work(browser, site, "awa") as page:
        await ask(chat, "subscribe Bamako")
        await page.goto(f"{site.url}{AT}/notices")
        await page.fill("#typed", "faladie")
        await page.get_by_role("button", name="Find").click()
        await page.locator("label.tick", has_text="Commune VI").first.click()
        await page.get_by_role("button", name="Show it").click()
        word = await page.locator('label[for="confirm"]').inner_text()
        await page.fill("#code", site.code("awa"))
        await page.fill("#confirm", word.split()[1])
        await page.get_by_role("button", name="Send it now, alone").click()
        await page.wait_for_url(f"{site.url}{AT}/advisories/*")
        await expect(page.locator(".alone")).to_contain_text("awa")
        await expect(chat.locator("article.ours").last).to_contain_text("Faladié")
    async with at_work(browser, site, "binta") as other:
        await expect(other.locator("#needs")).to_contain_text("awa issued a developing notice")
    async with site.desk.database.reading() as session:
        lines = {line.action: line.operator_id for line in await audit.lines(session, "alert:1")}
    assert lines["alert issued"] == awa


async def test_a_notice_that_nobody_approved_cannot_be_sent(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        await awa.post("/notices/shipped")
        page = await awa.get("/notices?name=shooting&place=faladie")
        assert "Send it now" not in page.text
        hour = site.clock().isoformat()
        refused = await awa.post("/notices", name="shooting", place="faladie", hour=hour, end=hour, confirm="severe")
        assert refused.status_code == 403
        assert "approved" in refused.text


async def test_an_approved_notice_is_withdrawn_and_nobody_sends_it_any_more(site: Office) -> None:
    for name in ("awa", "binta", "chantal"):
        await site.operator(name)
    await approved(site)
    async with a_client(site, "binta") as binta:
        page = (await binta.get("/notices")).text
        name, number = re.findall(r'name="name" value="([a-z-]+)"><button name="number" value="(\d+)"', page)[0]
        assert (await binta.post("/notices/withdraw", name=name, number=number)).status_code == 303
        assert f'<option value="{name}"' not in (await binta.get("/notices")).text
