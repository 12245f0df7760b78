"""What a follow-up leans on: the answer before it, of which it keeps the subject, one word, or nothing but the form."""

from dataclasses import dataclass

from knowledge.base import Base
from knowledge.entry import Entry, Lang
from knowledge.facets import of_group, words_of
from knowledge.features import stems
from knowledge.text import tokens

POINTS_BACK = frozenset(["celui", "celle", "ceux", "celles", "one", "ones", "there", "y"])
SMALL = frozenset(
    ["the", "of", "in", "from", "for", "about", "le", "la", "les", "l", "de", "du", "des", "d", "en", "au", "aux", "a"]
)


@dataclass(frozen=True)
class Leaning:
    """The entry before a follow-up, whose subject it keeps ("how many?") or not ("and the airport?")."""

    entry: Entry
    keeps: bool


def frames(base: Base, after: Leaning, said: tuple[str, ...], lang: Lang) -> tuple[tuple[str, ...], ...]:
    """The words that may be thought before those of the follow-up: of the question before it, or of its subject."""
    question = tokens(after.entry.questions[lang][0])
    if after.keeps:
        return question, tokens(after.entry.title[lang])
    return (_without_places(base, _without_what_is_replaced(after, question, said, lang)),)


def only_names(said: tuple[str, ...]) -> bool:
    """True where a follow-up is nothing but the name of somebody: alone it says only who is meant."""
    named = words_of("voice", " ".join(said))
    return bool(named) and named.issuperset(set(said) - SMALL)


def kin(base: Base, before: Entry) -> frozenset[str]:
    """The entries of the same topic, those named as related, those of the same narrow place, the same of now or then."""
    places = frozenset(before.places) - base.wide
    near = {
        entry.id
        for entry in base.pack.entries.values()
        if entry.topic is before.topic or not places.isdisjoint(entry.places) or entry.when_asked_now == before.id
    }
    return frozenset(near | set(before.related) | {before.when_asked_now or before.id})


def _without_what_is_replaced(
    after: Leaning, question: tuple[str, ...], said: tuple[str, ...], lang: Lang
) -> tuple[str, ...]:
    """The question before without what the follow-up puts in its place: who is asked about, else its whole subject."""
    named = of_group("voice", " ".join(said)) and words_of("voice", " ".join(question))
    if named:
        return tuple(word for word in question if word not in named)
    if not POINTS_BACK.isdisjoint(said):
        return question
    subject = set(stems(tokens(after.entry.title[lang]), lang))
    return tuple(word for word in question if not set(stems([word], lang)) & subject)


def _without_places(base: Base, words: tuple[str, ...]) -> tuple[str, ...]:
    named = {at for mention in base.pack.gazetteer.mentions(words) for at in range(mention.start, mention.end)}
    return tuple(word for at, word in enumerate(words) if at not in named)
