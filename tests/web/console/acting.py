"""Every form of the console: who may send it, what it is about, what its page would fill in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.notice_file import shipped_notices
from bot.render import BAMAKO
from bot.web.console import drafting, noticeforms
from bot.web.console.entryforms import fields_of
from bot.web.console.telling import confirming
from db import alerts, approvals, chats, entries, links, notices, outbox, planned, teams, unanswered
from db.permissions import Role
from knowledge.alert import content_hash
from knowledge.notice import Slots, Template, fill
from tests.makers import an_alert
from tests.web.console.client import in_review
from tests.web.console.desk import Office

Fields = Mapping[str, str | list[str]]
DEAD = "casualties-dead"
FIRST, SECOND, THIRD = shipped_notices()[:3]
PLACES = ("faladie", "bko-airport")


@dataclass(frozen=True)
class Scene:
    """The console, who prepares what is to be decided, and who tries to decide it."""

    site: Office
    author: int
    second: int
    who: int

    async def draft(self) -> int:
        record = await in_review(self.site, self.author, an_alert())
        async with self.site.desk.database.unit_of_work() as session:
            await approvals.reject(session, record.id, self.second, "again", self.site.clock())
        return record.id

    async def reviewed(self) -> int:
        return (await in_review(self.site, self.author, an_alert())).id

    async def approved(self, *, at: bool = False) -> int:
        record, now = await in_review(self.site, self.author, an_alert()), self.site.clock()
        async with self.site.desk.database.unit_of_work() as session:
            await approvals.approve(session, record.id, self.second, record.content_hash, "console", now)
            if at:
                later = now + timedelta(hours=1)
                await planned.plan(session, record.id, later, self.author, self.site.desk.base.pack.gazetteer, now)
        return record.id

    async def issued(self) -> int:
        number = await self.approved()
        async with self.site.desk.database.unit_of_work() as session:
            await outbox.issue(session, number, PLACES, self.site.clock())
        return number

    async def entry(self, state: str) -> None:
        """A revision of an entry that has come so far."""
        now, known = self.site.clock(), self.site.desk.base.pack.entries[DEAD]
        async with self.site.desk.database.unit_of_work() as session:
            newest = (await entries.history(session, DEAD) or (None,))[0]
            seen = newest.number if newest else 0
            number = (await entries.write(session, DEAD, known, self.author, None, now, seen=seen)).number
            if state != "draft":
                await entries.submit(session, DEAD, number, self.author, now)
            if state == "published":
                await entries.publish(session, DEAD, number, self.second, now)

    async def notice(self) -> str:
        now = self.site.clock()
        async with self.site.desk.database.unit_of_work() as session:
            kept = await notices.write(session, THIRD, self.author, self.site.desk.base.pack.gazetteer, BAMAKO, now)
        return str(kept.number)

    async def linked(self, who: int) -> int:
        """An operator whose own chat is linked; the operator's number."""
        now = self.site.clock()
        async with self.site.desk.database.unit_of_work() as session:
            chat = await chats.find_or_make(session, self.site.desk.sealer, "telegram", str(who), "private")
            code = await links.link_code(session, who, "hash", now)
            assert await links.link_chat(session, chat.id, code, now)
        return who

    async def notice_in_force(self, which: Template = FIRST) -> str:
        """A notice that two have approved."""
        now = self.site.clock()
        async with self.site.desk.database.unit_of_work() as session:
            kept = await notices.write(session, which, None, self.site.desk.base.pack.gazetteer, BAMAKO, now)
            for each in (self.author, self.second):
                await notices.approve(session, which.name, kept.number, each, kept.content_hash, now)
        return ""

    async def hash_of(self, number: int) -> str:
        async with self.site.desk.database.reading() as session:
            return (await alerts.get(session, number)).content_hash


@dataclass(frozen=True)
class Case:
    """A form: who may send it, what stands in its address, what is in it."""

    may: set[Role]
    made: Callable[[Scene], Awaitable[int | str]] | None = None
    fields: Fields = field(default_factory=dict)


EVERYBODY: set[Role] = {"author", "approver", "curator", "administrator", "viewer"}
DESK: set[Role] = {"author", "approver"}
CURATOR: set[Role] = {"curator"}
ADMINISTRATOR: set[Role] = {"administrator"}


async def _left(scene: Scene) -> str:
    async with scene.site.desk.database.unit_of_work() as session:
        await unanswered.leave(session, "who sells goats", "en", "left", scene.site.clock())
    return ""


async def _team(scene: Scene) -> int:
    async with scene.site.desk.database.unit_of_work() as session:
        return (await teams.add(session, f"team {scene.site.clock():%H%M%S}", scene.site.clock())).id


async def _other(scene: Scene) -> int:
    return await scene.site.operator(f"other {scene.site.clock():%H%M%S}", "viewer")


async def _linked(scene: Scene) -> int:
    return await scene.linked(scene.author)


async def _issued_with_own_chat(scene: Scene) -> int:
    await scene.linked(scene.who)
    return await scene.issued()


def entry_in(state: str) -> Callable[[Scene], Awaitable[str]]:
    async def make(scene: Scene) -> str:
        await scene.entry(state)
        return DEAD

    return make


async def _ready(scene: Scene) -> str:
    return await scene.notice_in_force(SECOND)


async def _notice(scene: Scene) -> str:
    return await scene.notice()


HOUR = "2024-09-17T08:30"
ADVISORY = {**drafting.fields_of(an_alert()), "do": ["save"]}
NOTICE = {**noticeforms.fields_of(FIRST), "name": "drone-seen", "seen": "0"}
# Written out by hand, as a second person would check it.
FORMS: dict[str, Case] = {
    "/logout": Case(EVERYBODY),
    "/language": Case(EVERYBODY, fields={"to": "en"}),
    "/notes/read": Case(EVERYBODY, fields={"note": "1"}),
    "/keep": Case(EVERYBODY, fields={"subject": "new"}),
    "/forget": Case(EVERYBODY, fields={"subject": "new"}),
    "/preview": Case(EVERYBODY, fields={"subject": "new"}),
    "/phone/link": Case(EVERYBODY, fields={"pin": "482915"}),
    "/phone/unlink": Case(EVERYBODY),
    "/phone/{number}/suspend": Case(EVERYBODY, _linked),
    "/sending": Case(DESK | ADMINISTRATOR, fields={"do": "pause", "why": "a test"}),
    "/advisories/new": Case({"author"}, fields=ADVISORY),
    "/advisories/{number}/edit": Case(DESK, Scene.draft, ADVISORY),
    "/advisories/{number}/submit": Case(DESK, Scene.draft),
    "/advisories/{number}/approve": Case({"approver"}, Scene.reviewed, {"do": "approve"}),
    "/advisories/{number}/reject": Case({"approver"}, Scene.reviewed, {"why": "no"}),
    "/advisories/{number}/issue": Case(DESK, Scene.approved, {"confirm": "Severe"}),
    "/advisories/{number}/break-glass": Case(DESK, Scene.reviewed, {"confirm": "Severe", "why": "nobody answers"}),
    "/advisories/{number}/schedule": Case(DESK, Scene.approved, {"confirm": "Severe", "at": HOUR}),
    "/advisories/{number}/unschedule": Case(DESK, lambda scene: scene.approved(at=True)),
    "/advisories/{number}/review": Case(DESK, Scene.issued, {"hours": "1"}),
    "/advisories/{number}/unclear": Case(DESK, Scene.issued, {"do": "resend"}),
    "/advisories/{number}/withdraw": Case(DESK, Scene.issued),
    "/advisories/{number}/check": Case(DESK, _issued_with_own_chat),
    "/notices": Case(DESK, Scene.notice_in_force),
    "/notices/shipped": Case({"author"}),
    "/notices/write": Case({"author"}, fields=NOTICE),
    "/notices/preview": Case(EVERYBODY, fields=NOTICE),
    "/notices/approve": Case({"approver"}, _notice, {"name": THIRD.name}),
    "/notices/withdraw": Case({"approver"}, _ready, {"name": SECOND.name, "number": "1"}),
    "/knowledge/new": Case(CURATOR),
    "/knowledge/{entry}/edit": Case(CURATOR, entry_in("draft")),
    "/knowledge/{entry}/submit": Case(CURATOR, entry_in("draft")),
    "/knowledge/{entry}/publish": Case(CURATOR, entry_in("in_review")),
    "/knowledge/{entry}/reject": Case(CURATOR, entry_in("in_review"), {"why": "no"}),
    "/knowledge/{entry}/withdraw": Case(CURATOR, entry_in("published"), {"why": "no"}),
    "/knowledge/{entry}/take-out": Case(CURATOR, entry_in("published")),
    "/unanswered/dismiss": Case(CURATOR, _left, {"question": "1"}),
    "/people": Case(ADMINISTRATOR, fields={"name": "somebody new", "roles": ["author"]}),
    "/people/{number}/roles": Case(ADMINISTRATOR, _other, {"roles": ["author"]}),
    "/people/{number}/invite": Case(ADMINISTRATOR, _other),
    "/people/{number}/deactivate": Case(ADMINISTRATOR, _other),
    "/people/{number}/unlock": Case(ADMINISTRATOR, _other),
    "/people/{number}/log-out": Case(ADMINISTRATOR, _other),
    "/teams": Case(ADMINISTRATOR, fields={"name": "drivers"}),
    "/teams/{number}/invite": Case(ADMINISTRATOR, _team, {"uses": "3"}),
    "/teams/{number}/close": Case(ADMINISTRATOR, _team),
}


async def of_page(scene: Scene, path: str, made: int | str) -> dict[str, str | list[str]]:
    """What the page of the form would fill in."""
    site, pack = scene.site, scene.site.desk.base.pack
    if path in ("/advisories/{number}/approve", "/advisories/{number}/break-glass"):
        return {"shown": await scene.hash_of(int(made))}
    if path == "/advisories/{number}/edit":
        async with site.desk.database.reading() as session:
            return {"seen": str((await alerts.get(session, int(made))).version)}
    if path == "/notices":
        template, now = FIRST, site.clock()
        filled = fill(template, Slots("faladie", now, now + timedelta(hours=1)), pack.gazetteer, BAMAKO)
        hours = {"hour": now.isoformat(), "end": (now + timedelta(hours=1)).isoformat()}
        told = {"name": template.name, "place": "faladie", "confirm": confirming(filled, "en")}
        return {**told, **hours, "shown": content_hash(filled)}
    if path == "/notices/approve":
        async with site.desk.database.reading() as session:
            return {
                "number": made if isinstance(made, str) else "",
                "shown": (await notices.get(session, THIRD.name, int(made))).content_hash,
            }
    if not path.startswith("/knowledge"):
        return {}
    async with site.desk.database.reading() as session:
        history = await entries.history(session, DEAD)
    number = str(history[0].number) if history else "0"
    entry = {name: list(values) for name, values in fields_of(pack.entries[DEAD]).items()}
    if path == "/knowledge/new":
        return {
            **entry,
            "id": f"new-{site.clock():%H%M%S}",
            "seen": "0",
            "title.en": "Another one",
            "title.fr": "Une autre",
            "questions.en": "\n".join(f"who repairs water tower {number}" for number in range(1, 9)),
            "questions.fr": "\n".join(f"qui répare le château d'eau {number}" for number in range(1, 9)),
        }
    return {**entry, "number": number, "seen": number}
