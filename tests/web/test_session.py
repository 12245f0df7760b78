"""The language a browser asks for, and what a network may do."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.web.limits import Buckets, network
from bot.web.session import browser_language

START = datetime(2024, 9, 17, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.5,en;q=0.9", "en"),
        ("bm,fr-ML;q=0.8", "fr"),
        ("de-DE,de;q=0.9", "en"),
        ("", "en"),
        ("fr;q=nonsense,*;q=,;;;", "en"),
    ],
)
def test_the_better_liked_of_our_languages_is_taken(accepted: str, language: str) -> None:
    assert browser_language(accepted) == language


def test_a_bucket_is_emptied_and_fills_again_by_the_clock() -> None:
    bucket = Buckets(per_second=0.5, burst=3)
    assert [bucket.take("one", START) for _ in range(4)] == [True, True, True, False]
    assert bucket.take("another", START)
    assert not bucket.take("one", START + timedelta(seconds=1))
    assert bucket.take("one", START + timedelta(seconds=3))


@pytest.mark.parametrize(
    ("host", "line"),
    [("192.0.2.7", "192.0.2.7/32"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("socket", "socket")],
)
def test_one_subscriber_line_counts_as_one(host: str, line: str) -> None:
    assert network(host) == line
