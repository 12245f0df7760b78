"""Choosing places: what a typed name may mean, each with what contains it, so that no namesake is taken."""

from dataclasses import dataclass

from bot.web.console.words import parents, place
from knowledge.entry import Lang
from knowledge.place import Gazetteer, Place
from knowledge.text import tokens

MOST = 8


@dataclass(frozen=True)
class Choice:
    """A place with what contains it."""

    id: str
    name: str
    within: str


def choices(places: Gazetteer, ids: tuple[str, ...], lang: Lang) -> list[Choice]:
    """Chosen places for the form; one that the gazetteer does not know keeps its id."""
    return [Choice(each, place(places, each, lang), parents(places, each, lang)) for each in ids]


def found(places: Gazetteer, typed: str, lang: Lang) -> list[Choice]:
    """Places of which a spelling begins with what was typed, then those whose spelling is nearest."""
    words = " ".join(tokens(typed[:100]))
    if not words:
        return []
    starting = [each.id for each in places.places if any(_spelt(name, words) for name in _spellings(each))]
    near = [each.id for each in places.nearest_names(words)]
    return choices(places, tuple(dict.fromkeys((*starting, *near)))[:MOST], lang)


def _spellings(each: Place) -> tuple[str, ...]:
    return (each.name.en, each.name.fr, *each.aliases)


def _spelt(name: str, words: str) -> bool:
    plain = " ".join(tokens(name))
    return plain.startswith(words) or f" {words}" in plain
