"""Two pairs of eyes, three for what is Extreme, one where it cannot wait: each bound to the very text."""

from datetime import datetime, timedelta

import pytest

from bot.issuing import issue_alone
from db import alerts, alone, approvals, audit, drafts, notes, operators, outbox, revisions
from db.alerts import AlertProblem, Changed, NotIssuable, Record
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import GAZETTEER, Desk, open_desk, related
from tests.makers import an_alert

WHY = "the second operator is not reachable"


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return await open_desk(database, sealer, now)


async def in_review(desk: Desk, **fields: object) -> Record:
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(**fields), desk.author, desk.now)
        return await drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now)


async def approve(desk: Desk, record: Record, who: int) -> Record:
    async with desk.database.unit_of_work() as session:
        return await approvals.approve(session, record.id, who, record.content_hash, "console", desk.now)


async def kinds_of_notes(desk: Desk, who: int) -> list[str]:
    async with desk.database.reading() as session:
        return [note.kind for note in await notes.of_operator(session, who)]


async def test_extreme_needs_two_operators_besides_its_author(desk: Desk) -> None:
    record = await in_review(desk, severity="Extreme")
    once = await approve(desk, record, desk.approver)
    assert once.state == "in_review"
    with pytest.raises(AlertProblem, match="approved it already"):
        await approve(desk, once, desk.approver)
    with pytest.raises(AlertProblem, match="waits for a second operator"):
        async with desk.database.unit_of_work() as session:
            await outbox.issue(session, record.id, related(record.alert), desk.now, operator_id=desk.author)
    assert (await approve(desk, once, desk.second)).state == "approved"


async def test_taking_back_a_wrong_extreme_advisory_needs_one_other_operator(desk: Desk) -> None:
    wrong = await desk.issued(severity="Extreme")
    assert (await desk.approved(replaces=wrong.id, kind="cancel", severity="Extreme")).state == "approved"
    async with desk.database.reading() as session:
        last = (await alerts.history(session, wrong.alert.thread or 0))[-1]
        assert len(await approvals.of_alert(session, last.id)) == 1


async def test_an_edit_voids_the_first_of_two_approvals(desk: Desk) -> None:
    record = await approve(desk, await in_review(desk, severity="Extreme"), desk.approver)
    async with desk.database.unit_of_work() as session:
        text = an_alert(severity="Extreme", en={"headline": "Avoid Faladié"})
        await drafts.edit(session, record.id, text, desk.author, record.version, desk.now)
        record = await drafts.submit(session, record.id, desk.author, GAZETTEER, desk.now)
    assert (await approve(desk, record, desk.second)).state == "in_review"


async def test_whoever_saw_an_older_text_is_refused_and_shown_what_changed(desk: Desk) -> None:
    shown = await in_review(desk)
    async with desk.database.unit_of_work() as session:
        text = an_alert(en={"headline": "Avoid Sénou"}, severity="Moderate")
        await drafts.edit(session, shown.id, text, desk.author, shown.version, desk.now)
        await drafts.submit(session, shown.id, desk.author, GAZETTEER, desk.now)
    with pytest.raises(Changed) as refused:
        await approve(desk, shown, desk.approver)
    changes = {change.at: (change.before, change.after) for change in refused.value.changes}
    assert changes == {
        ("severity",): ("Severe", "Moderate"),
        ("en", "headline"): ("Avoid Faladié and the airport road", "Avoid Sénou"),
    }


async def test_the_second_of_two_editors_is_shown_the_first_one_s_change(desk: Desk) -> None:
    record = await in_review(desk)
    async with desk.database.unit_of_work() as session:
        text = an_alert(fr={"headline": "Évitez Sénou"})
        await drafts.edit(session, record.id, text, desk.author, record.version, desk.now)
    with pytest.raises(Changed) as refused:
        async with desk.database.unit_of_work() as session:
            await drafts.edit(session, record.id, an_alert(), desk.approver, record.version, desk.now)
    assert [(change.at, change.after) for change in refused.value.changes] == [(("fr", "headline"), "Évitez Sénou")]


async def test_the_approval_of_somebody_who_left_does_not_hold(desk: Desk) -> None:
    record = await desk.approved()
    async with desk.database.unit_of_work() as session:
        await operators.deactivate(session, desk.approver, desk.now)
    with pytest.raises(AlertProblem, match="somebody who left"):
        await desk.issue(record)


async def test_nobody_approves_for_an_author_who_left(desk: Desk) -> None:
    record = await in_review(desk)
    async with desk.database.unit_of_work() as session:
        await operators.deactivate(session, desk.author, desk.now)
    with pytest.raises(AlertProblem, match="author is not active"):
        await approve(desk, record, desk.approver)


async def test_one_operator_alone_issues_what_cannot_wait_and_everybody_is_alarmed(desk: Desk) -> None:
    chat = await desk.chat("bamako")
    record = await in_review(desk, severity="Extreme")
    async with desk.database.unit_of_work() as session:
        told = await issue_alone(session, GAZETTEER, record.id, desk.author, record.content_hash, WHY, desk.now)
    assert told == 1
    assert [(kind, state) for kind, _, state, _ in await desk.rows(chat)] == [("send", "pending")]
    for who in (desk.author, desk.approver, desk.second):
        assert "break_glass" in await kinds_of_notes(desk, who)
    async with desk.database.reading() as session:
        mark = await alone.of_alert(session, record.id)
        actions = [line.action for line in await audit.lines(session, f"alert:{record.id}")]
        assert (await alerts.get(session, record.id)).state == "issued"
    assert mark
    assert (mark.kind, mark.operator_id, mark.why) == ("break_glass", desk.author, WHY)
    assert actions[:2] == ["alert issued", "alert glass broken"]


@pytest.mark.parametrize(
    ("fields", "why", "shown", "sentence"),
    [
        ({"severity": "Moderate"}, WHY, None, "Only what is Severe or Extreme"),
        ({}, "hurry", None, "Say why"),
        ({}, WHY, "0" * 64, "not the one that you were shown"),
    ],
)
async def test_the_glass_holds(
    desk: Desk, fields: dict[str, object], why: str, shown: str | None, sentence: str
) -> None:
    record = await in_review(desk, **fields)
    with pytest.raises(AlertProblem, match=sentence):
        async with desk.database.unit_of_work() as session:
            shown_hash = shown or record.content_hash
            await issue_alone(session, GAZETTEER, record.id, desk.author, shown_hash, why, desk.now)
    async with desk.database.reading() as session:
        assert (await alerts.get(session, record.id)).state == "in_review"
    assert "break_glass" not in await kinds_of_notes(desk, desk.second)


async def test_a_broken_rule_is_not_issued_alone_either(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        record = await drafts.draft(session, an_alert(places=()), desk.author, desk.now)
    with pytest.raises(NotIssuable):
        async with desk.database.unit_of_work() as session:
            await issue_alone(session, GAZETTEER, record.id, desk.author, record.content_hash, WHY, desk.now)
    async with desk.database.reading() as session:
        assert await alone.of_alert(session, record.id) is None


async def test_approvers_are_told_what_waits_and_authors_what_became_of_it(desk: Desk) -> None:
    record = await in_review(desk)
    assert await kinds_of_notes(desk, desk.approver) == await kinds_of_notes(desk, desk.second) == ["approval_wanted"]
    assert await kinds_of_notes(desk, desk.author) == []
    record = await approve(desk, record, desk.approver)
    assert await kinds_of_notes(desk, desk.second) == []
    assert await kinds_of_notes(desk, desk.author) == ["approved"]
    async with desk.database.unit_of_work() as session:
        await approvals.reject(session, record.id, desk.second, "the hour is wrong", desk.now)
    assert await kinds_of_notes(desk, desk.author) == ["rejected"]


async def test_a_note_is_told_once_and_again_only_when_it_was_settled(desk: Desk) -> None:
    async def tell() -> int:
        return await notes.tell(session, "expiring", "alert:1", {"alert": 1}, desk.now)

    async with desk.database.unit_of_work() as session:
        assert [await tell(), await tell()] == [3, 0]
        mine = await notes.to_send(session, desk.author)
        await notes.sent(session, desk.author, [note.id for note in mine], desk.now)
        assert await notes.to_send(session, desk.author) == ()
        assert len(await notes.to_send(session, desk.second)) == 1
        await notes.settle(session, "alert:1", desk.now)
        assert await notes.to_send(session, desk.second) == ()
        assert await tell() == 3
        await notes.purge(session, desk.now + timedelta(days=31))
        assert len(await notes.of_operator(session, desk.author)) == 1


async def test_every_text_is_kept_by_its_hash(desk: Desk) -> None:
    record = await in_review(desk)
    async with desk.database.unit_of_work() as session:
        await drafts.edit(session, record.id, an_alert(severity="Minor"), desk.author, record.version, desk.now)
        first = await revisions.by_hash(session, record.id, record.content_hash[:16])
        assert first is not None
        assert first.severity.value == "Severe"
        assert await revisions.by_hash(session, record.id, "f" * 64) is None
