"""Whoever is told once a day: of what can wait in the morning, of all else at once; each advisory one message."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from db import alerts, claiming, daily, due, ledger, outbox, overdue, overview, subscriptions, teams
from db.ledger import Sent
from db.sealing import Sealer
from db.session import Database
from knowledge.alert import Severity
from tests.db.desk import GAZETTEER, Desk, open_desk, related

DAY = timedelta(days=1)
RATE = 25


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return await open_desk(database, sealer, now)


async def follower(desk: Desk, **how: object) -> int:
    return await desk.chat("bamako", daily=True, **how)


async def morning(desk: Desk, at: datetime) -> int:
    """The tick that finds the morning due, late or not; -1 where there is none."""
    async with desk.database.unit_of_work() as session:
        waiting = [each for each in await due.due_now(session, at) if each.kind == daily.DAILY]
        if not waiting:
            return -1
        assert await due.done(session, waiting[0], at)
        return await daily.fell_due(session, GAZETTEER, at)


async def send_all(desk: Desk, at: datetime) -> None:
    async with desk.database.unit_of_work() as session:
        for each in await claiming.claim(session, 50, at):
            assert await claiming.fence(session, each.id, each.token, at)
            assert await ledger.record(session, each.id, each.token, Sent(f"m{each.id}"), at)


def long(desk: Desk) -> datetime:
    """An end after the next two mornings."""
    return desk.now + timedelta(days=2)


async def test_what_can_wait_comes_in_the_morning_once(desk: Desk) -> None:
    patient, other = await follower(desk), await desk.chat("bamako")
    record = await desk.issued(severity="Moderate", expires=long(desk))
    assert (await desk.rows(patient), len(await desk.rows(other))) == ([], 1)
    first = daily.next_morning(desk.now)
    assert await morning(desk, first - timedelta(seconds=1)) == -1
    assert await morning(desk, first) == 1
    assert await morning(desk, first) == -1
    assert [row[:3] for row in await desk.rows(patient)] == [("send", f"alert:{record.id}", "pending")]
    assert await morning(desk, first + DAY) == 0
    assert len(await desk.rows(other)) == 1


@pytest.mark.parametrize("severity", ["Extreme", "Severe", "Unknown"])
async def test_what_is_grave_or_not_yet_known_waits_for_no_morning(desk: Desk, severity: str) -> None:
    patient = await follower(desk)
    await desk.issued(severity=severity, severity_unknown_because="nobody knows yet" if severity == "Unknown" else None)
    assert [row[2] for row in await desk.rows(patient)] == ["pending"]


async def test_what_was_over_before_the_morning_or_too_slight_is_not_sent(desk: Desk) -> None:
    patient, hard = await follower(desk), await follower(desk, least=Severity.SEVERE)
    first = daily.next_morning(desk.now)
    await desk.issued(severity="Moderate", expires=first)
    ended = await desk.issued(severity="Moderate", expires=long(desk))
    await desk.issued(replaces=ended.id, kind="cancel")
    assert await morning(desk, first) == 0
    assert (await desk.rows(patient), await desk.rows(hard)) == ([], [])


async def test_of_an_update_before_the_morning_only_the_last_text_is_read(desk: Desk) -> None:
    patient = await follower(desk)
    first = await desk.issued(severity="Moderate", expires=long(desk))
    second = await desk.issued(replaces=first.id, kind="update", severity="Moderate", expires=long(desk))
    assert await morning(desk, daily.next_morning(desk.now)) == 1
    assert [row[1] for row in await desk.rows(patient)] == [f"alert:{second.id}"]


@pytest.mark.parametrize("kind", ["minor", "update", "cancel"])
async def test_what_becomes_of_a_message_is_told_at_once_and_not_again_in_the_morning(desk: Desk, kind: str) -> None:
    patient = await follower(desk)
    first = await desk.issued(severity="Moderate", expires=long(desk))
    hour = daily.next_morning(desk.now)
    await morning(desk, hour)
    await send_all(desk, hour)
    desk.now = hour + timedelta(hours=1)
    after = await desk.issued(replaces=first.id, kind=kind, severity="Moderate", expires=long(desk))
    told = await desk.rows(patient)
    assert f"alert:{after.id}" in [row[1] for row in told]
    await morning(desk, hour + DAY)
    assert await desk.rows(patient) == told


async def test_a_late_morning_comes_once_and_the_next_one_at_its_hour(desk: Desk) -> None:
    await follower(desk)
    await desk.issued(severity="Moderate", expires=desk.now + timedelta(hours=70))
    late = daily.next_morning(desk.now) + 2 * DAY + timedelta(hours=3)
    assert await morning(desk, late) == 1
    assert await morning(desk, late + timedelta(minutes=1)) == -1
    async with desk.database.reading() as session:
        planned = [each.at for each in await due.due_now(session, late + DAY) if each.kind == daily.DAILY]
    assert planned == [daily.next_morning(late)]


async def test_a_new_follower_does_not_put_off_a_morning_that_is_late(desk: Desk) -> None:
    patient = await follower(desk)
    await desk.issued(severity="Moderate", expires=long(desk))
    desk.now = daily.next_morning(desk.now) + timedelta(minutes=1)
    await follower(desk)
    assert await morning(desk, desk.now) == 2
    assert len(await desk.rows(patient)) == 1


async def test_once_a_day_or_at_once_may_be_chosen_again(desk: Desk) -> None:
    chat = await follower(desk)
    async with desk.database.unit_of_work() as session:
        assert [each.daily for each in await subscriptions.following(session, chat, desk.now)] == [True]
        await subscriptions.follow(session, chat, "bamako", Severity.MINOR, desk.now)
        assert [each.daily for each in await subscriptions.following(session, chat, desk.now)] == [False]
    await desk.issued(severity="Moderate", expires=long(desk))
    assert len(await desk.rows(chat)) == 1
    assert await morning(desk, daily.next_morning(desk.now)) == 0
    assert await morning(desk, daily.next_morning(desk.now) + DAY) == -1  # nobody is told once a day any more


async def test_who_has_left_is_left_out_of_the_morning(desk: Desk) -> None:
    gone = await follower(desk)
    await desk.issued(severity="Moderate", expires=long(desk))
    async with desk.database.unit_of_work() as session:
        await subscriptions.end_all(session, gone, "asked", desk.now)
    assert await morning(desk, daily.next_morning(desk.now)) == 0
    assert await desk.rows(gone) == []


async def test_what_is_kept_to_a_team_and_an_exercise_are_no_news_of_the_morning(desk: Desk) -> None:
    patient, member = await follower(desk), await desk.chat()
    async with desk.database.unit_of_work() as session:
        team = await teams.add(session, "Bamako staff", desk.now)
        assert await teams.join(session, member, await teams.invite(session, team.id, desk.now, uses=1), desk.now)
    await desk.issued(scope="team", team=team.id, severity="Moderate", expires=long(desk))
    await desk.issued(status="Exercise", severity="Moderate", expires=long(desk))
    assert await morning(desk, daily.next_morning(desk.now)) == 0
    assert (await desk.rows(patient), len(await desk.rows(member))) == ([], 1)


async def test_a_morning_that_a_clock_running_ahead_put_off_comes_at_its_hour(desk: Desk) -> None:
    patient = await follower(desk)
    wrong = daily.next_morning(desk.now) + 3 * DAY
    assert await morning(desk, wrong) == 0  # and the one after it is planned four days ahead
    await desk.issued(severity="Moderate", expires=long(desk))
    async with desk.database.unit_of_work() as session:
        await daily.put_right(session, desk.now)
    assert await morning(desk, daily.next_morning(desk.now)) == 1
    assert len(await desk.rows(patient)) == 1


async def test_an_update_that_is_issued_at_that_very_moment_is_what_is_read(desk: Desk) -> None:
    patient = await follower(desk)
    first = await desk.issued(severity="Moderate", expires=long(desk))
    second = await desk.approved(replaces=first.id, kind="update", severity="Moderate", expires=long(desk))
    hour = daily.next_morning(desk.now)
    async with desk.database.unit_of_work() as session:
        await outbox.issue(session, second.id, related(second.alert), hour)
        tick = asyncio.create_task(morning(desk, hour))
        await asyncio.sleep(0.3)
    assert await tick == 1
    assert [row[1] for row in await desk.rows(patient)] == [f"alert:{second.id}"]


async def test_the_desk_sees_how_many_wait_for_the_morning(desk: Desk) -> None:
    await follower(desk), await follower(desk, channel="web"), await desk.chat("bamako")
    waiting = await desk.approved(severity="Moderate", expires=long(desk))
    short = await desk.approved(severity="Moderate", expires=daily.next_morning(desk.now))
    grave = await desk.approved(severity="Severe", expires=long(desk))
    async with desk.database.reading() as session:
        told = {
            each.id: await overview.estimate(session, each.alert, None, related(each.alert), desk.now)
            for each in (waiting, short, grave)
        }
    assert [(told[each.id].sends, told[each.id].morning) for each in (waiting, short, grave)] == [
        (1, 2),
        (1, 0),
        (2, 0),
    ]
    await desk.issue(waiting)
    await morning(desk, daily.next_morning(desk.now))
    async with desk.database.reading() as session:
        record = await alerts.get(session, waiting.id)
        assert await overview.in_the_morning(session, record.alert, related(record.alert), desk.now) == 0


async def test_the_morning_makes_nothing_overdue_that_was_issued_the_day_before(desk: Desk) -> None:
    await follower(desk)
    record = await desk.issued(severity="Moderate", expires=long(desk))
    hour = daily.next_morning(desk.now)
    await morning(desk, hour)
    async with desk.database.unit_of_work() as session:
        assert await overdue.check(session, RATE, hour + timedelta(minutes=4)) == ()
        alarms = await overdue.check(session, RATE, hour + timedelta(minutes=6))
    assert [(each.kind, each.alert_id) for each in alarms] == [("overdue", record.id)]


async def test_an_alarm_that_stands_is_not_taken_back_because_a_morning_comes(desk: Desk) -> None:
    await desk.chat("bamako")
    desk.now = daily.next_morning(desk.now) - timedelta(minutes=10)
    await desk.issued(severity="Moderate", expires=long(desk))
    for minutes in (6, 11, 14):
        async with desk.database.unit_of_work() as session:
            await overdue.check(session, RATE, desk.now + timedelta(minutes=minutes))
            assert len(await overdue.raised(session)) == 1


@pytest.mark.parametrize(
    ("now", "next_", "last"),
    [("06:59:59", "07:00", "-1"), ("07:00:00", "+1", "07:00"), ("23:30:00", "+1", "07:00")],
)
def test_mornings_are_at_seven_in_bamako(now: str, next_: str, last: str) -> None:
    seven = datetime(2026, 3, 29, 7, tzinfo=UTC)  # the day on which Europe's clocks change, and Bamako's do not
    named = {"07:00": seven, "+1": seven + DAY, "-1": seven - DAY}
    hour = datetime.fromisoformat(f"2026-03-29T{now}+00:00")
    assert (daily.next_morning(hour), daily.last_morning(hour)) == (named[next_], named[last])


async def test_a_web_chat_finds_it_in_the_morning(desk: Desk) -> None:
    patient = await follower(desk, channel="web")
    record = await desk.issued(severity="Moderate", expires=long(desk))
    await morning(desk, daily.next_morning(desk.now))
    assert [row[:3] for row in await desk.rows(patient)] == [("send", f"alert:{record.id}", "sent")]
    async with desk.database.reading() as session:
        assert (await alerts.get(session, record.id)).state == "issued"
