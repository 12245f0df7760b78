"""What the questions of an entry usually mean and say speaks for it, in either language and in new words."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.answer import Answer, answer
from knowledge.base import Base
from knowledge.entry import Lang
from knowledge.meaning import Meaning, Meanings
from knowledge.text import tokens
from knowledge.usual import NOTHING, Example, Usual, cached

READER = Meanings.of(
    {
        "attackers": Meaning(en=("gunmen", "blokes"), fr=("assaillants", "mecs")),
        "number": Meaning(en=("how many",), fr=("combien",)),
        "dead": Meaning(en=("dead",), fr=("morts",)),
    }
)
QUESTIONS: list[tuple[str, Lang, str]] = [
    ("attackers-number", "en", "how many gunmen were there"),
    ("attackers-number", "fr", "combien d'assaillants"),
    ("casualties", "en", "how many dead"),
    ("casualties", "fr", "combien de morts"),
    ("declined:songs", "en", "dead by the band"),
    ("declined:songs", "en", "play me a song"),
]


def _examples() -> list[Example]:
    return [Example(name, lang, words, words) for name, lang, q in QUESTIONS for words in [tokens(q)]]


USUAL = Usual.of(_examples(), READER, "declined:")


@pytest.mark.parametrize(("said", "lang"), [("how many blokes", "en"), ("les mecs ils étaient combien", "fr")])
def test_words_that_no_question_had_speak_for_the_entry_whose_questions_mean_the_same(said: str, lang: Lang) -> None:
    spoken = USUAL.spoken(tokens(said), (), (), lang)
    assert spoken.of("attackers-number").meanings > 0 > spoken.of("casualties").meanings
    assert spoken.of("attackers-number").held == 1 > spoken.of("casualties").held


def test_words_speak_in_their_own_language() -> None:
    assert USUAL.spoken((), (), ("dead",), "en").of("casualties").words > 0
    assert USUAL.spoken((), (), ("dead",), "fr").of("casualties").words == 0


def test_words_that_stand_side_by_side_in_several_questions_speak_for_their_entry() -> None:
    """ "how many" begins questions of two entries, "dead" ends one of casualties: said once, it says nothing."""
    spoken = USUAL.spoken((), tokens("how many"), (), "en")
    assert (
        spoken.of("casualties").neighbours > USUAL.spoken((), tokens("many how"), (), "en").of("casualties").neighbours
    )
    assert "en dead $" not in USUAL.pairs


def test_the_words_of_what_is_declined_speak_for_no_entry() -> None:
    song, dead = (USUAL.spoken((), (), words, "en") for words in (("song", "band"), ("mani", "dead")))
    assert song.most < dead.most


def test_an_entry_that_was_not_counted_and_a_pack_without_words_get_nothing() -> None:
    assert set(USUAL.spoken(tokens("how many"), (), (), "en").of("newer")) == {0.0}
    empty = NOTHING.spoken(tokens("how many"), (), ("how",), "en")
    assert (empty.most, empty.of("casualties").held) == (0.0, 0.0)


def test_what_was_kept_speaks_exactly_alike(tmp_path: Path) -> None:
    for _ in range(2):
        kept = cached(_examples, READER, "declined:", tmp_path, "content")
    damaged = next(tmp_path.iterdir())
    said = tokens("how many dead blokes")
    assert np.array_equal(
        kept.spoken(said, said, ("dead",), "en").meanings, USUAL.spoken(said, said, ("dead",), "en").meanings
    )
    assert np.array_equal(
        kept.spoken(said, said, ("dead",), "en").words, USUAL.spoken(said, said, ("dead",), "en").words
    )
    assert np.array_equal(kept.spoken(said, said, (), "en").neighbours, USUAL.spoken(said, said, (), "en").neighbours)
    damaged.write_bytes(b"damaged")
    assert cached(_examples, READER, "declined:", tmp_path, "content").names == USUAL.names


@pytest.mark.parametrize(
    ("question", "lang", "entry"),
    [
        ("how many lads with guns took part", "en", "attack-attackers-fate"),
        ("were any of the blokes nicked", "en", "response-arrests"),
        ("ils étaient combien les mecs qui ont attaqué", "fr", "attack-attackers-fate"),
    ],
)
def test_a_question_in_words_of_the_street_is_answered(base: Base, question: str, lang: Lang, entry: str) -> None:
    told = answer(base, question, lang)
    assert isinstance(told, Answer) and told.entry.id == entry
