"""From an empty form to people's chats and back: the whole life of an advisory, in real browsers."""

import pytest
from playwright.async_api import Browser, Page, expect

from bot.web.console.site import AT
from tests.web.browser import ask, page_of
from tests.web.console.desk import Office, at_work

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS = {
    "en.headline": "Avoid Faladié and the airport road",
    "fr.headline": "Évitez Faladié et la route de l'aéroport",
    "en.action": "If you are there: stay indoors, away from windows.",
    "fr.action": "Si vous y êtes : restez à l'intérieur, loin des fenêtres.",
    "en.happened": "armed attack on the gendarmerie school",
    "fr.happened": "attaque armée contre l'école de gendarmerie",
    "en.sources": "communiqué of the army",
    "fr.sources": "communiqué de l'armée",
}
EVENT = {"en.event": "armed attack", "fr.event": "attaque armée"}


async def write(page: Page, site: Office) -> int:
    """A new advisory about Faladié, handed over for review; its number."""
    await page.goto(f"{site.url}{AT}/advisories/new")
    await page.fill("#place", "faladi")
    await page.locator("#found label", has_text="Commune VI").filter(has_text="Faladié").first.click()
    await page.select_option("#severity", "Severe")
    await page.select_option("#urgency", "Immediate")
    await page.select_option("#certainty", "Observed")
    await page.click("details.more summary")
    for name, text in {**TEXTS, **EVENT}.items():
        await page.fill(f'[name="{name}"]', text)
    await page.get_by_role("button", name="Save and ask for approval").click()
    await page.wait_for_url(f"{site.url}{AT}/advisories/*")
    return int(page.url.rpartition("/")[2])


async def approve_and_send(page: Page, site: Office, name: str, number: int, word: str) -> None:
    await page.goto(f"{site.url}{AT}/advisories/{number}")
    await page.fill("#code", site.code(name))
    await page.fill("#confirm", word)
    await page.get_by_role("button", name="Approve and send").click()
    await expect(page.locator("header.titled .state")).not_to_have_text("waits for approval")


async def test_an_advisory_goes_the_whole_way(browser: Browser, site: Office) -> None:
    await site.operator("awa")
    await site.operator("binta")
    async with (
        page_of(browser, site) as chat,
        at_work(browser, site, "awa") as author,
        at_work(browser, site, "binta", (1280, 900)) as approver,
    ):
        await ask(chat, "subscribe Bamako")
        number = await write(author, site)
        await expect(author.locator(".decide")).to_contain_text("a second operator approves it")
        await expect(author.get_by_role("button", name="Approve")).to_have_count(0)

        await approve_and_send(approver, site, "binta", number, "severe")
        await expect(chat.locator("article.ours").last).to_contain_text("Avoid Faladié and the airport road")
        await expect(chat.locator("#band")).to_contain_text("Avoid Faladié")

        await author.goto(f"{site.url}{AT}/advisories/{number}")
        await author.get_by_role("link", name="Update", exact=True).click()
        await author.fill('[name="en.changed"]', "The airport road is open again.")
        await author.fill('[name="fr.changed"]', "La route de l'aéroport est rouverte.")
        await author.fill('[name="en.headline"]', "Avoid Faladié")
        await author.fill('[name="fr.headline"]', "Évitez Faladié")
        await author.get_by_role("button", name="Save and ask for approval").click()
        await author.wait_for_url(f"{site.url}{AT}/advisories/{number + 1}")
        await approve_and_send(approver, site, "binta", number + 1, "SEVERE")
        await expect(chat.locator("article.ours").last).to_contain_text("The airport road is open again.")
        await expect(chat.locator("#messages")).to_contain_text("Replaced by update 2")

        await author.goto(f"{site.url}{AT}/advisories/{number + 1}")
        await author.get_by_role("link", name="Withdraw").click()
        await author.get_by_role("button", name="Withdraw it").click()
        await approve_and_send(approver, site, "binta", number + 2, "end")
        await expect(chat.locator("#messages")).to_contain_text("withdrawn")
        await expect(chat.locator("#band")).to_be_empty()
        answer = await ask(chat, "is there an alert for Faladié?")
        await expect(answer).not_to_contain_text("Avoid Faladié")
        await approver.goto(f"{site.url}{AT}/record?verify=1")
        await expect(approver.locator("main")).to_contain_text("The chain holds")
