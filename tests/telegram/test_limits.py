"""How much one person may ask."""

from datetime import UTC, datetime, timedelta

from bot.telegram.limits import BURST, PER_MINUTE, Limits, Verdict

NOW = datetime(2024, 9, 17, 6, 30, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_five_at_once_are_answered_then_it_is_told_once() -> None:
    limits = Limits()
    verdicts = [limits.judge("a", NOW) for _ in range(BURST + 3)]
    assert verdicts == [Verdict.ANSWER] * BURST + [Verdict.TELL] + [Verdict.DROP] * 2


def test_it_is_told_again_after_a_minute() -> None:
    limits = Limits()
    for _ in range(BURST + 1):
        limits.judge("a", NOW)
    assert [limits.judge("a", after(61)) for _ in range(BURST + 1)][-1] is Verdict.TELL


def test_one_a_second_is_answered_until_thirty_in_a_minute() -> None:
    limits = Limits()
    verdicts = [limits.judge("a", after(second)) for second in range(40)]
    assert verdicts.count(Verdict.ANSWER) == PER_MINUTE
    assert limits.judge("a", after(100)) is Verdict.ANSWER


def test_danger_is_always_answered() -> None:
    limits = Limits()
    for _ in range(50):
        limits.judge("a", NOW)
    assert limits.judge("a", NOW, danger=lambda: True) is Verdict.ANSWER


def test_people_do_not_share_a_limit() -> None:
    limits = Limits()
    for _ in range(50):
        limits.judge("a", NOW)
    assert limits.judge("b", NOW) is Verdict.ANSWER


def test_what_piled_up_while_the_bot_was_down_is_not_haste() -> None:
    limits = Limits()
    assert all(limits.judge("a", after(10 * n)) is Verdict.ANSWER for n in range(20))
