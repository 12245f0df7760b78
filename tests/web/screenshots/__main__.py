"""Pictures of the pages as they are: `python -m tests.web.screenshots` makes the two of the README anew,
`python -m tests.web.screenshots FOLDER` all pages, on a phone and a desk, in both languages, to be looked at.

The coloured marks of Telegram's messages need a font: apt-get install fonts-noto-color-emoji.
"""

import asyncio
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, Page
from sqlalchemy import text

from bot.web.console.site import AT
from db import audit, entries, migrate, notes, teams, unanswered
from db.session import open_database
from knowledge.base import Base
from knowledge.entry import LANGS, Lang
from tests.bench.filling import people
from tests.index import FOLDER
from tests.makers import an_alert
from tests.web.browser import DESK, PHONE, ask, chromium, page_of
from tests.web.console.client import in_review
from tests.web.console.desk import Office, at_work, office
from tests.web.pushing import issue

TALL = (390, 1060)  # the longest answer in one piece
HERE = Path(__file__).parent
NIGHT = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)
AS_WEBP = """async (picture) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 0.8);
}"""
QUESTION = {"en": "how many people died?", "fr": "ya eu combien de morts ?"}
PAGES = {
    "now": "/",
    "advisories": "/advisories",
    "in-force": "/advisories/1",
    "team": "/advisories/2",
    "waiting": "/advisories/3",
    "exercise": "/advisories/4",
    "new": "/advisories/new",
    "edit": "/advisories/3/edit",
    "withdraw": "/advisories/1/withdraw",
    "notices": "/notices",
    "knowledge": "/knowledge",
    "entry": "/knowledge/{entry}",
    "entry-draft": "/knowledge/{draft}",
    "entry-edit": "/knowledge/{draft}/edit",
    "unanswered": "/unanswered",
    "reach": "/reach",
    "people": "/people",
    "phone": "/phone",
    "record": "/record?verify=1",
    "handover": "/handover",
    "not-found": "/nothing-here",
}


async def readme(browser: Browser, site: Office) -> None:
    """The web chat with an answer, and the page on which a second operator decides."""
    async with page_of(browser, site, TALL) as page:
        await ask(page, QUESTION["en"])
        await _keep(page, "chat")
    await fill(site)
    async with at_work(browser, site, "Awa", DESK) as page:
        await page.goto(f"{site.url}{AT}/advisories/3")
        await _keep(page, "approval")


async def everything(browser: Browser, site: Office, folder: Path) -> None:
    """Every page, whole."""
    await fill(site)
    base = site.desk.base.pack.contents.entries
    for lang, (name, size) in product(LANGS, (("phone", PHONE), ("desk", DESK))):
        async with page_of(browser, site, size, "fr-FR" if lang == "fr" else "en-GB") as page:
            await ask(page, QUESTION[lang])
            await _whole(page, folder / f"chat-{lang}-{name}.png")
        async with at_work(browser, site, "Awa" if lang == "en" else "Fanta", size) as page:
            for title, path in PAGES.items():
                await page.goto(site.url + AT + path.format(entry=base[5].id, draft=base[0].id))
                await _whole(page, folder / f"{title}-{lang}-{name}.png")


async def _keep(page: Page, name: str) -> None:
    """As WebP, a third of the size, which the browser itself can write; on a blank page, as ours allows no such thing."""
    picture = b64encode(await page.screenshot(full_page=True, animations="disabled")).decode()
    blank = await page.context.new_page()
    written = await blank.evaluate(AS_WEBP, f"data:image/png;base64,{picture}")
    (HERE / f"{name}.webp").write_bytes(b64decode(written.partition(",")[2]))
    await blank.close()


async def _whole(page: Page, path: Path) -> None:
    await page.screenshot(path=path, full_page=True, animations="disabled")


@asynccontextmanager
async def a_night_at_work() -> AsyncIterator[Office]:
    """A desk, and nothing on it yet."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/advisory.db"
        migrate.upgrade(address)
        database = await open_database(address, exclusive=False)
        async with office(Base.open(cache=FOLDER), database) as site:
            site.clock.at = NIGHT
            yield site
        await database.close()


async def fill(site: Office) -> None:
    """Something of everything."""
    holds: dict[str, object] = {"expires": NIGHT + timedelta(hours=6), "next_update": NIGHT + timedelta(hours=2)}
    author = await site.operator("Binta")
    for name, lang in (("Awa", "en"), ("Fanta", "fr")):
        await site.operator(name, language=lang)
    async with site.desk.database.unit_of_work() as session:
        team = await teams.add(session, "Drivers", site.clock())
        await people(session, 5000)
    await issue(site, **holds)
    async with site.desk.database.unit_of_work() as session:
        await session.execute(text("UPDATE delivery SET state = 'sent' WHERE id % 3 > 0"))
        await session.execute(text("UPDATE delivery SET state = 'blocked' WHERE id % 90 = 0"))
    await issue(site, scope="team", team=team.id, severity="Moderate", **holds)
    await in_review(site, author, an_alert(**holds))
    await in_review(site, author, an_alert(status="Exercise", severity="Extreme", **holds))
    await _write_entries(site, author)
    async with site.desk.database.unit_of_work() as session:
        await notes.tell(session, "promise_due", "alert:1", {"at": (NIGHT + timedelta(hours=2)).isoformat()}, NIGHT)
        for question, language in _left():
            await unanswered.leave(session, question, language, "left", site.clock())
        await unanswered.count(session, ["context", "sites", "sites", "restrictions"], site.clock())
        await audit.append(session, "alert overdue", "alert:1", {"chats": 12}, operator_id=None, now=site.clock())


async def _write_entries(site: Office, author: int) -> None:
    like = site.desk.base.pack.contents.entries[0]
    first, *others = like.statements
    changed = like.model_copy(update={"statements": (first.model_copy(update={"as_of": "2026-11-21"}), *others)})
    async with site.desk.database.unit_of_work() as session:
        kept = await entries.write(session, like.id, changed, author, None, site.clock(), seen=0)
        await entries.submit(session, like.id, kept.number, author, site.clock())


def _left() -> list[tuple[str, Lang]]:
    return [
        ("Is the market in Faladié open again?", "en"),
        ("is the faladie market open", "en"),
        ("où retirer de l'argent à Bamako ce soir ?", "fr"),
    ]


async def main(folder: Path | None) -> None:
    async with a_night_at_work() as site, chromium() as browser:
        await (everything(browser, site, folder) if folder else readme(browser, site))


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if sys.argv[1:] else None
    if chosen:
        chosen.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(chosen))
