"""How fast an installation may be told to send."""

import pytest
from pydantic import ValidationError

from bot.settings import Settings


def test_more_than_telegram_takes_for_nothing_is_refused_and_the_way_to_more_is_named() -> None:
    with pytest.raises(ValidationError, match="ADVISORY_PAID_BROADCAST"):
        Settings(rate=31)


def test_a_paid_broadcast_may_send_a_thousand_a_second_and_no_more() -> None:
    assert Settings(paid_broadcast=True, rate=1000).rate == 1000
    with pytest.raises(ValidationError, match="at most 1000"):
        Settings(paid_broadcast=True, rate=1001)
