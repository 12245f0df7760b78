"""Entries and unanswered questions in the console: written, read by a second person, told to people, all as text."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from string import Formatter

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from sqlalchemy import text

from bot.conversation.message import Words
from bot.dialogue import Learning, converse
from bot.live import Live
from bot.locales import sentences
from bot.web.console.entryforms import fields_of
from bot.web.console.site import AT
from db import entries, unanswered
from knowledge.check import SENTENCES
from knowledge.entry import LANGS
from tests.web.browser import DESK, PHONE
from tests.web.console.client import Client, a_client
from tests.web.console.desk import Office, at_work
from tests.web.console.reading import form_fields

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEAD = "casualties-dead"
NEW_WORDS = "The army acknowledged deaths in its ranks that evening."


@pytest_asyncio.fixture(loop_scope="session")
async def curators(site: Office) -> AsyncIterator[tuple[Client, Client]]:
    await site.operator("awa", "curator")
    await site.operator("binta", "curator")
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        yield awa, binta


def typed(site: Office, **changed: str) -> dict[str, str | list[str]]:
    """The form of an entry as the page shows it, with some fields typed anew."""
    fields = fields_of(site.desk.base.pack.entries[DEAD])
    return {**{name: list(values) for name, values in fields.items()}, "seen": "0", **changed}


async def drafted(site: Office, awa: Client, **changed: str) -> None:
    answer = await awa.post(f"/knowledge/{DEAD}/edit", **typed(site, **changed))
    assert answer.status_code == 303, answer.text


async def told(site: Office) -> str:
    words = Words("How many people died in the attack on Bamako?")
    reply = await converse(site.desk, channel="web", address="a", kind="private", speaker="v", message=words, hint="en")
    return reply.text


async def test_a_revision_is_told_once_a_second_curator_published_it(
    site: Office, curators: tuple[Client, Client], tmp_path: Path
) -> None:
    awa, binta = curators
    live = Live(site.desk, tmp_path)
    await drafted(site, awa, **{"s0.en": NEW_WORDS})
    await awa.post(f"/knowledge/{DEAD}/submit", number="1")
    own = await awa.post(f"/knowledge/{DEAD}/publish", number="1", code=site.code("awa"))
    assert own.status_code == 409
    assert "ask a second curator" in own.text
    await live.refresh()
    assert NEW_WORDS not in await told(site)
    page = (await binta.get(f"/knowledge/{DEAD}")).text
    assert f"<ins>{NEW_WORDS}</ins>" in page
    unproved = await binta.post(f"/knowledge/{DEAD}/publish", number="1", code="000000")
    assert unproved.status_code == 403
    done = await binta.post(f"/knowledge/{DEAD}/publish", number="1", code=site.code("binta"))
    assert done.status_code == 303
    await live.refresh()
    assert NEW_WORDS in await told(site)
    await awa.post(f"/knowledge/{DEAD}/withdraw", why="it was wrong")
    await live.refresh()
    assert NEW_WORDS not in await told(site)


async def test_what_the_check_finds_is_told_and_nothing_typed_is_lost(
    site: Office, curators: tuple[Client, Client]
) -> None:
    wrong = {"s0.en": "They are perfectly safe now!", "s1.by": "nobody-known", "review": ""}
    answer = await curators[0].post(f"/knowledge/{DEAD}/edit", **typed(site, **wrong))
    assert answer.status_code == 422
    assert "Look again on: is missing" in answer.text
    assert "They are perfectly safe now!" in answer.text
    answer = await curators[0].post(f"/knowledge/{DEAD}/edit", **typed(site, **{**wrong, "review": "2027-05-22"}))
    assert "no exclamation marks" in answer.text
    assert "nobody-known is not in sources.yaml" in answer.text
    async with site.desk.database.reading() as session:
        assert await entries.history(session, DEAD) == ()


async def test_the_second_of_two_curators_is_told_of_the_first(site: Office, curators: tuple[Client, Client]) -> None:
    awa, binta = curators
    await drafted(site, awa, **{"s0.en": NEW_WORDS})
    late = await binta.post(f"/knowledge/{DEAD}/edit", **typed(site, **{"s0.en": "Another text."}))
    assert late.status_code == 409
    assert "Somebody else has changed this entry" in late.text
    assert "Another text." in late.text
    # The second curator is shown what the first changed, and saves over it knowingly.
    assert f"<ins>{NEW_WORDS}</ins>" in late.text
    again = {name: values for name, values in form_fields(late.text, "draft").items() if name != "token"}
    assert (await binta.post(f"/knowledge/{DEAD}/edit", **again)).status_code == 303
    async with site.desk.database.reading() as session:
        newest = (await entries.history(session, DEAD))[0]
    assert newest.entry
    assert newest.entry.statements[0].en == "Another text."


async def test_what_a_curator_typed_outlives_the_log_in_and_goes_once_it_is_saved(
    site: Office, curators: tuple[Client, Client]
) -> None:
    awa, path = curators[0], f"/knowledge/{DEAD}/edit"
    token, fields = await awa.token(), form_fields((await awa.get(path)).text, "draft")
    fields["s0.en"] = ["Typed before the night was over."]
    site.clock.forward(31 * 60)
    headers = {"Origin": site.url, "Referer": f"{site.url}{AT}{path}"}
    sent = await awa.http.post(AT + path, data={**fields, "token": token}, headers=headers)
    assert sent.headers["location"] == f"{AT}/login?next={AT}{path}"
    await awa.log_in("awa")
    async with site.desk.database.unit_of_work() as session:
        await unanswered.leave(session, "how many were killed", "en", "left", site.clock())
        [left] = await unanswered.left(session)
    page = (await awa.get(f"{path}?question={left.id}")).text
    assert "This is what you had typed on" in page
    assert "Typed before the night was over." in page
    assert "how many were killed" in page
    again = {name: values for name, values in form_fields(page, "draft").items() if name != "token"}
    assert (await awa.post(path, **again)).status_code == 303
    assert "This is what you had typed on" not in (await awa.get(path)).text


async def test_what_is_typed_of_a_new_entry_is_kept_until_it_is_discarded(curators: tuple[Client, Client]) -> None:
    awa = curators[0]
    await awa.post("/keep", **{"subject": "entry:new", "title.en": "Half an entry"})
    assert "Half an entry" in (await awa.get("/knowledge/new")).text
    away = await awa.post("/forget", subject="entry:new")
    assert away.headers["location"] == f"{AT}/knowledge/new"
    assert "Half an entry" not in (await awa.get("/knowledge/new")).text


async def test_curators_read_whether_changed_questions_are_learnt(
    site: Office, curators: tuple[Client, Client], tmp_path: Path
) -> None:
    awa, binta = curators
    live, folder = Live(site.desk, tmp_path / "learnt"), tmp_path / "learnt"
    folder.write_text("no folder")

    async def pages() -> list[str]:
        return [(await awa.get(page)).text for page in ("/knowledge", f"/knowledge/{DEAD}")]

    assert not any("learnt" in page for page in await pages())
    site.desk.learning = Learning.UNDER_WAY
    assert all("Changed example questions are being learnt." in page for page in await pages())
    asked = (*site.desk.base.pack.entries[DEAD].questions.en, "zorbulon?")
    await drafted(site, awa, **{"questions.en": "\n".join(asked)})
    await awa.post(f"/knowledge/{DEAD}/submit", number="1")
    await binta.post(f"/knowledge/{DEAD}/publish", number="1", code=site.code("binta"))
    await live.refresh()
    async with asyncio.timeout(30):
        while site.desk.learning is not Learning.FAILED:  # noqa: ASYNC110 - nobody is told but who reads the page
            await asyncio.sleep(0.05)
    await live.close()
    assert all("could not be learnt" in page for page in await pages())


async def test_who_is_no_curator_reads_and_changes_nothing(site: Office) -> None:
    await site.operator("viewer", "viewer")
    async with a_client(site, "viewer") as viewer:
        page = (await viewer.get(f"/knowledge/{DEAD}")).text
        assert "77 dead" in page
        assert f"/knowledge/{DEAD}/edit" not in page
        answer = await viewer.post(f"/knowledge/{DEAD}/edit", **typed(site))
        assert "may not change what the assistant knows" in answer.text
    async with site.desk.database.reading() as session:
        assert await entries.history(session, DEAD) == ()


async def test_an_entry_that_the_assistant_needs_cannot_be_taken_out(
    site: Office, curators: tuple[Client, Client]
) -> None:
    danger = site.desk.base.pack.about.danger
    answer = await curators[0].post(f"/knowledge/{danger}/take-out", seen="0")
    assert answer.status_code == 403
    assert "needs this entry" in answer.text


async def test_entries_are_found_by_their_words_and_a_question_can_be_tried(
    curators: tuple[Client, Client],
) -> None:
    page = (await curators[0].get("/knowledge?q=hw+many+ppl+died")).text
    assert re.findall(r'/console/knowledge/([a-z-]+)"', page)[1:] == [DEAD]
    tried = await curators[0].get(f"/knowledge/{DEAD}/ask?q=who+won+the+world+cup")
    assert "I have nothing on that" in tried.text or "not sure" in tried.text


async def test_questions_that_were_left_stand_together_and_become_examples(
    site: Office, curators: tuple[Client, Client]
) -> None:
    async with site.desk.database.unit_of_work() as session:
        for text in ("is the blood bank <b>open</b> on friday", "is the blood bank open friday", "who sells goats"):
            await unanswered.leave(session, text, "en", "nothing", site.clock())
        await unanswered.count(session, ["casualties"], site.clock())
    page = (await curators[0].get("/unanswered")).text
    assert page.count('<li class="need">') == 2
    assert "<b>open</b>" not in page
    number = re.findall(r"/knowledge/new\?question=(\d+)", page)[0]
    form = (await curators[0].get(f"/knowledge/{DEAD}/edit?question={number}")).text
    assert "blood bank &lt;b&gt;open&lt;/b&gt;" in form
    await curators[0].post("/unanswered/dismiss", question=[number])
    assert (await curators[0].get("/unanswered")).text.count("<b>") == 0
    async with site.desk.database.reading() as session:
        assert len(await unanswered.left(session)) == 2


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_the_pages_fit_and_work_without_script(
    site: Office, browser: Browser, curators: tuple[Client, Client], size: tuple[int, int]
) -> None:
    await drafted(site, curators[0], **{"s0.en": NEW_WORDS})
    async with at_work(browser, site, "binta", size, script=False) as page:
        for path in ("/knowledge", f"/knowledge/{DEAD}", f"/knowledge/{DEAD}/edit", "/knowledge/new", "/unanswered"):
            await page.goto(f"{site.url}/console{path}")
            assert await page.locator("h1").count() == 1
            box = await page.locator("main").bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= size[0]


async def test_many_questions_are_read_a_page_at_a_time_the_newest_first_dealt_with(
    site: Office, curators: tuple[Client, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Words of its own for each, so that none is like another.
    letters = str.maketrans("0123456789", "ghijklmnop")  # numbers would be masked
    asked = [sha256(bytes([n])).hexdigest()[:16].translate(letters) for n in range(45)]
    async with site.desk.database.unit_of_work() as session:
        for each in asked:
            await unanswered.leave(session, each, "en", "left", site.clock())
    pages = [(await curators[0].get(f"/unanswered?from={start}")).text for start in (0, 20, 40)]
    assert "45 questions were left unanswered" in pages[0]
    assert [sum(each in page for each in asked) for page in pages] == [20, 20, 5]
    assert ["More questions" in page for page in pages] == [True, True, False]
    assert ["Previous questions" in page for page in pages] == [False, True, True]
    assert "Here are the newest" not in pages[0]
    monkeypatch.setattr("bot.web.console.wondering.MOST", 30)
    last = (await curators[0].get("/unanswered?from=20")).text
    assert "45 questions were left unanswered. Here are the newest 30; the others come up" in last
    assert sum(each in last for each in asked) == 10


async def test_an_entry_that_is_only_being_written_is_in_the_list(
    site: Office, curators: tuple[Client, Client]
) -> None:
    like = site.desk.base.pack.entries[DEAD]
    new = like.model_copy(update={"id": "brand-new", "title": like.title.model_copy(update={"en": "Something else"})})
    async with site.desk.database.unit_of_work() as session:
        await entries.write(session, "brand-new", new, 1, None, site.clock(), seen=0)
    for path in ("/knowledge?q=something+ELSE", "/knowledge?group=waiting"):
        assert "Something else" in (await curators[0].get(path)).text
    assert "Something else" not in (await curators[0].get("/knowledge?group=revised")).text


async def test_a_french_curator_reads_in_french_what_the_check_finds(site: Office) -> None:
    await site.operator("fanta", "curator", language="fr")
    wrong = {"s0.en": "They are perfectly safe now!", "s1.by": "nobody-known"}
    async with a_client(site, "fanta") as fanta:
        answer = await fanta.post(f"/knowledge/{DEAD}/edit", **typed(site, **wrong))
    told = html.unescape(answer.text).replace("\u00a0", " ")
    assert "Phrase 1, Anglais : pas de point d'exclamation (!)" in told
    assert "Phrase 1, Anglais : « are perfectly safe » : rien n'est dit sûr" in told
    assert "nobody-known n'est pas dans sources.yaml" in told
    assert "exclamation marks" not in told


async def test_every_rule_of_the_check_has_a_sentence_in_both_languages() -> None:
    for rule, english in SENTENCES.items():
        names = {name for _, name, _, _ in Formatter().parse(english) if name}
        for lang in LANGS:
            said = sentences(lang)[f"knowledge.wrong.{rule}"]
            assert {name for _, name, _, _ in Formatter().parse(said) if name} <= names


async def test_an_entry_that_a_newer_pack_changed_is_shown_as_a_conflict(
    site: Office, curators: tuple[Client, Client]
) -> None:
    awa, binta = curators
    await drafted(site, awa, **{"s0.en": NEW_WORDS})
    await awa.post(f"/knowledge/{DEAD}/submit", number="1")
    await binta.post(f"/knowledge/{DEAD}/publish", number="1", code=site.code("binta"))
    conflict = "The pack's own entry changed since this revision was written"
    assert conflict not in html.unescape((await awa.get(f"/knowledge/{DEAD}")).text)
    async with site.desk.database.unit_of_work() as session:
        await session.execute(text("UPDATE entry_revision SET base_hash = 'of an earlier pack'"))
    assert conflict in html.unescape((await awa.get(f"/knowledge/{DEAD}")).text)


async def test_numbers_that_nobody_verified_are_listed_beside_what_is_stale(
    site: Office, curators: tuple[Client, Client]
) -> None:
    [first, *_] = [each for each in site.desk.base.pack.contents.contacts if not each.usable]
    assert html.escape(first.name.en) in (await curators[0].get("/knowledge?group=stale")).text
    assert html.escape(first.name.en) not in (await curators[0].get("/knowledge")).text
