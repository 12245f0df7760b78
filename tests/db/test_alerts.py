"""From draft to issued: two pairs of eyes, bound to the very text."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import text

from db import alerts, approvals, audit, drafts, operators
from db.alerts import AlertProblem, NotIssuable
from db.operators import OperatorProblem
from db.sealing import Sealer
from db.session import Database
from knowledge.alert import content_hash
from tests.db.desk import GAZETTEER, Desk, open_desk
from tests.makers import an_alert


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return await open_desk(database, sealer, now)


async def test_a_draft_is_read_back_as_it_was_written(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(), desk.author, desk.now)
    assert record.state == "draft"
    assert record.alert.model_copy(update={"id": None, "thread": None}) == an_alert()
    assert record.content_hash == content_hash(an_alert())


async def test_an_unfinished_draft_is_kept_but_not_taken_into_review(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(en={"headline": ""}, places=()), desk.author, desk.now)
    with pytest.raises(NotIssuable) as refused:
        async with desk.database.unit_of_work() as session:
            await drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now)
    assert len(refused.value.problems) == 2


async def test_whoever_wrote_it_cannot_approve_it(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(), desk.author, desk.now)
        await drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now)
    with pytest.raises(AlertProblem, match="second operator"):
        async with desk.database.unit_of_work() as session:
            await approvals.approve(session, record.id, desk.author, record.content_hash, "console", desk.now)


async def test_whoever_edited_it_last_cannot_approve_it_either(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(), desk.author, desk.now)
        record = await drafts.edit(session, record.id, an_alert(severity="Minor"), desk.approver, 1, desk.now)
        await drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now)
        with pytest.raises(AlertProblem, match="second operator"):
            await approvals.approve(session, record.id, desk.approver, record.content_hash, "console", desk.now)


async def test_an_operator_without_the_role_cannot_approve(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        writer = await operators.add(session, desk.sealer, "cheick", desk.now, roles=["author"])
        record = await drafts.draft(session, an_alert(), desk.author, desk.now)
        await drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now)
        shown = record.content_hash
        with pytest.raises(AlertProblem, match="cheick may not approve"):
            await approvals.approve(session, record.id, writer.operator.id, shown, "console", desk.now)


async def test_an_edit_after_the_approval_voids_it(desk: Desk) -> None:
    record = await desk.approved()
    async with desk.database.unit_of_work() as session:
        edited = await drafts.edit(
            session, record.id, an_alert(severity="Minor"), desk.author, record.version, desk.now
        )
        assert await approvals.of_alert(session, record.id) == ()
    assert edited.state == "draft"
    with pytest.raises(AlertProblem, match="Only an approved advisory"):
        await desk.issue(edited)


async def test_an_approval_of_another_text_is_refused(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(), desk.author, desk.now)
        await drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now)
        shown = content_hash(an_alert(severity="Minor"))
        with pytest.raises(AlertProblem, match="not the one that you were shown"):
            await approvals.approve(session, record.id, desk.approver, shown, "console", desk.now)


async def test_a_text_changed_behind_the_approval_is_not_issued(desk: Desk) -> None:
    record = await desk.approved()
    forged = an_alert(severity="Minor").model_dump_json()
    async with desk.database.unit_of_work() as session:
        await session.execute(text("UPDATE alert SET content = :forged"), {"forged": forged})
    with pytest.raises(AlertProblem, match="another text"):
        await desk.issue(record)


async def test_two_people_editing_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(), desk.author, desk.now)
        await drafts.edit(session, record.id, an_alert(severity="Minor"), desk.author, record.version, desk.now)
        with pytest.raises(AlertProblem, match="changed it meanwhile"):
            await drafts.edit(session, record.id, an_alert(), desk.approver, record.version, desk.now)


async def test_a_rejection_returns_it_to_its_author_with_the_reason(desk: Desk) -> None:
    record = await desk.approved()
    async with desk.database.unit_of_work() as session:
        back = await approvals.reject(session, record.id, desk.approver, "the hour is wrong", desk.now)
        lines = await audit.lines(session, f"alert:{record.id}")
    assert back.state == "draft"
    assert lines[0].details == {"why": "the hour is wrong"}


async def test_an_issued_advisory_takes_no_step_back(desk: Desk) -> None:
    record = await desk.issued()
    async with desk.database.unit_of_work() as session:
        for refused in (
            drafts.edit(session, record.id, an_alert(), desk.author, record.version, desk.now),
            approvals.reject(session, record.id, desk.approver, "no", desk.now),
            drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now),
        ):
            with pytest.raises(AlertProblem, match="issued and cannot change"):
                await refused


async def test_every_step_is_in_the_record(desk: Desk) -> None:
    record = await desk.issued()
    async with desk.database.reading() as session:
        actions = [line.action for line in await audit.lines(session, f"alert:{record.id}")]
    assert actions[::-1] == ["alert drafted", "alert submitted", "alert approved", "alert issued"]


async def test_a_follow_up_continues_the_thread_and_names_what_it_replaces(desk: Desk) -> None:
    first = await desk.issued()
    second = await desk.approved(replaces=first.id, kind="update")
    assert (second.alert.thread, second.alert.number) == (first.alert.thread, 2)
    assert second.alert.replaces
    assert second.alert.replaces.identifier == first.alert.identifier


async def test_only_the_message_in_force_can_be_replaced(desk: Desk) -> None:
    first = await desk.issued()
    await desk.issued(replaces=first.id, kind="update")
    with pytest.raises(AlertProblem, match="newest message"):
        await desk.approved(replaces=first.id, kind="update")


async def test_an_exercise_never_joins_a_real_thread(desk: Desk) -> None:
    first = await desk.issued()
    with pytest.raises(AlertProblem, match="exercise"):
        await desk.approved(replaces=first.id, kind="update", status="Exercise")


async def test_in_force_is_what_is_issued_not_over_and_about_the_place(desk: Desk) -> None:
    record = await desk.issued()
    await desk.issued(status="Exercise")
    await desk.approved()

    async def found(place: str, later: timedelta = timedelta()) -> list[int | None]:
        async with desk.database.reading() as session:
            places = GAZETTEER.related(place)
            return [alert.id for alert in await alerts.in_force(session, places, desk.now + later)]

    assert [await found(place) for place in ("mali", "faladie", "gendarmerie-school")] == [[record.id]] * 3
    assert [await found(place) for place in ("gao", "sogoniko")] == [[], []]
    assert await found("faladie", timedelta(hours=6)) == []


async def test_what_was_replaced_or_ended_is_not_in_force(desk: Desk) -> None:
    first = await desk.issued()
    second = await desk.issued(replaces=first.id, kind="update")
    async with desk.database.reading() as session:
        assert [alert.id for alert in await alerts.in_force(session, None, desk.now)] == [second.id]
    await desk.issued(replaces=second.id, kind="all_clear")
    async with desk.database.reading() as session:
        assert await alerts.in_force(session, None, desk.now) == ()
        states = [record.state for record in await alerts.history(session, first.alert.thread or 0)]
    assert states == ["superseded", "superseded", "issued"]


async def test_a_code_is_taken_once_and_only_near_its_time(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        added = await operators.add(session, desk.sealer, "djeneba", desk.now)
        assert added.totp_uri
        app = pyotp.parse_uri(added.totp_uri)
        assert isinstance(app, pyotp.TOTP)

        async def verify(code: str, at: datetime) -> bool:
            return await operators.verify_totp(session, desk.sealer, added.operator.id, code, at)

        code = app.at(desk.now)
        assert await verify(code, desk.now + timedelta(seconds=90)) is False
        assert await verify(code, desk.now + timedelta(seconds=30)) is True
        assert await verify(code, desk.now + timedelta(seconds=30)) is False
        assert await verify(app.at(desk.now - timedelta(seconds=30)), desk.now) is False
        assert await verify(app.at(desk.now + timedelta(seconds=60)), desk.now + timedelta(seconds=60)) is True
        assert await verify("", desk.now + timedelta(hours=1)) is False
        lines = [line.action for line in await audit.lines(session, f"operator:{added.operator.id}")]
        assert lines.count("code refused") == 4


async def test_a_demo_operator_has_no_code(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        assert await operators.verify_totp(session, desk.sealer, desk.author, "000000", desk.now) is False


async def test_a_name_belongs_to_one_operator(desk: Desk) -> None:
    with pytest.raises(OperatorProblem, match="awa already"):
        async with desk.database.unit_of_work() as session:
            await operators.add(session, desk.sealer, "awa", desk.now)
