"""How fast pushed messages go out, by a clock of numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pace


def sent_at(
    pace: Pace,
    chats: list[int],
    *,
    group: bool = False,
    answers: tuple[float, ...] = (),
    now: float = 100.0,
) -> list[float]:
    """When each message of these chats goes out, one after the other, while answers go out at their moments."""
    moments: list[float] = []
    coming = list(answers)
    for chat in chats:
        while (free := max(pace.earliest(now), pace.chat_free(chat, group=group))) > now:
            if coming and coming[0] <= free:
                now = max(now, coming.pop(0))
                pace.answer(now)
            else:
                now = free
        pace.take(chat, now, group=group)
        moments.append(now)
    return moments


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(start <= each < start + 1 - 1e-9 for each in moments) for start in moments)


@given(st.floats(1, 30), st.lists(st.integers(1, 50), min_size=2, max_size=200))
def test_no_second_ever_sees_more_than_thirty(rate: float, chats: list[int]) -> None:
    assert most_in_a_second(sent_at(Pace(rate), chats)) <= 30


def test_a_thousand_messages_take_forty_seconds_at_twenty_five_a_second() -> None:
    moments = sent_at(Pace(25), list(range(1000)))
    assert 38 <= moments[-1] - moments[0] <= 40  # two seconds are made up for, after a standstill
    assert most_in_a_second(moments) <= 27


def test_after_a_standstill_what_was_missed_is_not_made_up_for_at_once() -> None:
    pace = Pace(25)
    sent_at(pace, list(range(50)))
    moments = sent_at(pace, list(range(50)), now=200.0)
    assert sum(each == 200.0 for each in moments) <= 4
    assert most_in_a_second(moments) <= 27


def test_a_second_in_which_nothing_could_go_out_is_made_up_for_in_the_next_ones() -> None:
    pace = Pace(25)
    before = sent_at(pace, list(range(100)))[-1]
    after = sent_at(pace, list(range(500)), now=before + 1)[-1]
    assert after - before == pytest.approx(20, rel=0.05)


def test_answers_are_counted_and_what_is_pushed_makes_room_for_them() -> None:
    answers = tuple(101 + n / 10 for n in range(100))
    moments = sent_at(Pace(25), list(range(250)), answers=answers)
    assert most_in_a_second([*moments, *answers]) <= 30


def test_however_many_answers_go_out_what_is_pushed_never_stands_still() -> None:
    answers = tuple(101 + n / 50 for n in range(1000))
    moments = sent_at(Pace(25), list(range(75)), answers=answers)
    assert moments[-1] - moments[0] <= 15


def test_a_paid_broadcast_goes_out_at_the_rate_that_was_bought() -> None:
    moments = sent_at(Pace(900, paid=True), list(range(9000)))
    assert moments[-1] - moments[0] == pytest.approx(10, rel=0.03)
    assert most_in_a_second(moments) <= 1000


def test_one_person_gets_one_message_a_second() -> None:
    first, second, third = sent_at(Pace(25), [1, 1, 1])
    assert (second - first, third - second) == (1, 1)


def test_a_group_gets_twenty_messages_a_minute() -> None:
    moments = sent_at(Pace(25), [1] * 21, group=True)
    assert moments[20] - moments[0] >= 60


def test_a_hold_counts_for_everybody_and_the_longest_wins() -> None:
    pace = Pace(25)
    pace.hold(130)
    pace.hold(120)
    assert pace.held(100) == 30
    assert sent_at(pace, [1, 2])[0] == 130
