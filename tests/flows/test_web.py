"""The web chat in a real Chromium, on a phone and on a desk."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.browser import DESK, PHONE, Running, ask, browser, known, page_of, site
from tests.web.pushing import expire, issue

__all__ = ["browser", "known", "site"]

pytestmark = pytest.mark.asyncio(loop_scope="session")
sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])

ENGLISH = "What happened in Bamako on 17 September 2024?"
FRENCH = "Que s'est-il passé à Bamako le 17 septembre 2024 ?"
# Characters of the longest line among paragraphs that fill more than one.
LONGEST_LINE = """() => Math.max(...[...document.querySelectorAll(".ours > p:not(.quiet)")].map((paragraph) => {
  const text = paragraph.firstChild, range = document.createRange(), lines = new Map();
  for (let at = 0; at < text.length; at++) {
    range.setStart(text, at); range.setEnd(text, at + 1);
    const top = Math.round(range.getBoundingClientRect().top);
    lines.set(top, (lines.get(top) ?? 0) + 1);
  }
  return lines.size > 1 ? Math.max(...lines.values()) : 0;
}))"""


async def follow(page: Page, place: str = "Faladié") -> None:
    """Subscribe by taps alone."""
    await page.get_by_role("button", name=re.compile("Get advisories|Recevoir les avis")).first.click()
    await page.get_by_role("button", name=place, exact=True).last.click()
    await page.get_by_text(re.compile("You will receive|Vous recevrez")).first.wait_for()


async def no_overflow(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    assert await page.evaluate("document.querySelector('header').getBoundingClientRect().top") == 0


@sizes
async def test_a_question_in_either_language_is_answered_in_it(
    browser: Browser, site: Running, size: tuple[int, int]
) -> None:
    async with page_of(browser, site, size) as page:
        english = await ask(page, ENGLISH)
        french = await ask(page, FRENCH)
        assert await english.get_attribute("lang") == "en"
        assert await french.get_attribute("lang") == "fr"
        assert await english.locator(".quiet").count() > 0
        assert await page.locator("article.mine").count() == 2
        await no_overflow(page)


@sizes
async def test_a_suggestion_is_tapped_and_a_follow_up_understood(
    browser: Browser, site: Running, size: tuple[int, int]
) -> None:
    async with page_of(browser, site, size) as page:
        await page.get_by_role("button", name="Which places were attacked in Bamako?").click()
        await page.locator("article.ours").nth(1).wait_for()
        assert await page.locator("article.mine p").inner_text() == "Which places were attacked in Bamako?"
        answer = await ask(page, "who says so?")
        assert await answer.locator("a").count() > 0


async def test_the_language_switch_changes_the_page_and_keeps_the_conversation(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        await ask(page, ENGLISH)
        await page.get_by_role("button", name="Français").click()
        await page.get_by_role("button", name="Envoyer").wait_for()
        assert await page.locator("html").get_attribute("lang") == "fr"
        assert ENGLISH in await page.locator("#messages").inner_text()
        answer = await ask(page, "bonjour")
        assert await answer.get_attribute("lang") == "fr"


async def test_a_browser_that_speaks_french_is_greeted_in_french(browser: Browser, site: Running) -> None:
    async with page_of(browser, site, locale="fr-FR") as page:
        assert await page.get_by_placeholder("Écrivez votre question").count() == 1
        assert "service d'urgence" in await page.locator("article.ours").first.inner_text()


@sizes
async def test_a_pushed_advisory_arrives_in_the_open_page(
    browser: Browser, site: Running, size: tuple[int, int]
) -> None:
    async with page_of(browser, site, size) as page:
        await follow(page)
        await issue(site)
        arrived = page.locator("article[data-delivery]")
        await arrived.wait_for()
        assert "Avoid Faladié and the airport road" in await arrived.inner_text()
        assert await arrived.locator(".notice.severe").count() == 1
        band = page.locator("#band details")
        assert "Avoid Faladié" in await band.locator("summary").inner_text()
        assert not await band.locator(".inside").is_visible()
        await band.locator("summary").click()
        assert await band.locator(".inside").is_visible()
        await no_overflow(page)


async def test_a_page_in_the_background_marks_its_title_until_it_is_looked_at(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        await follow(page)
        await page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
        await issue(site)
        await expect(page).to_have_title("(1) Bamako advisory assistant")
        await page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
        assert await page.title() == "Bamako advisory assistant"


async def test_an_advisory_that_is_replaced_changes_in_the_page(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        await follow(page)
        first = await issue(site)
        await page.locator("article[data-delivery]").wait_for()
        site.clock.forward(600)
        await issue(
            site, kind="update", replaces=first, en={"headline": "Airport road open"}, fr={"headline": "Route rouverte"}
        )
        await page.locator("article[data-delivery]").nth(1).wait_for()
        assert await page.locator("article[data-delivery]").first.locator(".notice.unknown").count() == 1
        assert "restez" not in await page.locator("article[data-delivery]").first.inner_text()
        assert "stay indoors" not in await page.locator("article[data-delivery]").first.inner_text()
        assert "Airport road open" in await page.locator("#band").inner_text()
        assert "Avoid Faladié" not in await page.locator("#band").inner_text()


async def test_an_advisory_that_expired_leaves_the_band_and_says_so(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        await follow(page)
        number = await issue(site)
        await page.locator("article[data-delivery]").wait_for()
        site.clock.forward(7 * 3600)
        await expire(site, number)
        await page.locator("article[data-delivery] .notice.unknown").wait_for()
        assert await page.locator("#band details").count() == 0


async def test_a_reload_keeps_the_conversation_and_what_changed_meanwhile(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        await follow(page)
        await ask(page, ENGLISH)
        first = await issue(site)
        await page.locator("article[data-delivery]").wait_for()
        await page.goto("about:blank")
        site.clock.forward(600)
        await issue(
            site, kind="all_clear", replaces=first, en={"headline": "Faladié: end"}, fr={"headline": "Faladié : fin"}
        )
        await page.goto(site.url)
        await page.locator("article[data-delivery]").nth(1).wait_for()
        assert ENGLISH in await page.locator("#messages").inner_text()
        earlier = page.locator("article[data-delivery]").first
        await earlier.locator(".notice.unknown").wait_for()
        assert "stay indoors" not in await earlier.inner_text()
        assert await page.locator("#band details").count() == 0


async def test_a_discreet_chat_shows_an_advisory_only_when_opened(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        await follow(page)
        await page.locator("button[value='i:on']").last.click()
        await page.locator("article.ours").nth(3).wait_for()
        await issue(site)
        arrived = page.locator("article[data-delivery]")
        await arrived.wait_for()
        assert "Faladié" not in await arrived.inner_text()
        assert "Faladié" not in await page.locator("#band").inner_text()
        await arrived.locator("summary").click()
        assert "Avoid Faladié" in await arrived.inner_text()


@sizes
async def test_without_script_asking_tapping_and_the_band_work(
    browser: Browser, site: Running, size: tuple[int, int]
) -> None:
    await issue(site)
    async with page_of(browser, site, size, script=False) as page:
        assert await page.locator("#band details summary").count() == 1
        await page.fill("#q", ENGLISH)
        await page.get_by_role("button", name="Send").click()
        await page.locator("article.mine").wait_for()
        assert await page.locator("article.mine p").inner_text() == ENGLISH
        assert await page.locator("article.ours").count() == 1
        await page.locator("article.ours .chips button").first.click()
        await page.wait_for_url("**/tap")
        assert await page.locator("article.ours").count() == 1
        await page.get_by_role("button", name="Français").click()
        await page.get_by_role("button", name="Envoyer").wait_for()
        await no_overflow(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_markup_in_a_question_is_shown_as_text(browser: Browser, site: Running, script: bool) -> None:
    attack = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\"'><b>bold"
    async with page_of(browser, site, script=script) as page:
        await page.fill("#q", attack)
        await page.get_by_role("button", name="Send").click()
        await page.locator("article.mine p").first.wait_for()
        await page.locator("article.mine ~ article.ours").wait_for()
        assert await page.locator("article.mine p").inner_text() == attack
        assert await page.locator("#messages img, #messages script, #messages b").count() == 0
        await page.reload()
        assert await page.title() == "Bamako advisory assistant"
        assert await page.locator("#messages img, #messages script, #messages b").count() == 0


async def test_markup_in_an_advisory_is_shown_as_text(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        await follow(page)
        await issue(site, en={"headline": "Avoid <b>Faladié</b> <script>1</script>"})
        await page.locator("article[data-delivery]").wait_for()
        assert "<b>Faladié</b>" in await page.locator("article[data-delivery]").inner_text()
        assert await page.locator("#messages b, #band b, #band script").count() == 0


async def test_the_keyboard_alone_is_enough_and_the_focus_is_seen(browser: Browser, site: Running) -> None:
    async with page_of(browser, site, DESK) as page:
        for _ in range(30):
            await page.keyboard.press("Tab")
            name = await page.evaluate("document.activeElement.textContent")
            outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid", name
            if name == ENGLISH:
                break
        await page.keyboard.press("Enter")
        await page.locator("article.ours").nth(1).wait_for()
        await page.locator("#q").focus()
        await page.keyboard.type("who says so?")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.press("Enter")
        await page.locator("article.ours").nth(2).wait_for()
        assert await page.evaluate("document.activeElement.id") == "q"


@sizes
async def test_everything_to_touch_is_large_enough(browser: Browser, site: Running, size: tuple[int, int]) -> None:
    await issue(site)
    async with page_of(browser, site, size) as page:
        for target in await page.locator("button:visible, textarea:visible, summary:visible").all():
            box = await target.bounding_box()
            assert box is not None
            assert box["height"] >= 44, await target.inner_text()
            assert box["width"] >= 44, await target.inner_text()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_nothing_is_wider_than_the_screen(browser: Browser, site: Running, width: int) -> None:
    async with page_of(browser, site, (width, 800)) as page:
        await ask(page, "x" * 400)
        await ask(page, "Which movement restrictions followed the attack?")
        await no_overflow(page)


async def test_text_lines_are_at_most_68_characters_long(browser: Browser, site: Running) -> None:
    async with page_of(browser, site, DESK) as page:
        await ask(page, ENGLISH)
        longest = await page.evaluate(LONGEST_LINE)
        assert 50 <= longest <= 68


async def test_a_broken_connection_is_said_and_the_question_can_be_sent_again(browser: Browser, site: Running) -> None:
    async with page_of(browser, site, faults=("502",)) as page:
        await page.get_by_text("Connected").wait_for()
        blocked = re.compile(r"/say$")
        await page.route(blocked, lambda route: route.fulfill(status=502, body="bad gateway"))
        await page.fill("#q", ENGLISH)
        await page.keyboard.press("Enter")
        again = page.get_by_role("button", name="Send again")
        await again.wait_for()
        await page.fill("#q", "typing is never blocked")
        await page.unroute(blocked)
        await again.click()
        await page.locator("article.ours").nth(1).wait_for()
        assert await page.locator(".note").count() == 0
        assert await page.input_value("#q") == "typing is never blocked"


async def test_answers_stand_under_their_questions_however_fast_they_are_typed(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        for question in (ENGLISH, FRENCH, "bonjour"):
            await page.fill("#q", question)
            await page.keyboard.press("Enter")
        await page.locator("article.ours").nth(3).wait_for()
        order = await page.evaluate(
            "[...document.querySelectorAll('#messages article')].map(one => one.matches('.mine') ? 'q' : 'a').join('')"
        )
        assert order == "aqaqaqa"


async def test_colours_follow_the_phone_and_motion_is_reduced_on_request(browser: Browser, site: Running) -> None:
    async with page_of(browser, site) as page:
        light = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert light == "rgb(255, 255, 255)"
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
        answer = await ask(page, ENGLISH)
        assert await answer.evaluate("one => getComputedStyle(one).animationName") == "none"
