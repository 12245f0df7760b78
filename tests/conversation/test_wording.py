"""The sentences themselves: complete in both languages, calm, and each one used."""

import re
from pathlib import Path

import pytest

from bot.locales import check_catalogues, count, say, sentences
from bot.translations import used_keys

ROOT = Path(__file__).parents[2]


def test_no_sentence_is_missing_unused_or_unequal() -> None:
    assert check_catalogues(used_keys(ROOT / "bot")) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_sentence_shouts_or_calls_anything_safe(lang: str) -> None:
    for key, text in sentences(lang).items():  # type: ignore[arg-type]
        assert "!" not in text, key
        assert (
            not re.search(r"\bis safe\b|\best sûre?\b(?!\.)|\bjunta\b|\bjunte\b", text)
            or "not" in text
            or "pas" in text
        ), key


def test_french_counts_nought_and_one_as_one() -> None:
    assert say("place.within", "fr", place="Faladié", parent="Bamako") == "Faladié, Bamako"
    plural = [key for key in sentences("fr") if key.endswith("#one")]
    for key in plural:
        name = key.removesuffix("#one")
        values = {n: 1 for n in re.findall(r"\{(\w+)\}", sentences("fr")[key]) if n != "n"}
        assert count(name, "fr", 0, **values) == say(key, "fr", n=0, **values)
