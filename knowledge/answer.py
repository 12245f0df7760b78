"""A question finds its entry, a choice of entries, or an honest no."""

from dataclasses import dataclass, replace
from typing import Literal

from knowledge.asked import Asked, read
from knowledge.base import Base
from knowledge.entry import Entry, Lang, Tense, Topic
from knowledge.judging import LOOKED_AT, Judged, judge
from knowledge.leaning import Leaning, lean

# The probability is true on questions nobody had seen (`python -m tests.eval.learn`): these are choices, not tuning.
ANSWER_AT = 0.55  # that the entry answers
RUMOUR_AT = 0.3  # that a text repeats a rumour, of which several may be told in one
AFTER_AT = 0.25  # that it answers a follow-up, whose sense people set right at once; to ask back there is tiresome
CHOICE_AT = 0.3  # that one of those looked at does
CHOICES = 3  # buttons that a frightened person can still read
OFFERED = 0.05  # that a choice has of being the one: of 110 options below it one was, they only take up room


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
    return _decide(asked, judged(base, asked, after), AFTER_AT if after else ANSWER_AT)


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
    """The likeliest entries; a follow-up is read alone and behind the subject before it."""
    chances = {hit.entry: hit.score for hit in base.matcher.find(asked.words, asked.lang, LOOKED_AT, asked.said)}
    return lean(base, asked, chances, after) if after else judge(base, asked, chances)


def _decide(asked: Asked, judged: Judged, answer_at: float = ANSWER_AT) -> Outcome:
    found = judged.found
    if not found:
        return NoAnswer("elsewhere" if asked.places or asked.stranger else "nothing")
    best = found[0]
    if best.p >= answer_at:
        return Answer(best.entry, best.p, dated=asked.now and best.entry.tense is Tense.PAST)
    likely = tuple(item.entry for item in found[:CHOICES] if item.p >= OFFERED)
    if likely and 1 - judged.none >= CHOICE_AT:
        return Choice(likely)
    return NoAnswer("elsewhere" if asked.stranger else "nothing", best.entry.topic)
