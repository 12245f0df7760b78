"""Text is read the same however it was typed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text import CUT, normalise, tokens


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Où est l’hôtel ?", "ou est l hotel"),
        ("Qu'est-ce que c'est", "qu est ce que c est"),
        ("jusqu'à l'aéroport", "jusqu a l aeroport"),
        ("aujourd'hui", "aujourdhui"),
        ("Don't go, it's closed", "dont go its closed"),
        ("cœur, Æsop, Straße", "coeur aesop strasse"),
        ("cafe\u0301 \ufb01n", "cafe fin"),
        ("air\u200bport\u202e \u2066now\u2069", "airport now"),
        ("one\ttwo\nthree\x00", "one two three"),
        ("snake_case", "snake case"),
        ("İstanbul", "istanbul"),
        ("\ud800 alone", "alone"),
        ("?!… 👍", ""),
        ("", ""),
    ],
)
def test_words_are_read_in_one_form(typed: str, read: str) -> None:
    assert normalise(typed) == read


def test_nothing_beyond_the_cut_is_read() -> None:
    assert tokens("a" * CUT + " unread") == ("a" * CUT,)


@given(st.text(max_size=2000))
def test_any_text_can_be_read(text: str) -> None:
    assert all(token == token.lower() and token.isalnum() for token in tokens(text))
    assert normalise(text) == " ".join(tokens(text))


@settings(deadline=None)  # what it takes is measured by tests.bench.hostile; a busy machine is no failure
@given(st.sampled_from("a\u0f73\u0344\u0301\u0323\ufdfa漢ا'’\ud800\x00 "), st.integers(0, 65536))
def test_a_long_run_of_anything_can_be_read(character: str, times: int) -> None:
    assert normalise(character * times) is not None


@given(st.text(st.characters(codec="latin-1"), max_size=200))
def test_accents_may_be_composed_or_not(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))
