"""How fast pushed messages go out, by a clock of numbers."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pace


def sent_at(pace: Pace, chats: list[int], *, group: bool = False, now: float = 100.0) -> list[float]:
    """When each message of these chats goes out, one after the other."""
    moments = []
    for chat in chats:
        now = max(now, pace.earliest(chat, now, group=group))
        pace.take(chat, now, group=group)
        moments.append(now)
    return moments


@given(st.floats(1, 30), st.lists(st.integers(1, 50), min_size=2, max_size=200))
def test_no_second_ever_sees_more_than_thirty(rate: float, chats: list[int]) -> None:
    moments = sent_at(Pace(rate), chats)
    assert all(sum(start <= each < start + 1 for each in moments) <= 31 for start in moments)


def test_a_hundred_messages_take_about_four_seconds_at_twenty_five_a_second() -> None:
    moments = sent_at(Pace(25), list(range(100)))
    assert 3.7 <= moments[-1] - moments[0] <= 4.0


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
    assert sent_at(pace, [1, 2])[0] == 130
