"""A question finds its entry, a choice of entries, or an honest no."""

from dataclasses import dataclass, replace
from typing import Literal

from knowledge.asked import Asked, read
from knowledge.base import Base
from knowledge.entry import Entry, Lang, Tense, Topic
from knowledge.judging import LOOKED_AT, Judged, judge
from knowledge.leaning import Leaning, frames, kin, only_names

# The probability is true on questions nobody had seen (`python -m tests.eval.learn`): these are choices, not tuning.
ANSWER_AT = 0.45  # that the entry answers
RUMOUR_AT = 0.3  # that a text repeats a rumour, of which several may be told in one
CHOICE_AT = 0.3  # that one of those looked at does
CHOICES = 3  # buttons that a frightened person can still read
OFFERED = 0.03  # that a choice has of being the one, or it only takes up room
KIN = 3.0  # odds: a follow-up more often stays with its subject than leaves it
ALONE = 0.4  # odds: without what went before, the words of a follow-up fit many entries
ONLY_NAMED = 0.05  # "and Canada?" alone says nothing of what is asked
BEHIND = 0.9  # the words of the question before are not the person's
ITSELF = 0.2  # the answer before, asked for again: its own question stands in the words looked for


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
    asked = read(base, question, lang, places)
    return _decide(asked, judged(base, asked, after))


def answer_elsewhere(base: Base, question: str, lang: Lang, places: tuple[str, ...]) -> Outcome:
    """What the pack says to a question when it is asked of other places than it names: "and in Gao?"."""
    asked = replace(read(base, question, lang), places=places)
    return _decide(asked, judged(base, asked))


def known_rumour(base: Base, text: str, lang: Lang) -> tuple[Entry | None, bool]:
    """The rumour that a text repeats, if it is a known one, and whether the text speaks of now."""
    asked = read(base, text, lang)
    of_then = replace(asked, now=False, present=False)  # what it says of now is the text's word, not a question
    likely = (item for item in judged(base, of_then).found if item.p >= RUMOUR_AT)
    rumours = (item.entry for item in likely if item.entry.topic is Topic.RUMOURS)
    return next(rumours, None), asked.now


def judged(base: Base, asked: Asked, after: Leaning | None = None) -> Judged:
    """The likeliest entries; a follow-up is read alone and behind the question before it."""
    hits = base.matcher.find(asked.words, asked.lang, LOOKED_AT)
    chances = {hit.entry: hit.score for hit in hits}
    return judge(base, asked, _leaning(base, asked, chances, after) if after else chances)


def _decide(asked: Asked, judged: Judged) -> Outcome:
    found = judged.found
    if not found:
        return NoAnswer("elsewhere" if asked.places or asked.stranger else "nothing")
    best = found[0]
    if best.p >= ANSWER_AT:
        return Answer(best.entry, best.p, dated=asked.now and best.entry.tense is Tense.PAST)
    if 1 - judged.none >= CHOICE_AT:
        return Choice(tuple(item.entry for item in found[:CHOICES] if item.p >= OFFERED))
    return NoAnswer("elsewhere" if asked.stranger else "nothing", best.entry.topic)


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
