"""Words that mean the same here are read as one, whatever their endings; all others stay as they are."""

import pytest

from knowledge.alike import Reader
from knowledge.base import Base
from knowledge.text import tokens

READER = Reader.of("en", {"killed": ["dead", "lost their lives"], "attackers": ["gunmen", "armed men"]})


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("how many dead", "how many killed"),
        ("how many lost their lives", "how many killed"),
        ("were the armed men caught", "were the attackers caught"),
        ("the gunman fled", "the gunman fled"),
        ("they lost their way", "they lost their way"),
        ("", ""),
    ],
)
def test_a_word_or_phrase_of_a_group_is_read_as_the_groups_own_word(said: str, read: str) -> None:
    assert " ".join(READER.plain(tokens(said))) == read


def test_no_word_of_the_pack_stands_in_two_groups(base: Base) -> None:
    for lang in ("en", "fr"):
        words = [word for head, group in base.pack.contents.alike[lang].items() for word in (head, *group)]  # type: ignore[index]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [("advise", "recommend"), ("open", "closed"), ("killed", "injured"), ("closed", "reopened")],
)
def test_words_that_tell_entries_apart_stay_apart(base: Base, one: str, other: str) -> None:
    assert base.pack.plain([one], "en") != base.pack.plain([other], "en")
