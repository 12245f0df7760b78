"""Issuing: who gets a row, once; what becomes of the rows of what it replaces."""

import asyncio
from datetime import datetime, timedelta

import pytest

from db import alerts, chats, claiming, due, generations, ledger, outbox, settings, subscriptions
from db.alerts import AlertProblem, NotIssuable
from db.deliveries import Delivery
from db.ledger import Bad, Blocked, NotSent, Outcome, Sent, Uncertain
from db.outbox import Progress
from db.sealing import Sealer
from db.session import Database
from knowledge.alert import Severity
from tests.db.desk import Desk, open_desk, related

SECOND = timedelta(seconds=1)


class Line(Desk):
    """A desk with its sender."""

    async def claim(self, later: timedelta = timedelta(), limit: int = 20) -> tuple[Delivery, ...]:
        async with self.database.unit_of_work() as session:
            return await claiming.claim(session, limit, self.now + later)

    async def fence(self, each: Delivery, later: timedelta = timedelta()) -> bool:
        async with self.database.unit_of_work() as session:
            return await claiming.fence(session, each.id, each.token, self.now + later)

    async def record(self, each: Delivery, outcome: Outcome, later: timedelta = timedelta()) -> bool:
        async with self.database.unit_of_work() as session:
            return await ledger.record(session, each.id, each.token, outcome, self.now + later)

    async def sweep(self, later: timedelta) -> int:
        async with self.database.unit_of_work() as session:
            return await ledger.sweep(session, self.now + later)

    async def send_all(self, outcome: Outcome | None = None, later: timedelta = timedelta()) -> list[Delivery]:
        """Claim, fence and record until nothing waits."""
        gone: list[Delivery] = []
        while batch := await self.claim(later):
            for each in batch:
                assert await self.fence(each, later)
                assert await self.record(each, outcome or Sent(each.edits or f"m{each.id}"), later)
                gone.append(each)
        return gone

    async def states(self, chat: int) -> list[tuple[str, str, str]]:
        return [(kind, subject, state) for kind, subject, state, _ in await self.rows(chat)]

    async def progress(self, alert_id: int) -> Progress:
        async with self.database.reading() as session:
            return await outbox.progress(session, alert_id)

    async def expire(self, alert_id: int, later: timedelta) -> int:
        async with self.database.unit_of_work() as session:
            return await outbox.expire(session, alert_id, self.now + later)

    async def fetch(self, chat: int, after: int = 0, later: timedelta = timedelta()) -> tuple[Delivery, ...]:
        async with self.database.unit_of_work() as session:
            return await outbox.for_chat(session, chat, after, self.now + later)


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Line:
    return Line(**vars(await open_desk(database, sealer, now)))


# Who hears of it


async def test_followers_of_what_contains_or_lies_in_the_place_hear_of_it_and_siblings_do_not(
    desk: Line,
) -> None:
    told = [await desk.chat(place) for place in ("faladie", "bamako", "mali", "gendarmerie-school", "bko-airport")]
    others = [await desk.chat(place) for place in ("gao", "sogoniko")]
    assert await desk.issue(await desk.approved()) == len(told)
    assert [len(await desk.rows(chat)) for chat in told] == [1] * len(told)
    assert [await desk.rows(chat) for chat in others] == [[], []]


async def test_one_chat_hears_once_however_many_subscriptions_match(desk: Line) -> None:
    chat = await desk.chat("faladie", "bamako", "mali", "bko-airport")
    assert await desk.issue(await desk.approved()) == 1
    assert len(await desk.rows(chat)) == 1


@pytest.mark.parametrize(("least", "told"), [("Extreme", 0), ("Severe", 1), ("Moderate", 1), ("Unknown", 1)])
async def test_only_who_asked_for_this_severity_or_less_hears_of_it(desk: Line, least: str, told: int) -> None:
    await desk.chat("bamako", least=Severity(least))
    assert await desk.issue(await desk.approved(severity="Severe")) == told


async def test_an_exercise_reaches_only_who_joined_exercises_and_the_real_thing_only_the_others(
    desk: Line,
) -> None:
    real, exercising = await desk.chat("bamako"), await desk.chat("bamako", exercise=True)
    await desk.issued(status="Exercise")
    assert ([len(await desk.rows(chat)) for chat in (real, exercising)]) == [0, 1]
    await desk.issued()
    assert ([len(await desk.rows(chat)) for chat in (real, exercising)]) == [1, 1]


async def test_blocked_chats_and_ended_subscriptions_are_not_in_the_audience(desk: Line) -> None:
    blocked, ended = await desk.chat("bamako"), await desk.chat("bamako")
    async with desk.database.unit_of_work() as session:
        await chats.block(session, blocked, "blocked by the user")
        await subscriptions.end_all(session, ended, "asked", desk.now)
    assert await desk.issue(await desk.approved()) == 0


# Issuing


async def test_issuing_twice_adds_nothing(desk: Line) -> None:
    chat = await desk.chat("bamako")
    record = await desk.approved()
    assert [await desk.issue(record), await desk.issue(record)] == [1, 0]
    assert len(await desk.rows(chat)) == 1


async def test_issuing_gives_an_identifier_plans_the_end_and_raises_the_generation(desk: Line) -> None:
    record = await desk.issued()
    assert record.alert.identifier
    assert record.alert.sent == desk.now
    async with desk.database.reading() as session:
        assert await generations.current(session, alerts.ALERTS) == 1
        planned = await due.due_now(session, record.alert.expires)
    assert (alerts.EXPIRE, f"alert:{record.id}") in [(each.kind, each.subject) for each in planned]


async def test_what_has_expired_by_then_is_not_issued_and_nothing_is_kept(desk: Line) -> None:
    chat = await desk.chat("bamako")
    record = await desk.approved()
    with pytest.raises(NotIssuable, match="has passed"):
        await desk.issue(record, record.alert.expires)
    assert await desk.rows(chat) == []
    async with desk.database.reading() as session:
        assert (await alerts.get(session, record.id)).state == "approved"


async def test_a_failure_half_way_leaves_nothing_behind(desk: Line) -> None:
    chat = await desk.chat("bamako")
    record = await desk.approved()

    async def issue_and_fail() -> None:
        async with desk.database.unit_of_work() as session:
            await outbox.issue(session, record.id, related(record.alert), desk.now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await issue_and_fail()
    assert await desk.rows(chat) == []
    assert await desk.issue(record) == 1


async def test_of_two_drafts_that_replace_the_same_message_one_is_issued(desk: Line) -> None:
    first = await desk.issued()
    one, two = [await desk.approved(replaces=first.id, kind="update") for _ in range(2)]
    await desk.issue(one)
    with pytest.raises(AlertProblem, match="went out meanwhile"):
        await desk.issue(two)


# Replacing


async def test_an_update_takes_back_what_waits_and_goes_out_instead(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued()
    second = await desk.issued(replaces=first.id, kind="update")
    assert [row[1:] for row in await desk.rows(chat)] == [
        (f"alert:{first.id}", "skipped", "superseded"),
        (f"alert:{second.id}", "pending", None),
    ]


async def test_what_was_claimed_before_an_update_does_not_pass_the_fence(desk: Line) -> None:
    await desk.chat("bamako")
    first = await desk.issued()
    (claimed,) = await desk.claim()
    await desk.issued(replaces=first.id, kind="update")
    assert await desk.fence(claimed) is False


async def test_what_was_on_its_way_during_an_update_is_followed_by_it_and_then_changed(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued()
    (claimed,) = await desk.claim()
    assert await desk.fence(claimed)
    second = await desk.issued(replaces=first.id, kind="update")
    assert await desk.record(claimed, Sent("m1"))
    sent, edited = await desk.send_all()
    assert (sent.kind, sent.alert.id) == ("send", second.id)
    assert (edited.kind, edited.edits, edited.retires) == ("edit", "m1", True)
    assert edited.successor
    assert edited.successor.id == second.id
    assert {state for _, _, state in await desk.states(chat)} == {"sent"}


async def test_an_update_reaches_who_has_the_message_even_without_following_any_more(desk: Line) -> None:
    left, joined = await desk.chat("bamako"), 0
    first = await desk.issued()
    await desk.send_all()
    async with desk.database.unit_of_work() as session:
        await subscriptions.end_all(session, left, "asked", desk.now)
    joined = await desk.chat("bamako")
    second = await desk.approved(replaces=first.id, kind="update")
    assert await desk.issue(second) == 2
    assert [row[1] for row in await desk.rows(joined)] == [f"alert:{second.id}"]


@pytest.mark.parametrize("kind", ["correction", "cancel"])
async def test_a_correction_or_cancellation_goes_only_to_who_has_or_may_have_the_message(desk: Line, kind: str) -> None:
    has, may_have = await desk.chat("bamako"), await desk.chat("bamako")
    first = await desk.issued()
    mine, theirs = await desk.claim()
    assert await desk.fence(mine)
    assert await desk.fence(theirs)
    await desk.record(mine, Sent("m1"))
    new = await desk.chat("bamako")
    last = await desk.approved(replaces=first.id, kind=kind)
    assert await desk.issue(last) == 2
    for chat in (has, may_have):
        assert ("send", f"alert:{last.id}", "pending") in await desk.states(chat)
    assert await desk.rows(new) == []


async def test_who_still_waited_for_a_wrong_text_gets_the_right_one(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued()
    second = await desk.issued(replaces=first.id, kind="correction")
    assert ("send", f"alert:{second.id}", "pending") in await desk.states(chat)


async def test_who_still_waited_for_a_cancelled_text_hears_nothing_of_it(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued()
    await desk.issued(replaces=first.id, kind="cancel")
    assert [row[2:] for row in await desk.rows(chat)] == [("skipped", "cancelled")]
    assert await desk.send_all() == []


@pytest.mark.parametrize("kind", ["minor", "translation"])
async def test_a_minor_change_edits_what_was_sent_and_is_sent_to_who_waited(desk: Line, kind: str) -> None:
    has = await desk.chat("bamako")
    first = await desk.issued()
    await desk.send_all(Sent("m1"))
    second = await desk.issued(replaces=first.id, kind=kind)
    (edit,) = await desk.send_all()
    assert (edit.kind, edit.edits, edit.retires, edit.alert.id) == ("edit", "m1", False, second.id)
    assert await desk.states(has) == [
        ("send", f"alert:{first.id}", "sent"),
        ("edit", f"alert:{second.id}", "sent"),
    ]


async def test_an_update_after_a_minor_change_retires_the_message_that_was_edited(desk: Line) -> None:
    await desk.chat("bamako")
    first = await desk.issued()
    await desk.send_all(Sent("m1"))
    second = await desk.issued(replaces=first.id, kind="minor")
    await desk.send_all()
    third = await desk.issued(replaces=second.id, kind="update")
    sent, retired = await desk.send_all()
    assert (sent.kind, sent.alert.id, retired.edits) == ("send", third.id, "m1")


async def test_edits_go_out_behind_every_send(desk: Line) -> None:
    await desk.chat("bamako")
    first = await desk.issued(severity="Extreme")
    await desk.send_all()
    await desk.issued(replaces=first.id, kind="update", severity="Minor")
    await desk.chat("gao")
    await desk.issued(severity="Minor", places=("gao",))
    assert [each.kind for each in await desk.send_all()] == ["send", "send", "edit"]


# Claim, fence, record


async def test_the_gravest_goes_first(desk: Line) -> None:
    for place in ("gao", "bamako"):
        await desk.chat(place)
    await desk.issued(severity="Minor", places=("gao",))
    await desk.issued(severity="Extreme")
    assert [each.alert.severity for each in await desk.claim()] == [Severity.EXTREME, Severity.MINOR]


async def test_a_row_is_claimed_once_and_comes_back_when_its_sender_dies(desk: Line) -> None:
    await desk.chat("bamako")
    await desk.issued()
    (claimed,) = await desk.claim()
    assert await desk.claim() == ()
    assert await desk.sweep(claiming.LEASE) == 1
    (again,) = await desk.claim(claiming.LEASE)
    assert (again.id, again.attempts) == (claimed.id, 2)
    assert await desk.fence(claimed, claiming.LEASE) is False
    assert await desk.fence(again, claiming.LEASE) is True


async def test_one_chat_has_one_message_on_its_way(desk: Line) -> None:
    await desk.chat("bamako")
    await desk.issued()
    await desk.issued(severity="Extreme")
    (first,) = await desk.claim()
    assert await desk.claim() == ()
    assert await desk.fence(first)
    assert await desk.record(first, Sent("m1"))
    assert len(await desk.claim()) == 1


async def test_nothing_passes_the_fence_twice_late_or_while_sending_is_paused(desk: Line) -> None:
    for _ in range(3):
        await desk.chat("bamako")
    await desk.issued()
    one, two, three = await desk.claim()
    assert [await desk.fence(one), await desk.fence(one)] == [True, False]
    assert await desk.fence(two, claiming.LEASE) is False
    async with desk.database.unit_of_work() as session:
        await settings.pause_sending(session, "wrong text")
    assert await desk.fence(three) is False
    assert await desk.claim(claiming.LEASE) == ()


async def test_a_new_leader_fences_the_old_one_out(desk: Line) -> None:
    await desk.chat("bamako")
    await desk.issued()
    (claimed,) = await desk.claim()
    async with desk.database.unit_of_work() as session:
        await generations.raise_(session, claiming.LEADER)
    assert await desk.fence(claimed) is False


async def test_a_sender_that_another_one_came_after_claims_nothing(desk: Line) -> None:
    await desk.chat("bamako")
    await desk.issued()
    async with desk.database.unit_of_work() as session:
        mine = await generations.raise_(session, claiming.LEADER)
        await generations.raise_(session, claiming.LEADER)
        assert await claiming.claim(session, 5, desk.now, leader=mine) == ()
        assert len(await claiming.claim(session, 5, desk.now, leader=mine + 1)) == 1


async def test_many_pass_the_fence_at_once_and_those_that_must_not_stay_behind(desk: Line) -> None:
    told = [await desk.chat("bamako") for _ in range(4)]
    await desk.issued()
    claimed = await desk.claim()
    blocked, stale = claimed[0], claiming.Claim(claimed[1].id, "another's token")
    async with desk.database.unit_of_work() as session:
        await chats.block(session, blocked.chat_id, "blocked by the user")
        claims = [claiming.Claim(each.id, each.token) for each in claimed if each.id != stale.id]
        passed = await claiming.fence_all(session, [*claims, stale], desk.now)
    assert {claim.id for claim in passed} == {each.id for each in claimed[2:]}
    addresses = {desk.sealer.unseal(sealed, chats.SEALED_FOR).decode() for sealed in passed.values()}
    assert addresses == {str(number) for number in (3, 4)}
    assert len(told) == 4


async def test_many_are_recorded_at_once_and_none_that_is_another_sender_s(desk: Line) -> None:
    for _ in range(3):
        await desk.chat("bamako")
    record = await desk.issued()
    claimed = await desk.claim()
    sent: dict[claiming.Claim, str | None] = {
        claiming.Claim(each.id, each.token): f"m{each.id}" for each in claimed[:2]
    }
    sent[claiming.Claim(claimed[2].id, "another's token")] = "m9"
    for each in claimed:
        assert await desk.fence(each)
    async with desk.database.unit_of_work() as session:
        await ledger.record_sent(session, sent, desk.now)
    figures = await desk.progress(record.id)
    assert (figures.sent, figures.waiting) == (2, 1)


async def test_what_is_given_back_is_free_at_once_and_does_not_count_as_tried(desk: Line) -> None:
    for _ in range(3):
        await desk.chat("bamako")
    await desk.issued()
    begun, *rest = await desk.claim()
    assert await desk.fence(begun)
    async with desk.database.unit_of_work() as session:
        assert await claiming.release(session, [claiming.Claim(rest[0].id, rest[0].token)]) == 1
        assert await claiming.release(session, [claiming.Claim(begun.id, begun.token)]) == 0
        assert await claiming.release_claimed(session, 0, keeping=[rest[1].id]) == 0
        assert await claiming.release_claimed(session, 0) == 1
        assert await claiming.release(session, [claiming.Claim(begun.id, begun.token)], uncalled=True) == 1
    assert [each.attempts for each in await desk.claim()] == [1, 1, 1]


async def test_an_expired_advisory_is_never_pushed(desk: Line) -> None:
    chat, late = await desk.chat("bamako"), await desk.chat("bamako")
    record = await desk.issued()
    over = record.alert.expires - desk.now
    claimed, _ = await desk.claim(over - SECOND)
    assert await desk.fence(claimed, over) is False
    await desk.sweep(over + claiming.LEASE)
    assert await desk.claim(over + claiming.LEASE) == ()
    assert await desk.expire(record.id, over + claiming.LEASE) == 0
    assert [(await desk.rows(each))[0][2:] for each in (chat, late)] == [("bad", "expired")] * 2


async def test_what_a_wrong_clock_held_for_over_goes_out_once_it_is_right(desk: Line) -> None:
    for _ in range(2):
        await desk.chat("bamako")
    record = await desk.issued()
    over = record.alert.expires - desk.now
    assert await desk.claim(over) == ()
    assert await desk.expire(record.id, timedelta()) == 0
    await desk.sweep(timedelta())
    assert len(await desk.claim(timedelta())) == 2


async def test_a_cancellation_that_waited_until_its_own_end_did_not_reach_them(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued()
    await desk.send_all()
    last = await desk.issued(replaces=first.id, kind="cancel")
    over = last.alert.expires - desk.now
    assert await desk.expire(last.id, over) == 0
    ends = {row[1]: row[2:] for row in await desk.rows(chat)}
    assert ends[f"alert:{last.id}"] == ("bad", "expired")


async def test_a_blocked_chat_is_recorded_and_ends_what_it_follows(desk: Line) -> None:
    chat = await desk.chat("bamako")
    record = await desk.issued()
    await desk.send_all(Blocked("blocked by the user"))
    async with desk.database.reading() as session:
        found = await chats.get(session, chat)
        assert found
        assert found.state == "blocked"
        assert await subscriptions.following(session, chat, desk.now) == ()
    assert (await desk.progress(record.id)).blocked == 1


async def test_a_message_that_the_channel_refuses_unsubscribes_nobody(desk: Line) -> None:
    chat = await desk.chat("bamako")
    record = await desk.issued()
    await desk.send_all(Bad("can't parse entities"))
    async with desk.database.reading() as session:
        assert await subscriptions.following(session, chat, desk.now)
    assert (await desk.progress(record.id)).failed == 1


async def test_what_did_not_go_out_waits_until_it_may(desk: Line) -> None:
    await desk.chat("bamako")
    await desk.issued()
    (claimed,) = await desk.claim()
    assert await desk.fence(claimed)
    assert await desk.record(claimed, NotSent(desk.now + 5 * SECOND))
    assert await desk.claim(4 * SECOND) == ()
    assert len(await desk.claim(5 * SECOND)) == 1


@pytest.mark.parametrize(("severity", "copies"), [("Extreme", 2), ("Severe", 2), ("Moderate", 1)])
async def test_only_what_is_grave_goes_out_once_more_when_nobody_knows_whether_it_arrived(
    desk: Line, severity: str, copies: int
) -> None:
    await desk.chat("bamako")
    record = await desk.issued(severity=severity)
    sent = 0
    for hour in range(1, 5):
        for each in await desk.claim(hour * claiming.LEASE):
            assert await desk.fence(each, hour * claiming.LEASE)
            sent += 1
        await desk.sweep((hour + 0.9) * claiming.LEASE + claiming.LEASE)
    assert sent == copies
    assert (await desk.progress(record.id)).unclear == 1


async def test_a_late_answer_is_believed_as_long_as_nobody_claimed_the_row_again(desk: Line) -> None:
    chat = await desk.chat("bamako")
    await desk.issued()
    (claimed,) = await desk.claim()
    assert await desk.fence(claimed)
    assert await desk.record(claimed, Uncertain())
    assert await desk.record(claimed, Sent("m1"))
    assert await desk.rows(chat) == [("send", f"alert:{claimed.alert.id}", "sent", None)]
    assert await desk.claim(timedelta(hours=1)) == ()


async def test_who_may_have_the_message_hears_of_its_cancellation(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued()
    (claimed,) = await desk.claim()
    assert await desk.fence(claimed)
    await desk.record(claimed, Uncertain())  # due again in half a minute
    last = await desk.approved(replaces=first.id, kind="cancel")
    assert await desk.issue(last) == 1
    (sent,) = await desk.send_all(later=timedelta(minutes=5))
    assert sent.alert.id == last.id
    assert (await desk.rows(chat))[0][2] == "uncertain"


# Ends


async def test_the_end_of_an_advisory_changes_what_was_sent_once(desk: Line) -> None:
    await desk.chat("bamako")
    record = await desk.issued()
    await desk.send_all(Sent("m1"))
    over = record.alert.expires - desk.now
    assert [await desk.expire(record.id, each) for each in (over - SECOND, over, over)] == [0, 1, 0]
    (edit,) = await desk.send_all(later=over)
    assert (edit.retires, edit.successor, edit.edits) == (True, None, "m1")


async def test_what_was_replaced_does_not_expire(desk: Line) -> None:
    first = await desk.issued()
    await desk.issued(replaces=first.id, kind="update", expires=desk.now + timedelta(hours=12))
    assert await desk.expire(first.id, timedelta(hours=6)) == 0


# Several senders at once


async def test_two_senders_at_once_never_take_the_same_row(desk: Line) -> None:
    chats_told = [await desk.chat("bamako") for _ in range(20)]
    await desk.issued()
    batches = await asyncio.gather(*(desk.claim(limit=5) for _ in range(4)))
    taken = [each.chat_id for batch in batches for each in batch]
    assert len(taken) == len(set(taken)) > 0
    assert len(taken) + len(await desk.send_all()) == len(chats_told)


async def test_a_fence_and_an_update_at_once_leave_nobody_with_the_old_text_alone(desk: Line) -> None:
    told = [await desk.chat("bamako") for _ in range(8)]
    first = await desk.issued()
    second = await desk.approved(replaces=first.id, kind="update")
    claimed = await desk.claim()
    *passed, added = await asyncio.gather(*(desk.fence(each) for each in claimed), desk.issue(second))
    assert added == len(told)
    for each, out in zip(claimed, passed, strict=True):
        states = await desk.states(each.chat_id)
        assert states[0][2] == ("sending" if out else "skipped")
        assert ("send", f"alert:{second.id}", "pending") in states


# Web chats


async def test_a_web_chat_fetches_what_was_pushed_and_it_counts_as_shown(desk: Line) -> None:
    chat = await desk.chat("bamako", channel="web")
    record = await desk.issued()
    assert await desk.claim() == ()
    assert (await desk.progress(record.id)) == Progress(0, 0, 0, 0, 0, 0, on_web=1, shown_on_web=0)
    (fetched,) = await desk.fetch(chat)
    assert (fetched.alert.id, fetched.shown) == (record.id, False)
    assert await desk.fetch(chat, fetched.id) == ()
    assert [each.shown for each in await desk.fetch(chat)] == [True]
    assert (await desk.progress(record.id)).shown_on_web == 1


async def test_a_web_chat_sees_its_earlier_message_replaced(desk: Line) -> None:
    chat = await desk.chat("bamako", channel="web")
    first = await desk.issued()
    (shown,) = await desk.fetch(chat)
    second = await desk.issued(replaces=first.id, kind="update")
    retired, sent = sorted(await desk.fetch(chat, shown.id), key=lambda each: each.kind)
    assert (sent.alert.id, retired.retires, retired.edits) == (second.id, True, str(shown.id))


async def test_a_web_chat_that_saw_nothing_yet_sees_only_what_is_in_force(desk: Line) -> None:
    chat = await desk.chat("bamako", channel="web")
    first = await desk.issued()
    second = await desk.issued(replaces=first.id, kind="update")
    assert [each.alert.id for each in await desk.fetch(chat)] == [second.id]


async def test_a_web_chat_is_not_shown_what_expired_before_it_looked(desk: Line) -> None:
    chat = await desk.chat("bamako", channel="web")
    record = await desk.issued()
    over = record.alert.expires - desk.now
    assert await desk.fetch(chat, later=over) == ()
    assert await desk.expire(record.id, over) == 0
    assert (await desk.rows(chat))[0][2:] == ("skipped", "expired")
    assert await desk.fetch(chat) == ()


async def test_a_web_chat_is_shown_what_only_a_wrong_clock_held_for_over(desk: Line) -> None:
    chat = await desk.chat("bamako", channel="web")
    record = await desk.issued()
    assert await desk.fetch(chat, later=record.alert.expires - desk.now) == ()
    assert [each.alert.id for each in await desk.fetch(chat)] == [record.id]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_sweep_leaves_what_is_being_recorded_to_whoever_records_it(desk: Line) -> None:
    await desk.chat("bamako")
    await desk.issued()
    (claimed,) = await desk.claim()
    assert await desk.fence(claimed)
    async with desk.database.unit_of_work() as session:
        await ledger.record(session, claimed.id, claimed.token, Sent("m1"), desk.now)
        async with asyncio.timeout(5):
            assert await desk.sweep(claiming.LEASE) == 0
    assert [row[2] for row in await desk.rows(claimed.chat_id)] == ["sent"]
