"""How likely each entry is to answer a question, and how likely none does: signs that can be read, with learnt weights.

The matcher's chance is one sign among others; what likeness cannot see are the rest. The weights belong to the signs,
not to entries: `python -m tests.eval.learn` learns them from the development questions and prints the tables below.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.asked import Asked
from knowledge.base import DECLINED, Base
from knowledge.entry import Entry, Tense
from knowledge.facets import disagreement

LOOKED_AT = 8  # entries; with 12 as many questions are answered right (`tests.eval.learn`)
LEAST = 1e-6  # a chance below it is no sign


class Weights(NamedTuple):
    """In log-odds for each unit of a sign: what speaks for an entry, and what speaks for none of those looked at."""

    signs: Mapping[str, float]
    doubts: Mapping[str, float]


LEXICAL = Weights(
    {
        "likeness": 1.02,
        "lead": 0.06,
        "own words": 2.34,
        "title": -0.43,
        "the same asked": 0.17,
        "other fate": -0.35,
        "other state": -0.19,
        "other wh": -0.40,
        "other voice": -0.81,
        "other year": -1.98,
        "place unnamed": -1.40,
        "place only mentioned": -0.63,
        "now asked of then": -1.16,
        "now asked of now": 0.76,
        "usual meanings": 0.17,
        "usual words": 0.06,
        "usual neighbours": 0.06,
        "said": 1.69,
        "own meanings": 1.09,
    },
    {
        "always": 4.87,
        "declined": 0.08,
        "declined first": 1.22,
        "known words": -4.81,
        "words": 0.22,
        "strange place": 0.16,
        "usual in an entry": 0.05,
        "usual in the declined": 0.07,
    },
)
WITH_SENSES = Weights(
    {
        "likeness": 1.05,
        "lead": 0.01,
        "own words": 3.16,
        "title": -0.52,
        "the same asked": 0.08,
        "other fate": -0.14,
        "other state": -0.06,
        "other wh": -0.26,
        "other voice": -0.81,
        "other year": -1.78,
        "place unnamed": -1.97,
        "place only mentioned": -0.57,
        "now asked of then": -1.37,
        "now asked of now": 0.83,
        "usual meanings": 0.15,
        "usual words": 0.04,
        "usual neighbours": 0.06,
        "said": 1.32,
        "own meanings": 0.81,
    },
    {
        "always": 5.08,
        "declined": 0.07,
        "declined first": 1.34,
        "known words": -4.52,
        "words": -0.10,
        "strange place": 0.05,
        "usual in an entry": 0.05,
        "usual in the declined": 0.07,
    },
)


@dataclass(frozen=True)
class Found:
    """An entry with the probability that it answers."""

    entry: Entry
    p: float


@dataclass(frozen=True)
class Judged:
    """What may be told, likeliest first, and the probability that nothing here answers."""

    found: tuple[Found, ...]
    none: float


def judge(base: Base, asked: Asked, chances: Mapping[str, float]) -> Judged:
    """Weigh the entries of the matcher's chances, some of which may be declined questions'."""
    fitting = candidates(base, asked, chances)
    weights = WITH_SENSES if base.matcher.encoder else LEXICAL
    odds = {name: total(weights.signs, found) for name, found in signs(base, asked, fitting).items()}
    return told(base, asked, odds, total(weights.doubts, doubts(asked, chances)))


def told(base: Base, asked: Asked, odds: Mapping[str, float], against: float) -> Judged:
    """What may be told, from the log-odds of each entry meant and of none of them."""
    top = max([against, *odds.values()])
    power = {name: math.exp(odd - top) for name, odd in odds.items()}
    none = math.exp(against - top)
    whole = none + sum(power.values())
    said: dict[str, float] = {}
    for meant in odds:
        name = said_for(base, base.pack.entries[meant], asked).id
        said[name] = said.get(name, 0.0) + power[meant] / whole
    found = sorted((Found(base.pack.entries[name], p) for name, p in said.items()), key=lambda item: -item.p)
    return Judged(tuple(found), none / whole)


def candidates(base: Base, asked: Asked, chances: Mapping[str, float]) -> dict[str, float]:
    """The entries that no place excludes, with their chances."""
    entries = base.pack.entries
    return {name: p for name, p in chances.items() if name in entries and _agrees(base, name, asked)}


def said_for(base: Base, entry: Entry, asked: Asked) -> Entry:
    """What is told where this entry is meant: of another town that nothing is known there, of now what is said of now."""
    if only_country(base, entry, asked):
        return base.pack.entries[base.pack.about.other_towns]
    if entry.when_asked_now and (asked.now or asked.present):
        return base.pack.entries[entry.when_asked_now]
    return entry


def signs(base: Base, asked: Asked, among: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """What speaks for each entry among the others, each a number; 0 or 1 where it is there or not."""
    reading, gazetteer, entries = base.reading, base.pack.gazetteer, base.pack.entries
    titles, stems, texts = reading.titles[asked.lang], reading.stems[asked.lang], reading.said[asked.lang]
    here = bool(asked.places) and in_country(base, asked.places)
    first, second = ([*sorted(among.values(), reverse=True), 0.0, 0.0])[:2]
    leads = log_odds(first), log_odds(second)  # what each is held against: the best; the best itself, the next
    found: dict[str, dict[str, float]] = {}
    for name, chance in among.items():
        entry, held, spoken = entries[name], reading.facets[name], asked.spoken.of(name)
        likeness, of_now = log_odds(chance), entry.tense is Tense.NOW
        apart = disagreement(asked.facets, held)
        found[name] = {
            "likeness": likeness,
            "lead": likeness - leads[chance == first],
            "own words": share(asked.weights, stems[name], asked.weight),
            "title": len(titles[name] & asked.weights.keys()) / (len(titles[name]) or 1),
            "the same asked": not asked.facets.isdisjoint(held),
            "other fate": "fate" in apart,
            "other state": "state" in apart,
            "other wh": "wh" in apart,
            "other voice": "voice" in apart,
            "other year": bool(asked.years) and bool(asked.years - reading.years[name]),
            "place unnamed": not asked.places and name not in base.of_here,
            "place only mentioned": here and not gazetteer.agree(asked.places, entry.places),
            "now asked of then": of_now and asked.then and not asked.now,
            "now asked of now": of_now and (asked.now or asked.present),
            "usual meanings": spoken.meanings,
            "usual words": spoken.words,
            "usual neighbours": spoken.neighbours,
            "said": share(asked.weights, texts[name], asked.weight),
            "own meanings": spoken.held,
        }
    return found


def doubts(asked: Asked, chances: Mapping[str, float]) -> dict[str, float]:
    """What speaks for no answer: words that the pack does not know, a likeness to what is declined, of whichever subject;
    and what is more usual in declined questions than in any entry's."""
    declined = min(1.0, sum([p for name, p in chances.items() if name.startswith(DECLINED)]))
    entry = max((p for name, p in chances.items() if not name.startswith(DECLINED)), default=0.0)
    return {
        "always": 1.0,
        "declined": log_odds(declined),
        "declined first": declined > entry,
        "known words": asked.share,
        "words": math.log(max(1, len(asked.words))),
        "strange place": asked.stranger,
        "usual in an entry": asked.spoken.most,
        "usual in the declined": asked.spoken.most_declined,
    }


def only_country(base: Base, entry: Entry, asked: Asked) -> bool:
    """True where another town of the country is asked for, and the entry tells of events in the country at large."""
    gazetteer = base.pack.gazetteer
    if not asked.places:
        return False
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


def in_country(base: Base, places: Iterable[str]) -> bool:
    """True where one of the places lies in the same country as what the pack is about."""
    gazetteer = base.pack.gazetteer
    return any(up in base.country for place in places for up in gazetteer.ancestors(place))


def _agrees(base: Base, name: str, asked: Asked) -> bool:
    return not asked.places or base.pack.gazetteer.agree(asked.places, base.reading.places[name])


def share(weights: Mapping[str, float], stems: frozenset[str], whole: float) -> float:
    """How much of a question's whole weight lies in these stems, 0..1."""
    return sum([weight for stem, weight in weights.items() if stem in stems]) / (whole or 1.0)


def log_odds(p: float) -> float:
    """Of a probability, kept finite."""
    return math.log(max(p, LEAST) / max(1 - p, LEAST))


def total(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """The weights of the signs that were found, added up."""
    return sum([weight * found[name] for name, weight in weights.items()])
