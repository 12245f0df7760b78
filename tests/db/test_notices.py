"""Developing notices: two approve in daylight, one issues at night, everybody is told."""

import asyncio
from datetime import datetime, timedelta

import pytest

from db import alerts, alone, approvals, notes, notices
from db.alerts import AlertProblem, Changed, NotIssuable, Record
from db.notices import Kept
from db.sealing import Sealer
from db.session import Database
from knowledge.alert import Severity, Status, content_hash
from knowledge.notice import Slots, fill
from tests.db.desk import GAZETTEER, Desk, open_desk
from tests.knowledge.test_notice import BAMAKO, GUNFIRE


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return await open_desk(database, sealer, now)


async def written(desk: Desk, by: int | None = None) -> Kept:
    async with desk.database.unit_of_work() as session:
        return await notices.write(session, GUNFIRE, by, GAZETTEER, BAMAKO, desk.now)


async def approve(desk: Desk, kept: Kept, *who: int) -> Kept:
    async with desk.database.unit_of_work() as session:
        for each in who:
            kept = await notices.approve(session, "gunfire", kept.number, each, kept.content_hash, desk.now)
    return kept


async def issue(desk: Desk, who: int, **other: object) -> tuple[Record, int]:
    filled = Slots("faladie", desk.now, desk.now + timedelta(hours=2))
    status = Status.EXERCISE if other.get("exercise") else Status.ACTUAL
    shown = content_hash(fill(GUNFIRE, filled, GAZETTEER, BAMAKO, status))
    async with desk.database.unit_of_work() as session:
        return await notices.issue(
            session, "gunfire", filled, str(other.get("shown", shown)), who, GAZETTEER, BAMAKO, desk.now, status=status
        )


async def test_two_operators_who_did_not_write_it_approve_it(desk: Desk) -> None:
    kept = await written(desk, desk.author)
    with pytest.raises(AlertProblem, match="wrote a notice"):
        await approve(desk, kept, desk.author)
    once = await approve(desk, kept, desk.approver)
    assert (once.state, once.approved_by) == ("draft", (desk.approver,))
    with pytest.raises(AlertProblem, match="another operator"):
        await approve(desk, kept, desk.approver)
    with pytest.raises(AlertProblem, match="no approved notice"):
        await issue(desk, desk.author)
    assert (await approve(desk, kept, desk.second)).state == "approved"


async def test_one_operator_issues_it_alone_and_the_others_are_told(desk: Desk) -> None:
    chat, elsewhere = await desk.chat("bamako"), await desk.chat("gao")
    await approve(desk, await written(desk), desk.approver, desk.second)
    record, told = await issue(desk, desk.author)
    assert (record.state, told) == ("issued", 1)
    assert [row[0] for row in await desk.rows(chat)] == ["send"]
    assert await desk.rows(elsewhere) == []
    async with desk.database.reading() as session:
        mark = await alone.of_alert(session, record.id)
        assert mark
        assert (mark.kind, mark.operator_id, mark.why) == ("notice", desk.author, "gunfire 1")
        for who in (desk.approver, desk.second):
            assert "notice_issued" in [note.kind for note in await notes.of_operator(session, who)]
        assert [alert.id for alert in await alerts.in_force(session, None, desk.now)] == [record.id]


async def test_a_second_tap_does_not_send_it_twice(desk: Desk) -> None:
    await approve(desk, await written(desk), desk.approver, desk.second)
    record, _ = await issue(desk, desk.author)
    with pytest.raises(AlertProblem, match=f"as advisory {record.id}"):
        await issue(desk, desk.second)


async def test_of_two_taps_at_once_one_sends_it(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    await approve(desk, await written(desk), desk.approver, desk.second)
    results = await asyncio.gather(*(issue(desk, who) for who in (desk.author, desk.second)), return_exceptions=True)
    assert sorted(isinstance(each, AlertProblem) for each in results) == [False, True]
    assert len(await desk.rows(chat)) == 1


async def test_an_exercise_of_a_notice_stays_one(desk: Desk) -> None:
    real = await desk.chat("bamako", least=Severity.MINOR)
    await approve(desk, await written(desk), desk.approver, desk.second)
    record, told = await issue(desk, desk.author, exercise=True)
    assert (record.alert.exercise, told, await desk.rows(real)) == (True, 0, [])


async def test_only_the_text_that_was_shown_goes_out(desk: Desk) -> None:
    await approve(desk, await written(desk), desk.approver, desk.second)
    with pytest.raises(AlertProblem, match="not the one that you were shown"):
        await issue(desk, desk.author, shown="0" * 64)
    async with desk.database.reading() as session:
        assert await alerts.newest(session) == ()


async def test_a_new_text_takes_the_place_of_the_old_one_once_approved(desk: Desk) -> None:
    first = await approve(desk, await written(desk), desk.approver, desk.second)
    assert await written(desk) == first  # the same text again is the one that is there
    other = GUNFIRE.model_copy(update={"severity": Severity.MODERATE})
    async with desk.database.unit_of_work() as session:
        second = await notices.write(session, other, None, GAZETTEER, BAMAKO, desk.now)
        assert (await notices.ready(session, "gunfire")).number == first.number
    await approve(desk, second, desk.approver, desk.second)
    async with desk.database.unit_of_work() as session:
        assert (await notices.ready(session, "gunfire")).number == second.number
        await notices.withdraw(session, "gunfire", second.number, desk.approver, desk.now)
        assert await notices.everything(session) == ()


async def test_of_two_texts_that_wait_the_newer_one_is_left_and_a_withdrawn_one_may_be_written_again(
    desk: Desk,
) -> None:
    first = await written(desk)
    other = GUNFIRE.model_copy(update={"severity": Severity.MODERATE})
    async with desk.database.unit_of_work() as session:
        second = await notices.write(session, other, desk.author, GAZETTEER, BAMAKO, desk.now, seen=first.number)
        assert [each.number for each in await notices.everything(session)] == [second.number]
        with pytest.raises(Changed):
            await notices.write(session, GUNFIRE, desk.author, GAZETTEER, BAMAKO, desk.now, seen=first.number)
    with pytest.raises(AlertProblem, match="withdrawn already"):
        await approve(desk, first, desk.approver)
    async with desk.database.unit_of_work() as session:
        await notices.withdraw(session, "gunfire", second.number, desk.approver, desk.now)
    async with desk.database.unit_of_work() as session:
        third = await notices.write(session, other, desk.author, GAZETTEER, BAMAKO, desk.now, seen=second.number)
    assert (third.state, third.number) == ("draft", second.number + 1)


async def test_a_notice_with_a_broken_rule_is_not_kept(desk: Desk) -> None:
    with pytest.raises(NotIssuable):
        async with desk.database.unit_of_work() as session:
            wrong = GUNFIRE.model_copy(update={"infos": GUNFIRE.infos[:1]})
            await notices.write(session, wrong, desk.author, GAZETTEER, BAMAKO, desk.now)
    async with desk.database.reading() as session:
        assert await notices.everything(session) == ()


async def test_a_notice_goes_on_as_any_advisory(desk: Desk) -> None:
    await approve(desk, await written(desk), desk.approver, desk.second)
    record, _ = await issue(desk, desk.author)
    update = await desk.issued(replaces=record.id, kind="update")
    async with desk.database.reading() as session:
        assert await alone.of_alert(session, update.id) is None
        assert len(await approvals.of_alert(session, update.id)) == 1
