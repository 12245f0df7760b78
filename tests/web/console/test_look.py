"""Every page in a real browser: read by axe, no wider than a phone, in both languages, light and dark."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.notice_file import shipped_notices
from bot.render import BAMAKO
from bot.web.console.site import AT
from bot.web.html import FOLDER
from db import entries, notices, unanswered
from tests.makers import an_alert
from tests.web.browser import DESK, PHONE
from tests.web.console.client import every_route, in_review
from tests.web.console.desk import Office, at_work
from tests.web.pushing import issue

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = Path(__file__).with_name("axe.min.js")
SERIOUS = ("serious", "critical")
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAGES = (
    "/",
    "/advisories",
    "/advisories/new",
    "/advisories/1",
    "/advisories/2",
    "/advisories/2/edit",
    "/advisories/3",
    "/advisories/1/withdraw",
    "/reach",
    "/people",
    "/record?verify=1",
    "/handover",
    "/notices",
    "/notices?name={notice}&place=faladie",
    "/notices/write",
    "/notices/write?name={notice}",
    "/advisories/new?kind=correction&replaces=1",
    "/knowledge",
    "/knowledge/new",
    "/knowledge/casualties-dead",
    "/knowledge/casualties-dead/edit",
    "/knowledge/casualties-dead/ask?q=how+many+died",
    "/unanswered",
    "/phone",
    "/nothing-here",
)
PARTS = ("/needs", "/places", "/record/check", "/advisories/{number:id}/progress")  # within pages that are looked at
ELSEWHERE = ("/language", "/record.jsonl")  # a form's address, and a file


async def a_busy_desk(site: Office, language: str) -> None:
    """One advisory in force, one that waits, one exercise, and somebody to look at them."""
    await site.operator("awa", language=language)
    await issue(site)
    author = await site.operator("binta")
    await in_review(site, author, an_alert(severity="Extreme"))
    await in_review(site, author, an_alert(status="Exercise"))
    places, now, first = site.desk.base.pack.gazetteer, site.clock(), shipped_notices()[0]
    async with site.desk.database.unit_of_work() as session:
        kept = await notices.write(session, first, None, places, BAMAKO, now)
        for each in (1, author):
            await notices.approve(session, first.name, kept.number, each, kept.content_hash, now)
        known = site.desk.base.pack.entries["casualties-dead"]
        changed = known.model_copy(update={"review": "2030-01-01"})
        await entries.write(session, known.id, changed, author, None, now, seen=0)
        await unanswered.leave(session, "who sells goats", "en", "left", now)


async def findings(page: Page) -> list[str]:
    """What axe calls serious or critical, with the element."""
    await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(
    ("language", "size", "scheme"), [("en", PHONE, "dark"), ("fr", PHONE, "light"), ("fr", DESK, "light")]
)
async def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    browser: Browser, site: Office, language: str, size: tuple[int, int], scheme: str
) -> None:
    await a_busy_desk(site, language)
    async with at_work(browser, site, "awa", size) as page:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in PAGES:
            await page.goto(f"{site.url}{AT}{path.replace('{notice}', shipped_notices()[0].name)}")
            await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            assert await page.evaluate(WIDE) <= 0, path
            assert await findings(page) == [], path
            assert await page.get_attribute("html", "lang") == language


async def test_no_page_is_left_out(site: Office) -> None:
    for path, method in every_route(site):
        if method != "GET" or path in (*PARTS, *ELSEWHERE):
            continue
        form = re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path))
        assert any(form.fullmatch(page.partition("?")[0]) for page in PAGES), path


async def test_the_way_in_is_readable_too(browser: Browser, site: Office) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.goto(f"{site.url}{AT}/login")
    assert await findings(page) == []
    assert await page.evaluate(WIDE) <= 0
    await page.fill("#name", "nobody")
    await page.fill("#password", "nothing")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_focused()
    assert await findings(page) == []
    await context.close()


async def test_everything_is_reached_by_keyboard_and_the_focus_shows(browser: Browser, site: Office) -> None:
    await a_busy_desk(site, "en")
    async with at_work(browser, site, "awa") as page:
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("main")).to_be_focused()
        await page.goto(f"{site.url}{AT}/advisories/2")
        names = set()
        for _ in range(40):
            await page.keyboard.press("Tab")
            focused = page.locator(":focus")
            if await focused.count():
                names.add((await focused.inner_text()).strip() or await focused.get_attribute("name"))
                assert await focused.evaluate("el => getComputedStyle(el).outlineStyle") != "none"
        assert {"Approve only", "Reject", "Edit"} <= names


async def test_an_exercise_is_unmistakable(browser: Browser, site: Office) -> None:
    await a_busy_desk(site, "en")
    async with at_work(browser, site, "awa") as page:
        await page.goto(f"{site.url}{AT}/advisories/3")
        await expect(page.locator(".reality.exercise")).to_contain_text("EXERCISE")
        await expect(page.locator(".bubble").first).to_contain_text("EXERCISE")
        await page.goto(f"{site.url}{AT}/advisories/2")
        await expect(page.locator(".reality")).to_contain_text("LIVE")


async def test_the_preview_follows_what_is_typed_and_what_is_typed_is_kept(browser: Browser, site: Office) -> None:
    await site.operator("awa")
    async with at_work(browser, site, "awa", DESK) as page:
        await page.goto(f"{site.url}{AT}/advisories/new")
        await page.fill('[name="fr.headline"]', "Restez à l'abri")
        await expect(page.locator("#preview .bubble").nth(1)).to_contain_text("Restez à l'abri")
        await expect(page.locator("#kept")).to_contain_text("Kept at")
        await page.goto(f"{site.url}{AT}/")
        await page.goto(f"{site.url}{AT}/advisories/new")
        await expect(page.locator('[name="fr.headline"]')).to_have_value("Restez à l'abri")


async def test_the_bar_of_pages_fits_a_phone_in_both_languages(browser: Browser, site: Office) -> None:
    await site.operator("awa")
    await site.operator("awa-fr", language="fr")
    for name in ("awa", "awa-fr"):
        async with at_work(browser, site, name) as page:
            wide = await page.locator(".rail ul").evaluate("bar => bar.scrollWidth - bar.clientWidth")
            assert wide <= 0, name


async def test_colours_stand_in_the_tokens_alone() -> None:
    sheet = (FOLDER / "static" / "console.css").read_text()
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", sheet) == []


def templates() -> list[Path]:
    return sorted((FOLDER / "templates" / "console").glob("*.html"))


@pytest.mark.parametrize("template", templates(), ids=lambda path: path.name)
async def test_no_template_marks_text_as_markup(template: Path) -> None:
    text = template.read_text()
    assert "|safe" not in text.replace(" ", "")
    assert "autoescape" not in text
    assert " style=" not in text
    assert " onclick" not in text


async def test_what_waits_stands_most_urgent_first_and_no_page_escapes_twice(browser: Browser, site: Office) -> None:
    await a_busy_desk(site, "fr")
    async with at_work(browser, site, "awa", DESK) as page:
        await page.goto(f"{site.url}{AT}/")
        assert await page.locator('section[aria-labelledby="waiting-h"] .severity').all_inner_texts() == [
            "extrême",
            "grave",
        ]
        for path in PAGES:
            await page.goto(f"{site.url}{AT}{path.replace('{notice}', shipped_notices()[0].name)}")
            assert "&#39;" not in await page.inner_text("body"), path
