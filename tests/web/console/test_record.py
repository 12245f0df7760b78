"""The record: in words on its page, in the machine's names where it is taken away, checked however long it is."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

import bot
import db
from bot.notice_file import shipped_notices
from bot.render import BAMAKO
from bot.web.console import recorded
from db import audit, notes, notices, unanswered
from db.overdue import ALARMS, STOPPED
from knowledge.alert import content_hash
from knowledge.notice import Slots, fill
from tests.web.console.client import a_client
from tests.web.console.desk import Office
from tests.web.pushing import issue

# What writes a line, or has one written where it is refused, and what it puts before the name that it is given.
PUT_DOWN = {"append": "", "attempting": "", "note": "alert ", "_note": "", "note_refused": ""}
OWN = {("entries.py", "_note"): "entry "}
GIVEN = {*PUT_DOWN, "record"}  # functions that write the name which they were given
MADE = {("overdue.py", "check"): {f"alert {kind}" for kind in ALARMS if kind != STOPPED}}


@dataclass(frozen=True)
class Naming:
    """Where a name of the record is written in the code: the module, the function around it, what is called, the name."""

    module: str
    within: str
    called: str
    name: ast.expr

    def actions(self) -> set[str]:
        """The names that it writes; none where it only passes on what it was given."""
        if isinstance(self.name, ast.Constant):
            before = OWN.get((self.module, self.called), PUT_DOWN[self.called])
            return {f"{before}{self.name.value}" + " refused" * (self.called == "attempting")}
        if self.within in GIVEN:
            return set()
        return MADE[self.module, self.within]  # a name that is put together elsewhere has to be listed here


def named(path: Path) -> Iterator[Naming]:
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Name(id="attempting"), args=[name, *_]):
                    yield Naming(path.name, function.name, "attempting", name)
                case ast.Call(
                    func=ast.Name(id=called) | ast.Attribute(attr=called), args=[ast.Name(id="session"), name, *_]
                ) if called in PUT_DOWN:
                    yield Naming(path.name, function.name, called, name)


def every_action() -> set[str]:
    folders = [Path(each.__file__ or "").parent for each in (db, bot)]
    return set().union(*(each.actions() for folder in folders for path in folder.rglob("*.py") for each in named(path)))


async def test_every_name_in_the_record_has_its_words_in_both_languages() -> None:
    actions = every_action()
    assert {"alert issued", "entry published", "operator roles refused", "chat suspended", "logged in"} <= actions
    assert {"unclear resent", "alert overdue", "codes refused", "questions dismissed"} <= actions
    assert {each for each in actions if recorded.did(each, "fr") == each} == set()
    assert {each for each in actions if recorded.did(each, "en") == each} <= {"logged in", "logged out"}
    assert recorded.did("something older", "fr") == "something older"


@pytest.mark.asyncio(loop_scope="session")
async def test_its_page_speaks_the_operator_s_language_and_the_export_keeps_the_names(site: Office) -> None:
    await site.operator("awa", "author", language="fr")
    async with a_client(site, "awa") as awa:
        refused = await awa.post("/sending", do="pause", why="essai")
        viewer = await site.operator("binta", "viewer")
        page = (await awa.get("/record")).text
        assert "a ajouté un compte" in page
        assert "compte binta" in page
        assert "rôles : lecture" in page.lower()
        assert "operator added" not in page
        lines = [json.loads(line) for line in (await awa.get("/record.jsonl")).text.splitlines()]
        assert {"operator added", "logged in"} <= {line["action"] for line in lines}
        assert f"operator:{viewer}" in {line["subject"] for line in lines}
    assert refused.status_code == 303
    async with a_client(site, "binta") as binta:
        assert (await binta.post("/sending", do="pause", why="no")).status_code == 403
        assert (await binta.post("/people", name="x", roles="author", code=site.code("binta"))).status_code == 409
        page = (await binta.get("/record")).text
    assert "Refused: pause or resume sending" in page
    assert "Refused: manage accounts" in page


@pytest.mark.asyncio(loop_scope="session")
async def test_earlier_lines_are_a_page_away(site: Office) -> None:
    await site.operator("awa")
    async with site.desk.database.unit_of_work() as session:
        for n in range(120):
            await audit.append(session, "alert edited", f"alert:{n}", {}, operator_id=1, now=site.clock())
    async with a_client(site, "awa") as awa:
        assert "advisory 119" in (await awa.get("/record")).text
        assert "advisory 1<" not in (await awa.get("/record")).text
        older = (await awa.get("/record?before=22")).text
        assert "advisory 1<" in older
        assert "advisory 119" not in older
        assert "advisory 7<" in (await awa.get("/record?subject=alert:7")).text
        assert (await awa.get("/record?before=99999999999999999999")).status_code == 200


@pytest.mark.asyncio(loop_scope="session")
async def test_a_record_that_is_long_to_check_says_so_and_then_how_it_ended(
    site: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.operator("awa")
    monkeypatch.setattr("bot.web.console.recording.AT_ONCE", 0)
    async with a_client(site, "awa") as awa:
        assert "is being checked" in (await awa.get("/record?verify=1")).text
        monkeypatch.setattr("bot.web.console.recording.AT_ONCE", 20)
        assert "The chain holds" in (await awa.get("/record/check")).text


@pytest.mark.asyncio(loop_scope="session")
async def test_who_did_it_and_who_tried_stands_in_the_record(site: Office) -> None:
    awa, vera = await site.operator("awa"), await site.operator("vera", "viewer")
    number = await issue(site)
    async with a_client(site, "awa") as client, a_client(site, "vera") as viewer:
        await client.post("/notices/shipped")
        await client.post("/people", name="binta", roles=["author"], code=site.code("awa"))
        async with site.desk.database.unit_of_work() as session:
            await unanswered.leave(session, "who sells goats", "en", "left", site.clock())
            [left] = await unanswered.left(session)
        await client.post("/unanswered/dismiss", question=[str(left.id)])
        await viewer.post("/notices/shipped")
        await viewer.post(f"/advisories/{number}/unclear", do="resend")
        await client.post("/phone/999/suspend")
        await client.post("/logout")
    async with site.desk.database.reading() as session:
        lines = [(line.action, line.operator_id) for line in await audit.lines(session)]
        assert not any(note.kind == "link_suspended" for note in await notes.of_operator(session, vera))
    done = ("notices loaded", "operator added", "questions dismissed", "chat suspend refused", "logged out")
    assert {(action, awa) for action in done} <= set(lines)
    assert {("notices load refused", vera), ("unclear settle refused", vera)} <= set(lines)


@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_done_to_what_is_not_there_is_refused_and_recorded_as_that(site: Office) -> None:
    await site.operator("awa")
    paths = [f"/people/999/{each}" for each in ("roles", "invite", "deactivate", "unlock", "log-out")]
    paths += ["/phone/999/suspend", "/teams/999/invite", "/teams/999/close"]
    async with a_client(site, "awa") as awa:
        for path in paths:
            answer = await awa.post(path, roles=["author"], uses="3", code=site.code("awa"))
            assert answer.status_code in (403, 409), path
        assert (await awa.post("/unanswered/dismiss", question=["999"])).status_code == 303
    async with site.desk.database.reading() as session:
        lines = await audit.lines(session)
    about = [line.action for line in lines if line.subject.endswith(":999")]
    assert len(about) == len(paths)
    assert all(action.endswith(" refused") for action in about)
    assert "questions dismissed" not in {line.action for line in lines}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_developing_notice_is_issued_by_who_issued_it(site: Office) -> None:
    awa = await site.operator("awa")
    others = [await site.operator(name) for name in ("binta", "chantal")]
    places, now = site.desk.base.pack.gazetteer, site.clock()
    slots = Slots("faladie", now, now + timedelta(hours=1))
    async with site.desk.database.unit_of_work() as session:
        kept = await notices.write(session, shipped_notices()[0], None, places, BAMAKO, now)
        for other in others:
            await notices.approve(session, kept.template.name, kept.number, other, kept.content_hash, now)
        shown = content_hash(fill(kept.template, slots, places, BAMAKO))
        record, _ = await notices.issue(session, kept.template.name, slots, shown, awa, places, BAMAKO, now)
        [issued] = [line for line in await audit.lines(session, f"alert:{record.id}") if line.action == "alert issued"]
    assert issued.operator_id == awa
