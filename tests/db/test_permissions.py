"""Role by action by state: every cell is tried on a real database; what is not listed is refused, and recorded."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, alone, approvals, audit, drafts, links, operators, outbox, planned, promises
from db.alerts import Record
from db.permissions import ACTIONS, MATRIX, ROLES, STATES, WORDS, Action, Role, State, may
from db.refusals import Refused
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import GAZETTEER, Desk, open_desk, related
from tests.makers import an_alert

# Written out again by hand, as a second person would check it: who may, and in which states.
DESK: set[Role] = {"author", "approver"}
ADVISORIES: dict[Action, tuple[set[Role], set[State]]] = {
    "follow": ({"author"}, {"issued"}),
    "cancel": (DESK, {"issued"}),
    "edit": (DESK, {"draft", "in_review", "approved"}),
    "submit": (DESK, {"draft"}),
    "approve": ({"approver"}, {"in_review"}),
    "reject": ({"approver"}, {"in_review", "approved"}),
    "issue": (DESK, {"approved", "issued", "superseded", "cancelled"}),
    "schedule": (DESK, {"approved"}),
    "unschedule": (DESK, {"approved"}),
    "break_glass": (DESK, {"draft", "in_review"}),
    "review": (DESK, {"issued"}),
    "check": (DESK, {"draft", "in_review", "approved", "issued"}),
}
Act = Callable[[AsyncSession, Record, int, datetime], Awaitable[object]]


class Undone(Exception):
    """Takes back what was allowed, so that the next cell finds the same."""


def _following(kind: str) -> Act:
    async def act(session: AsyncSession, record: Record, who: int, now: datetime) -> object:
        return await drafts.draft(session, an_alert(kind=kind), who, now, replaces=record.id)

    return act


async def _unschedule(session: AsyncSession, record: Record, who: int, now: datetime) -> object:
    if record.state == "approved":
        await alerts.set_issue_at(session, record.id, now + timedelta(hours=1))
    return await planned.unplan(session, record.id, who, now)


DOING: dict[Action, Act] = {
    "follow": _following("update"),
    "cancel": _following("cancel"),
    "edit": lambda s, r, who, now: drafts.edit(s, r.id, an_alert(severity="Minor"), who, r.version, now),
    "submit": lambda s, r, who, now: drafts.submit(s, r.id, who, GAZETTEER, now),
    "approve": lambda s, r, who, now: approvals.approve(s, r.id, who, r.content_hash, "console", now),
    "reject": lambda s, r, who, now: approvals.reject(s, r.id, who, "no", now),
    "issue": lambda s, r, who, now: _issue(s, r, who, now),
    "schedule": lambda s, r, who, now: planned.plan(s, r.id, now + timedelta(hours=1), who, GAZETTEER, now),
    "unschedule": _unschedule,
    "break_glass": lambda s, r, who, now: alone.break_glass(s, r.id, who, r.content_hash, "the line is cut", now),
    "review": lambda s, r, who, now: promises.reviewed(s, r.id, who, None, now),
    "check": lambda s, r, who, now: links.send_to_me(s, r.id, who, now),
}


async def _issue(session: AsyncSession, record: Record, who: int, now: datetime) -> object:
    return await outbox.issue(session, record.id, related(record.alert), now, operator_id=who)


async def _in_every_state(desk: Desk) -> dict[State, Record]:
    """One advisory in each state."""
    replaced = await desk.issued()
    await desk.issued(replaces=replaced.id, kind="update")
    withdrawn = await desk.issued()
    await desk.issued(replaces=withdrawn.id, kind="cancel")
    issued, approved = await desk.issued(), await desk.approved()
    async with desk.database.unit_of_work() as session:
        draft = await drafts.draft(session, an_alert(), desk.author, desk.now)
        waiting = await drafts.draft(session, an_alert(), desk.author, desk.now)
        await drafts.submit(session, waiting.id, desk.author, GAZETTEER, desk.now)
        ids = {
            "draft": draft.id,
            "in_review": waiting.id,
            "approved": approved.id,
            "issued": issued.id,
            "superseded": replaced.id,
            "cancelled": withdrawn.id,
        }
        return {state: await alerts.get(session, ids[state]) for state in STATES}


async def _people(desk: Desk) -> dict[Role, int]:
    """One operator of each role alone, each with a chat of their own."""
    found: dict[Role, int] = {}
    for role in ROLES:
        chat_id = await desk.chat()
        async with desk.database.unit_of_work() as session:
            added = await operators.add(session, desk.sealer, f"the {role}", desk.now, roles=[role], demo=True)
            code = await links.link_code(session, added.operator.id, "hash", desk.now)
            await links.link_chat(session, chat_id, code, desk.now)
        found[role] = added.operator.id
    return found


async def _try(desk: Desk, action: Action, record: Record, who: int) -> str | None:
    """The refusal, None where it was allowed."""
    try:
        async with desk.database.unit_of_work() as session:
            await DOING[action](session, record, who, desk.now)
            raise Undone
    except Undone:
        return None
    except Refused as refused:
        return str(refused)


async def test_only_the_listed_cells_pass_and_every_refusal_is_recorded(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    desk = await open_desk(database, sealer, now)
    records, people = await _in_every_state(desk), await _people(desk)
    allowed: set[tuple[str, str, str]] = set()
    refused = 0
    for action in ADVISORIES:
        for state in STATES:
            for role in ROLES:
                if await _try(desk, action, records[state], people[role]) is None:
                    allowed.add((action, role, state))
                else:
                    refused += 1
    expected = {(action, role, state) for action, cell in ADVISORIES.items() for role in cell[0] for state in cell[1]}
    assert allowed == expected
    async with database.reading() as session:
        lines = await audit.lines(session, limit=1000)
        assert await audit.verify(session) is None
    recorded = [line for line in lines if line.action.endswith(" refused")]
    assert len(recorded) == refused == len(ADVISORIES) * len(STATES) * len(ROLES) - len(expected)
    assert {line.operator_id for line in recorded} == set(people.values())
    assert all(line.details["why"] for line in recorded)


def test_the_table_that_is_asked_says_what_was_checked_by_hand() -> None:
    for action, (roles, states) in ADVISORIES.items():
        assert MATRIX[action] == (roles, states)
    rest: dict[Action, set[Role]] = {
        "draft": {"author"},
        "issue_notice": DESK,
        "write_notice": {"author"},
        "approve_notice": {"approver"},
        "withdraw_notice": {"approver"},
        "curate": {"curator"},
        "pause": DESK | {"administrator"},
        "operators": {"administrator"},
        "teams": {"administrator"},
        "suspend": set(ROLES),
    }
    for action, roles in rest.items():
        assert {role for role in ROLES if may([role], action)} == roles
    assert all(may([role], "read", state) for role in ROLES for state in STATES)
    assert set(ACTIONS) == {*ADVISORIES, *rest, "read"} == set(MATRIX) == set(WORDS)


async def test_whoever_is_not_active_any_more_may_do_nothing(database: Database, sealer: Sealer, now: datetime) -> None:
    desk = await open_desk(database, sealer, now)
    record = await desk.approved()
    async with database.unit_of_work() as session:
        await operators.deactivate(session, desk.second, now)
    assert await _try(desk, "issue", record, desk.second) == "coumba may not issue advisories."
    assert await _try(desk, "reject", record, desk.second) == "coumba may not reject advisories."


async def test_a_refusal_leaves_nothing_but_its_line(database: Database, sealer: Sealer, now: datetime) -> None:
    desk = await open_desk(database, sealer, now)
    with pytest.raises(Refused):
        async with database.unit_of_work() as session:
            record = await drafts.draft(session, an_alert(), desk.author, now)
            await approvals.approve(session, record.id, desk.author, record.content_hash, "console", now)
    async with database.reading() as session:
        assert await alerts.newest(session) == ()
        (line, *_) = await audit.lines(session)
    assert (line.action, line.operator_id) == ("alert approve refused", desk.author)


async def test_an_operator_loses_their_log_ins_and_the_last_administrator_stays(
    database: Database, sealer: Sealer, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        boss = (await operators.add(session, sealer, "boss", now, roles=["administrator"], demo=True)).operator
        clerk = (await operators.add(session, sealer, "clerk", now, roles=["author"], demo=True)).operator
    for attempt in (
        lambda s: operators.deactivate(s, boss.id, now),
        lambda s: operators.set_roles(s, boss.id, ["viewer"], now),
        lambda s: operators.deactivate(s, boss.id, now, by=clerk.id),
    ):
        with pytest.raises(operators.OperatorProblem):
            async with database.unit_of_work() as session:
                await attempt(session)
    async with database.unit_of_work() as session:
        await operators.set_roles(session, clerk.id, ["administrator", "viewer"], now, by=boss.id)
        left = await operators.deactivate(session, boss.id, now, by=clerk.id)
    assert not left.active
    async with database.reading() as session:
        assert (await operators.get(session, clerk.id)).roles == {"administrator", "viewer"}
