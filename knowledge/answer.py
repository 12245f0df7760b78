"""A question finds its entry, a choice of entries, or an honest no: likeness first, then rules that can be read."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.base import DECLINED, Base
from knowledge.entry import Entry, Lang, Tense, Topic
from knowledge.facets import disagreement, facets
from knowledge.leaning import Leaning, frames, kin, only_names
from knowledge.moment import about_now, about_then, in_present, years
from knowledge.text import tokens

# A capital behind a preposition is a place more often than not. Messages in capitals throughout say nothing here.
_AFTER_PREPOSITION = re.compile(
    r"(?<=[a-zà-ÿ?,] )(?:in|of|at|near|from|to|for|à|de|du|en|au|vers|sur|pour) ([A-ZÀ-Ý][a-zà-ÿ'-]{3,})"
)
WORDS = 60  # of a message that are looked at; what comes later is not the question
LOOKED_AT = 12  # entries; the rules below may drop the first few
# Probabilities are learnt by leaving example questions out. The pack's examples are written to differ from each
# other, so what is left out is found half as often as what a person asks: measured with `advisory eval` (see README),
# 0.07 answers with 96 % precision where the simulation promises 60 %.
ANSWER_AT = 0.07
CHOICE_AT = 0.04
# Strange words are what near misses are told by: a question full of them must be surer, one without them need not be.
STRANGE_AT, STRANGE = 0.12, 0.8  # of its weight lies in words that the pack knows
PLAIN_AT, PLAIN, LEAD = 0.04, 0.97, 1.5  # times as likely as the second
NEAR = 0.15  # of the likeliest one's probability: an entry of then that may be meant instead of the one about now
CHOICES = 3  # buttons that a frightened person can still read
# Odds are multiplied by these where the rule is broken; chosen by what the rule means, not tuned to a question set.
OWN_WORDS = 2.0  # in the exponent: an entry that never uses the question's rare words is less likely meant
OTHER_FATE = 0.08  # asked for the dead, holds the injured
OTHER_WH = 0.35  # asked who, holds when: siblings share facts, so the answer may still serve
OTHER_VOICE = 0.35  # asked what France advises, holds what others do
OTHER_YEAR = 0.1  # a year is named that the entry never speaks of
_OTHER = {"fate": OTHER_FATE, "state": OTHER_FATE, "wh": OTHER_WH, "voice": OTHER_VOICE}
ONLY_COUNTRY = 0.05  # Gao is asked about, the entry holds Mali at large
KIN = 3.0  # a follow-up more often stays with its subject than leaves it
ALONE = 0.4  # of the odds: without what went before, the words of a follow-up fit many entries
ONLY_NAMED = 0.05  # "and Canada?" alone says nothing of what is asked
BEHIND = 0.9  # the words of the question before are not the person's
ITSELF = 0.2  # the answer before, asked for again: its own question stands in the words looked for
ONLY_MENTIONED = 0.4  # Faladié is asked about, the entry is about another place and names Faladié to tell them apart
OWN_PLACE = 2.0  # the very place asked about, not only the town around it
PLACE_UNNAMED = 0.2  # the entry is about another place, and the question names none
OTHER_TENSE = 0.4  # then is asked about, the entry says what is not known about now


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
    weights: dict[str, float]  # of the question's stems that the pack's questions have, idf
    share: float  # of the weight of all its stems, 0..1


@dataclass(frozen=True)
class Found:
    """An entry with the probability that it answers."""

    entry: Entry
    p: float


@dataclass(frozen=True)
class Answer:
    """One entry that answers. `dated`: the question is about now and the entry is about then."""

    entry: Entry
    p: float
    dated: bool = False


@dataclass(frozen=True)
class Choice:
    """Two or three entries, one of which may be meant."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class NoAnswer:
    """Nothing fits. `elsewhere`: the question names places that the pack says nothing about."""

    why: Literal["nothing", "elsewhere"] = "nothing"
    near: Topic | None = None


Outcome = Answer | Choice | NoAnswer


def answer(
    base: Base, question: str, lang: Lang, places: tuple[str, ...] = (), after: Leaning | None = None
) -> Outcome:
    """What the pack says to one question; `places` are carried over from the turn before."""
    return _decide(base, read(base, question, lang, places), after)


def answer_elsewhere(base: Base, question: str, lang: Lang, places: tuple[str, ...]) -> Outcome:
    """What the pack says to a question when it is asked of other places than it names: "and in Gao?"."""
    return _decide(base, replace(read(base, question, lang), places=places), None)


def known_rumour(base: Base, text: str, lang: Lang) -> tuple[Entry | None, bool]:
    """The rumour that a text repeats, if it is a known one, and whether the text speaks of now."""
    asked = read(base, text, lang)
    likely = (found for found in rank(base, asked) if found.p >= ANSWER_AT and found.entry.topic is Topic.RUMOURS)
    best = next(likely, None)
    return (best.entry if best else None), asked.now


def _decide(base: Base, asked: Asked, after: Leaning | None) -> Outcome:
    if asked.stranger:
        return NoAnswer("elsewhere")
    found = rank(base, asked, after)
    if not found:
        return NoAnswer("elsewhere" if asked.places else "nothing")
    best = _of_then(found, asked)
    if _only_country(base, best.entry, asked) and _unpunished(best) >= ANSWER_AT:
        return Answer(base.pack.entries[base.pack.about.other_towns], best.p)
    if _sure(found, asked):
        return _settled(base, best, asked)
    if best.p >= CHOICE_AT:
        return Choice(tuple(item.entry for item in found[:CHOICES] if item.p >= CHOICE_AT / CHOICES))
    return NoAnswer(near=best.entry.topic)


def _sure(found: tuple[Found, ...], asked: Asked) -> bool:
    """True where the likeliest entry may be given as the answer."""
    best, second = found[0].p, found[1].p if len(found) > 1 else 0.0
    if asked.share >= PLAIN and best >= PLAIN_AT and best >= LEAD * second:
        return True
    return best >= (ANSWER_AT if asked.share >= STRANGE else STRANGE_AT)


def _of_then(found: tuple[Found, ...], asked: Asked) -> Found:
    """The likeliest; where it is about now and then is asked about, the entry of then that points to it."""
    best = found[0]
    if best.entry.tense is not Tense.NOW or asked.now or not asked.then:
        return best
    then = (item for item in found if item.entry.when_asked_now == best.entry.id and item.p >= NEAR * best.p)
    return next((Found(item.entry, best.p) for item in then), best)


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
        weights,
        known,
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


def rank(base: Base, asked: Asked, after: Leaning | None = None) -> tuple[Found, ...]:
    """The likeliest entries that no rule excludes, best first."""
    chances = _chances(base, asked, after)
    known = [Found(base.pack.entries[entry], p) for entry, p in chances.items() if entry in base.pack.entries]
    fitting = [Found(item.entry, _weighed(base, item, asked)) for item in known if _agrees(base, item.entry, asked)]
    return tuple(sorted(fitting, key=lambda item: -item.p))


def _chances(base: Base, asked: Asked, after: Leaning | None) -> dict[str, float]:
    """The probability of each entry looked at; a follow-up is read alone and behind the question before it."""
    hits = base.matcher.find(asked.words, asked.lang, LOOKED_AT)
    if hits and hits[0].entry.startswith(DECLINED):
        return {}
    chances = {hit.entry: hit.score for hit in hits}
    return _leaning(base, asked, chances, after) if after else chances


def _leaning(base: Base, asked: Asked, alone: dict[str, float], after: Leaning) -> dict[str, float]:
    """A few words alone say less than behind the question before them; its kin are likelier than strangers."""
    before = after.entry
    less = ALONE if not only_names(asked.words) else ONLY_NAMED
    chances = {entry: _times(less * (ITSELF if entry == before.id else 1), p) for entry, p in alone.items()}
    for frame in frames(base, after, asked.words, asked.lang):
        for hit in base.matcher.find((*frame, *asked.words), asked.lang, LOOKED_AT):
            behind = hit.score * BEHIND if hit.entry != before.id else hit.score * ITSELF
            chances[hit.entry] = max(chances.get(hit.entry, 0.0), behind)
    if before.tense is Tense.NOW and asked.then and not asked.now:
        then = {entry.id for entry in base.pack.entries.values() if entry.when_asked_now == before.id}
        chances = {entry: _times(KIN, p) if entry in then else p for entry, p in chances.items()}
    near = kin(base, before)
    return {entry: _times(KIN, p) if entry in near else p for entry, p in chances.items()}


def _times(factor: float, p: float) -> float:
    """A probability whose odds are multiplied."""
    odds = factor * p / max(1e-6, 1 - p)
    return odds / (1 + odds)


def _agrees(base: Base, entry: Entry, asked: Asked) -> bool:
    return not asked.places or base.pack.gazetteer.agree(asked.places, base.reading.places[entry.id])


def _weighed(base: Base, item: Found, asked: Asked) -> float:
    odds = item.p / max(1e-6, 1 - item.p) * _in_its_words(base, item.entry, asked)
    for group in disagreement(asked.facets, base.reading.facets[item.entry.id]):
        odds *= _OTHER[group]
    if asked.years - base.reading.years[item.entry.id]:
        odds *= OTHER_YEAR
    if _only_country(base, item.entry, asked):
        odds *= ONLY_COUNTRY
    if not asked.places and not base.pack.gazetteer.agree(base.pack.about.places, item.entry.places):
        odds *= PLACE_UNNAMED
    if in_country(base, asked.places) and not base.pack.gazetteer.agree(asked.places, item.entry.places):
        odds *= ONLY_MENTIONED
    if not set(item.entry.places).isdisjoint(set(asked.places) - base.wide):
        odds *= OWN_PLACE
    if item.entry.tense is Tense.NOW and asked.then and not asked.now:
        odds *= OTHER_TENSE
    return odds / (1 + odds)


def in_country(base: Base, places: Iterable[str]) -> bool:
    """True where one of the places lies in the same country as what the pack is about."""
    gazetteer = base.pack.gazetteer
    return any(up in base.country for place in places for up in gazetteer.ancestors(place))


def _in_its_words(base: Base, entry: Entry, asked: Asked) -> float:
    """How much of the question is in words of the pack, and of those, in words of this entry: a factor of 0..1."""
    said = base.reading.stems[asked.lang][entry.id]
    own = sum([weight for stem, weight in asked.weights.items() if stem in said])
    return asked.share**2 * math.exp(OWN_WORDS * (own / (sum(asked.weights.values()) or 1.0) - 1))


def _unpunished(best: Found) -> float:
    """The probability had the question named no far place: something in scope is asked of another town."""
    odds = best.p / max(1e-6, 1 - best.p) / ONLY_COUNTRY
    return odds / (1 + odds)


def _only_country(base: Base, entry: Entry, asked: Asked) -> bool:
    """True where another town of the country is asked for, and the entry tells of events in the country at large."""
    gazetteer = base.pack.gazetteer
    far = [place for place in asked.places if place not in base.here and in_country(base, [place])]
    return (
        bool(far)
        and entry.tense is not Tense.ALWAYS
        and not any(
            held == place or place in gazetteer.ancestors(held)
            for place in far
            for held in base.reading.places[entry.id]
        )
    )


def _settled(base: Base, best: Found, asked: Asked) -> Answer:
    """A question about now goes to the entry about now where there is one; else the answer says that it is of then."""
    entry = best.entry
    if entry.when_asked_now and (asked.now or asked.present):
        return Answer(base.pack.entries[entry.when_asked_now], best.p)
    return Answer(entry, best.p, dated=asked.now and entry.tense is Tense.PAST)
