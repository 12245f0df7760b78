"""A developing notice: two approve it in daylight, one sends it at night."""

import re

import pytest
from httpx import Response
from playwright.async_api import Browser, expect

from bot.web.console.site import AT
from db import audit
from tests.web.browser import ask, page_of
from tests.web.console.client import Client, a_client
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


DRONE = {
    "en.headline": "Drone reported: stay inside",
    "fr.headline": "Drone signalé : restez à l'abri",
    "en.action": "Stay indoors, away from windows.",
    "fr.action": "Restez à l'intérieur, loin des fenêtres.",
    "en.happened": "a drone was reported to us at about {hour}, place: {place}. This is not confirmed",
    "fr.happened": "un drone nous a été signalé vers {hour}, lieu : {place}. Ce n'est pas confirmé",
    "en.not_known": "whose it is",
    "fr.not_known": "à qui il est",
    "en.sources": "reports that reached the security desk, not verified",
    "fr.sources": "signalements reçus par le bureau de sécurité, non vérifiés",
    "en.event": "drone reported",
    "fr.event": "drone signalé",
}


async def written(client: Client, **typed: str) -> Response:
    """The form of a new notice, or of the one of this name, with what is typed into it, saved."""
    path = "/notices/write" + (f"?name={typed['of']}" if "of" in typed else "")
    fields = {name: values[-1] for name, values in form_fields((await client.get(path)).text, "draft").items()}
    fields.pop("token")
    return await client.post("/notices/write", **{**fields, "do": "save", **typed})


async def approve(site: Office, *names: str) -> None:
    """The first notice that waits, by each of these."""
    for name in names:
        async with a_client(site, name) as client:
            form = {key: each[0] for key, each in form_fields((await client.get("/notices")).text, "approve-0").items()}
            form.pop("token")
            assert (await client.post("/notices/approve", **{**form, "code": site.code(name)})).status_code == 303


async def test_a_notice_is_written_on_the_page_seen_as_people_will_read_it_and_approved_by_two(
    browser: Browser, site: Office
) -> None:
    for name in ("awa", "binta", "chantal"):
        await site.operator(name)
    async with at_work(browser, site, "awa") as page:
        await page.goto(f"{site.url}{AT}/notices")
        await page.get_by_role("link", name="Write a notice").click()
        await page.fill("#name", "drone-seen")
        await page.locator("details.more").evaluate("each => { each.open = true }")
        for name, text in DRONE.items():
            await page.fill(f"[name='{name}']", text)
        await expect(page.locator("#preview .bubble").first).to_contain_text("Drone reported: stay inside")
        await expect(page.locator("#preview")).not_to_contain_text("{place}")
        await page.get_by_role("button", name="Save for approval").last.click()
        await page.wait_for_url(f"{site.url}{AT}/notices")
        await expect(page.locator("main")).to_contain_text("Drone reported: stay inside · Approvals: 0 of 2")
    await approve(site, "binta", "chantal")
    async with a_client(site, "awa") as awa:
        page_now = (await awa.get("/notices")).text
    assert '<option value="drone-seen"' in page_now


async def test_what_is_wrong_with_a_notice_is_told_by_field_and_nothing_typed_is_lost(site: Office) -> None:
    await site.operator("awa", language="fr")
    async with a_client(site, "awa") as awa:
        typed = {**DRONE, "en.headline": "Drone over {town}: <b>stay</b>"}
        refused = await written(awa, name="drone-seen", **typed)
        assert refused.status_code == 422
        assert "Titre (Anglais) : {town} n&#39;est pas un emplacement" in refused.text
        assert "Drone over {town}: &lt;b&gt;stay&lt;/b&gt;" in refused.text
        refused = await written(awa, name="Drone Seen", **DRONE)
        assert refused.status_code == 422
        assert "Nom court : 40 minuscules" in refused.text
        refused = await written(awa, name="drone-seen", **{**DRONE, "fr.happened": "é" * 2001})
        assert "2000" in refused.text
        assert "Drone signalé" not in (await awa.get("/notices")).text


async def test_the_second_of_two_who_write_one_notice_is_shown_what_the_first_changed(site: Office) -> None:
    for name in ("awa", "binta"):
        await site.operator(name)
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        assert (await written(awa, name="drone-seen", **DRONE)).status_code == 303
        taken = await written(binta, name="drone-seen", **DRONE)
        assert taken.status_code == 409
        assert "There is a notice drone-seen already" in taken.text
        theirs = form_fields((await binta.get("/notices/write?name=drone-seen")).text, "draft")
        theirs.pop("token")
        assert (await written(awa, of="drone-seen", **{"en.not_known": "who flies it"})).status_code == 303
        late = {**theirs, "do": ["save"], "en.not_known": ["where it came from"]}
        refused = await binta.post("/notices/write", **late)
        assert refused.status_code == 409
        assert "<ins>who flies it</ins>" in refused.text
        assert "where it came from" in refused.text
        again = form_fields(refused.text, "draft")
        again.pop("token")
        assert (await binta.post("/notices/write", **{**again, "do": ["save"]})).status_code == 303
        page = (await awa.get("/notices")).text
    assert "where it came from" in page
    assert "who flies it" not in page


async def test_the_text_in_use_stays_until_the_new_one_is_approved(site: Office) -> None:
    for name in ("awa", "binta", "chantal"):
        await site.operator(name)
    async with a_client(site, "awa") as awa:
        await written(awa, name="drone-seen", **DRONE)
        await approve(site, "binta", "chantal")
        await written(awa, of="drone-seen", **{"en.headline": "Drone heard: stay inside"})
        look = "/notices?name=drone-seen&place=faladie"
        assert "Drone reported: stay inside" in (await awa.get(look)).text.partition("Wait for approval")[0]
        await approve(site, "binta", "chantal")
        assert "Drone heard: stay inside" in (await awa.get(look)).text
        assert "Drone reported" not in (await awa.get(look)).text


async def test_a_notice_typed_when_the_log_in_ended_is_kept(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        fields = {**DRONE, "subject": "notice:new", "seen": "0", "name": "drone-seen", "do": "save"}
        token = await awa.token()
        site.clock.forward(31 * 60)
        headers = {"Origin": site.url, "Referer": f"{site.url}{AT}/notices/write"}
        await awa.http.post(f"{AT}/notices/write", data={**fields, "token": token}, headers=headers)
        await awa.log_in("awa")
        assert "Drone reported: stay inside" in (await awa.get("/notices/write")).text
        forgotten = await awa.post("/forget", subject="notice:new")
        assert forgotten.headers["location"] == f"{AT}/notices/write"
