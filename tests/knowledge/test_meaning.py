"""What people mean is found whichever words they say it with, in either language."""

import pytest

from knowledge.base import Base
from knowledge.entry import Lang
from knowledge.meaning import Meaning, Meanings
from knowledge.text import tokens

WORDS = {
    "dead": Meaning(en=("dead", "body count", "lost their lives"), fr=("morts", "tués")),
    "number": Meaning(en=("count", "how many"), fr=("combien",)),
    "address": Meaning(en=("you",), fr=("tu",)),
}
MEANINGS = Meanings.of(WORDS)


@pytest.mark.parametrize(
    ("said", "lang", "meant"),
    [
        ("what is the body count", "en", ["dead", "number"]),
        ("how many lost their lives", "en", ["dead", "number"]),
        ("they lost their way", "en", []),
        ("combien de tuées", "fr", ["dead", "number"]),
        ("combien de tués", "fr", ["dead", "number"]),
        ("tu sais", "fr", ["address"]),
        ("", "en", []),
    ],
)
def test_a_word_or_phrase_has_its_meanings_whatever_stands_around_it(said: str, lang: Lang, meant: list[str]) -> None:
    assert [MEANINGS.names[number] for number in MEANINGS.read(tokens(said), lang)] == meant


@pytest.mark.parametrize(
    ("said", "lang", "meaning"),
    [
        ("who were those blokes", "en", "attackers"),
        ("c'était qui ces mecs", "fr", "attackers"),
        ("they stormed the cop school", "en", "school"),
        ("l'assaut contre la caserne", "fr", "school"),
        ("planes on the tarmac", "en", "runway"),
        ("est-ce que ça tire ce soir", "fr", "gunfire"),
    ],
)
def test_the_pack_knows_the_words_of_the_street(base: Base, said: str, lang: Lang, meaning: str) -> None:
    meanings = base.pack.meanings
    assert meaning in {meanings.names[number] for number in meanings.read(tokens(said), lang)}
