"""What a question is read to ask: its words as understood, places, the thing asked for, years, now or then."""

import re
from dataclasses import dataclass

from knowledge.base import Base
from knowledge.entry import Lang
from knowledge.facets import facets
from knowledge.moment import about_now, about_then, in_present, years
from knowledge.text import tokens
from knowledge.usual import Spoken

# A capital behind a preposition is a place more often than not. Messages in capitals throughout say nothing here.
_AFTER_PREPOSITION = re.compile(
    r"(?<=[a-zà-ÿ?,] )(?:in|of|at|near|from|to|for|à|de|du|en|au|vers|sur|pour) ([A-ZÀ-Ý][a-zà-ÿ'-]{3,})"
)
WORDS = 60  # of a message that are looked at; what comes later is not the question


@dataclass(frozen=True)
class Asked:
    """What the rules read from a question."""

    places: tuple[str, ...]
    facets: frozenset[str]
    years: frozenset[str]
    now: bool
    then: bool
    present: bool
    stranger: bool  # a place is named that no gazetteer here knows
    lang: Lang
    words: tuple[str, ...]  # as understood
    said: str  # as asked; the sentence encoder reads it
    weights: dict[str, float]  # of the question's stems that the pack's questions have, idf
    weight: float  # of them together
    share: float  # of the weight of all its stems, 0..1
    spoken: Spoken  # which entries its meanings and words usually ask for


def read(base: Base, question: str, lang: Lang, places: tuple[str, ...] = ()) -> Asked:
    """What the rules read from a question, after mending."""
    named = _meant(base, tuple(mention.place for mention in base.pack.gazetteer.mentions(tokens(question))))
    words = base.matcher.understood(question, lang)[:WORDS]
    text = " ".join(words)
    weights, known = _known(base, words, lang)
    return Asked(
        named or places,
        facets(text),
        years(text),
        about_now(text),
        about_then(text),
        in_present(text),
        not named and _names_a_stranger(base, question, words),
        lang,
        words,
        question,
        weights,
        sum(weights.values()),
        known,
        base.matcher.usual.spoken(words, base.matcher.plain(words, lang), weights, lang),
    )


def _known(base: Base, words: tuple[str, ...], lang: Lang) -> tuple[dict[str, float], float]:
    """The stems of a question that the pack's questions have, with their weights and their share of all the weight."""
    every = base.matcher.weights(words, lang)
    known = {stem: weight for stem, weight in every.items() if stem in base.asked_stems}
    return known, sum(known.values()) / (sum(every.values()) or 1.0)


def _names_a_stranger(base: Base, question: str, understood: tuple[str, ...]) -> bool:
    """True where a capitalised word after "in", "of", "à" ... is neither mended nor said anywhere in the pack."""
    found = (tokens(match[1]) for match in _AFTER_PREPOSITION.finditer(question))
    return any(words and words[0] in understood and not set(words) & base.reading.vocabulary for words in found)


def _meant(base: Base, named: tuple[str, ...]) -> tuple[str, ...]:
    """The places that a question is about: "I live in Leeds, is Bamako safe" is about Bamako."""
    return tuple(place for place in named if place in base.here) or named
