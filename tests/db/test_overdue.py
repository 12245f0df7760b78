"""What has not gone out in its time, or may have arrived, is told to the operators once; on both databases."""

from datetime import datetime, timedelta

import pytest

from db import audit, claiming, daily, ledger, notes, outbox, overdue, overview, queue, sending, settings, unclear
from db.ledger import Sent, Uncertain
from db.overdue import Alarm
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import Desk, open_desk

RATE = 25.0
LATE = overdue.allowed(3, RATE) + timedelta(seconds=1)
UNCLEAR = overdue.UNCLEAR_FOR + timedelta(seconds=1)


class Line(Desk):
    """A desk, its sender, and the look after it."""

    async def check(self, later: timedelta) -> tuple[Alarm, ...]:
        async with self.database.unit_of_work() as session:
            return await overdue.check(session, RATE, self.now + later)

    async def send(self, outcome: ledger.Outcome, limit: int = 20) -> None:
        async with self.database.unit_of_work() as session:
            for each in await claiming.claim(session, limit, self.now):
                assert await claiming.fence(session, each.id, each.token, self.now)
                assert await ledger.record(session, each.id, each.token, outcome, self.now)

    async def raised(self) -> set[str]:
        async with self.database.reading() as session:
            return {kind for kind, _ in await overdue.raised(session)}

    async def actions(self) -> list[str]:
        async with self.database.reading() as session:
            return [line.action for line in await audit.lines(session)]


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Line:
    return Line(**vars(await open_desk(database, sealer, now)))


def test_the_time_that_is_allowed_grows_with_the_recipients_and_shrinks_with_the_rate() -> None:
    assert overdue.allowed(0, 25) == overdue.MARGIN
    assert overdue.allowed(100_000, 25) == overdue.MARGIN + timedelta(seconds=5000)
    assert overdue.allowed(100_000, 1000) < overdue.MARGIN * 2


async def test_an_advisory_that_waits_longer_than_its_time_alarms_once(desk: Line) -> None:
    for _ in range(3):
        await desk.chat("bamako")
    record = await desk.issued()
    await desk.send(Sent("m1"), limit=1)
    assert await desk.check(LATE - timedelta(seconds=2)) == ()
    assert await desk.check(LATE) == (Alarm("overdue", record.id, 2),)
    assert await desk.check(LATE * 2) == ()
    assert (await desk.actions()).count("alert overdue") == 1
    async with desk.database.reading() as session:
        told = [each.kind for each in await notes.of_operator(session, desk.author)]
    assert "overdue" in told


async def test_what_will_be_over_before_everybody_has_it_alarms_while_there_is_time(desk: Line) -> None:
    for _ in range(2):
        await desk.chat("bamako")
    slow, ends = 0.001, timedelta(minutes=30)
    record = await desk.issued(severity="Severe", expires=desk.now + ends)
    async with desk.database.unit_of_work() as session:
        found = await overdue.check(session, slow, desk.now + overdue.MARGIN)
    assert found == (Alarm("overdue", record.id, 2),)
    assert overdue.MARGIN < ends < overdue.allowed(2, slow)


async def test_what_ended_before_it_reached_somebody_alarms_for_a_day(desk: Line) -> None:
    for _ in range(2):
        await desk.chat("bamako")
    record = await desk.issued()
    await desk.send(Sent("m1"), limit=1)
    over = record.alert.expires - desk.now
    async with desk.database.unit_of_work() as session:
        await outbox.expire(session, record.id, record.alert.expires)
    assert await desk.check(over) == (Alarm("overdue", record.id, 1),)
    async with desk.database.reading() as session:
        [(missed, _)] = await overview.not_reached(session, record.alert.expires)
    assert (missed.failed, missed.unclear) == (1, 0)
    await desk.check(over + timedelta(hours=23))
    assert await desk.raised() == {"overdue"}
    await desk.check(over + timedelta(hours=25))
    assert await desk.raised() == set()


async def test_a_morning_in_between_does_not_make_a_grave_advisory_any_less_late(desk: Line) -> None:
    """Part of the audience of the others hears of them in the morning, and its time begins then."""
    morning = daily.next_morning(desk.now)
    sent = morning - timedelta(minutes=2)
    await desk.chat("bamako")
    found = {}
    for severity in ("Severe", "Moderate"):
        record = await desk.approved(severity=severity, expires=morning + timedelta(days=1))
        await desk.issue(record, sent)
        found[record.id] = severity
    alarms = await desk.check(morning + timedelta(minutes=4) - desk.now)
    assert [found[each.alert_id] for each in alarms] == ["Severe"]


async def test_an_alarm_is_over_once_everything_is_sent(desk: Line) -> None:
    await desk.chat("bamako")
    await desk.issued()
    await desk.check(LATE)
    assert await desk.raised() == {"overdue"}
    await desk.send(Sent("m1"))
    await desk.check(LATE)
    assert await desk.raised() == set()


async def test_web_chats_that_look_later_are_not_overdue(desk: Line) -> None:
    await desk.chat("bamako", channel="web")
    await desk.issued()
    assert await desk.check(LATE) == ()


async def test_unclear_copies_alarm_after_a_quarter_of_an_hour_until_somebody_decides(desk: Line) -> None:
    chat = await desk.chat("bamako")
    record = await desk.issued(severity="Moderate")
    await desk.send(Uncertain())
    assert await desk.check(UNCLEAR - timedelta(seconds=2)) == ()
    assert await desk.check(UNCLEAR) == (Alarm("unclear", record.id, 1),)
    async with desk.database.unit_of_work() as session:
        assert await unclear.count(session, record.id) == 1
        assert await unclear.accept(session, record.id, desk.author, desk.now) == 1
        assert await unclear.accept(session, record.id, desk.author, desk.now) == 0
    assert await desk.check(UNCLEAR) == ()
    assert await desk.raised() == set()
    assert (await desk.rows(chat))[0][2:] == ("uncertain", "accepted")


async def test_unclear_copies_that_are_sent_again_go_out_once_and_are_held_again(desk: Line) -> None:
    await desk.chat("bamako")
    record = await desk.issued(severity="Moderate")
    for copies in (1, 1, 0):
        await desk.send(Uncertain())
        async with desk.database.unit_of_work() as session:
            assert len(await claiming.claim(session, 5, desk.now + timedelta(hours=1))) == 0
            if copies:
                assert await unclear.resend(session, record.id, desk.approver, desk.now) == copies
    assert (await desk.actions()).count("unclear resent") == 2


async def test_what_is_not_in_force_any_more_is_not_sent_again(desk: Line) -> None:
    await desk.chat("bamako")
    record = await desk.issued(severity="Moderate")
    await desk.send(Uncertain())
    async with desk.database.unit_of_work() as session:
        assert await unclear.resend(session, record.id, desk.author, record.alert.expires) == 0


async def test_sending_that_stops_itself_tells_the_operators_until_it_is_resumed(desk: Line) -> None:
    async with desk.database.unit_of_work() as session:
        await sending.stop(session, "Telegram cannot parse its markup", desk.now)
        await sending.stop(session, "another reason", desk.now)
        assert await settings.why_paused(session) == "Telegram cannot parse its markup"
    await desk.check(timedelta())
    assert await desk.raised() == {"sending_stopped"}
    async with desk.database.unit_of_work() as session:
        await sending.resume(session, desk.author, desk.now)
    assert await desk.raised() == set()
    assert (await desk.actions())[:2] == ["sending resumed", "sending paused"]


async def test_the_queue_tells_what_stands_before_an_advisory(desk: Line) -> None:
    for place in ("bamako", "bamako", "gao"):
        await desk.chat(place)
    minor = await desk.issued(severity="Minor", places=("gao",))
    severe = await desk.issued(severity="Severe")
    async with desk.database.reading() as session:
        assert [await queue.up_to(session, each.id) for each in (minor, severe)] == [3, 2]
        found = await queue.queue(session, desk.now)
        assert (found.total, found.waiting, found.unclear, found.oldest) == (3, {1: 2, 3: 1}, 0, desk.now)
