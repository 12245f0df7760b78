"""Seeded schedules over the real SQL; and the proof that they would notice a missing safeguard."""

import os

import pytest

from tests.schedules import two_processes
from tests.schedules.many import PORTION, fails_within, run_many
from tests.schedules.mutations import store_without
from tests.schedules.run import replay, run
from tests.schedules.store import Postgres
from tests.schedules.world import Action

SEEDS = int(os.environ.get("ADVISORY_SCHEDULES", "200"))
ON_POSTGRESQL = SEEDS * 3 // 20  # each takes twice as long
# Sent, perhaps; then the bot is blocked, and tried once more; then the person is back, before the advisory's end.
BACK_AFTER_A_BLOCK: tuple[int, tuple[Action, ...]] = (
    14455,
    (
        ("start",),
        ("leave", 1),
        ("start",),
        ("claim", 1, 1, "kept"),
        ("fence", 1, 1, "kept"),
        ("call", 1, 0, "ok"),
        ("record", 1, 1, "kept"),
        ("block", 2, False),
        ("claim", 1, 2, "kept"),
        ("fence", 1, 1, "kept"),
        ("start",),
        ("tick", 61),
        ("claim", 2, 1, "kept"),
        ("fence", 2, 1, "kept"),
        ("call", 2, 0, "ok"),
        ("record", 2, 1, "kept"),
        ("join", 2),
    ),
)
# An edit is found to be over; then the clock is set back to before the advisory's end.
BACK_BEFORE_THE_END: tuple[int, tuple[Action, ...]] = (
    44268,
    (
        ("start",),
        ("claim", 0, 2, "kept"),
        ("fence", 0, 2, "kept"),
        ("call", 0, 0, "ok"),
        ("issue",),
        ("record", 0, 3, "kept"),
        ("tick", 25200),
        ("claim", 0, 3, "kept"),
        ("tick", -3755.0),
    ),
)
SEEDS_UNTIL_SEEN = {"fence": 25, "unique": 25, "immediate": 10, "clock": 100}


def test_no_schedule_loses_a_recipient_or_sends_twice_without_a_reason() -> None:
    done = list(run_many(0, SEEDS))[-1]
    assert not done.failed, "\n\n".join(map(str, done.failed))
    assert done.seeds == SEEDS
    assert min(done.steps[fault] for fault in ("crash", "stall", "issue", "pause", "forget")) >= SEEDS // PORTION


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_same_schedules_hold_on_postgresql(database_url: str) -> None:
    store = await Postgres.open(database_url)
    verdicts = [await run(store, seed) for seed in range(ON_POSTGRESQL)]
    await store.database.close()
    assert [str(each) for each in verdicts if each.breaches] == []


async def test_whoever_blocked_the_bot_and_came_back_is_told_what_became_of_what_they_may_have_read() -> None:
    with store_without("") as store:
        assert (await replay(store, *BACK_AFTER_A_BLOCK)).breaches == ()


async def test_what_was_over_for_a_moment_by_a_wrong_clock_arrives() -> None:
    with store_without("") as store:
        assert (await replay(store, *BACK_BEFORE_THE_END)).breaches == ()


async def test_the_same_seed_is_the_same_schedule() -> None:
    with store_without("") as store:
        first, again = [await run(store, 7) for _ in range(2)]
    assert first == again
    assert len(first.actions) > 10


@pytest.mark.parametrize("safeguard", SEEDS_UNTIL_SEEN)
def test_without_a_safeguard_a_schedule_fails(safeguard: str) -> None:
    assert fails_within(safeguard, SEEDS_UNTIL_SEEN[safeguard]) is not None


async def test_no_unit_of_work_fails_because_another_process_writes() -> None:
    with store_without("") as memory:
        image, start = await two_processes.beginning(memory)
    assert [await two_processes.interleave(image, start, seed) for seed in range(25)] == [[]] * 25
