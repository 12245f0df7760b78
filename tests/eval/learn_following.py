"""Learn how much each sign says after an answer: `python -m tests.eval.learn_following` prints leaning.py's table.

The turns of the development dialogues, each after the right answer to the turn before, and single questions asked
after an answer about anything: a new question must not be bent by the one before it.
"""

import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from bot.conversation.followup import puts_instead, without_opening
from bot.conversation.resolving import LEANS
from knowledge.asked import read
from knowledge.base import Base
from knowledge.entry import Lang
from knowledge.judging import LOOKED_AT, doubts, said_for
from knowledge.leaning import Leaning, following
from knowledge.text import tokens
from tests.eval.learn import HERE, PARTS, SCOPE, Floats, Lesson, learn, without
from tests.index import FOLDER

MOST = 2 * LOOKED_AT + 1  # entries that two searches and the answer before can bring
Turn = tuple[str, Lang, str, list[str]]  # what is said, in which language, after which entry, what is right


def turns(base: Base) -> Iterator[Turn]:
    """What is said after an answer, with what is right; of the dialogues first."""
    for dialogue in _lines("dialogues-development.jsonl"):
        before = None
        for turn in dialogue["turns"]:
            if before and not turn["intent"]:
                yield turn["q"], dialogue["lang"], before, turn["expected"]
            before = turn["expected"][0] if turn["expected"] else before
    anything, entries = random.Random(17), sorted(base.pack.entries)
    for row in _lines("development.jsonl"):
        if row["kind"] in SCOPE and not row.get("all"):
            yield row["q"], row["lang"], anything.choice(entries), row["expected"]


def lesson_of(base: Base) -> tuple[Lesson, tuple[str, ...], tuple[str, ...]]:
    """What the short turns show, and the names of signs and doubts."""
    short = [turn for turn in turns(base) if len(tokens(turn[0])) <= LEANS]
    taught = without(base, (turn[0] for turn in short))  # many of them are examples of the pack
    found = [_look(taught, turn) for turn in short]
    names = tuple(next(iter(found[0][0].values()))[0]), tuple(found[0][1])
    shapes: list[tuple[tuple[int, ...], type]] = [
        ((MOST, len(names[0])), float), ((MOST,), bool), ((MOST,), bool), ((len(names[1]),), float), ((), bool)
    ]  # fmt: skip
    lesson = Lesson(*(np.zeros((len(found), *size), kind) for size, kind in shapes))
    for n, (entries, doubt, answerable) in enumerate(found):
        lesson.doubts[n], lesson.answerable[n] = list(doubt.values()), answerable
        for k, (seen, right) in enumerate(entries.values()):
            lesson.signs[n, k], lesson.there[n, k], lesson.right[n, k] = list(seen.values()), True, right
    return lesson, *names


def right_of(chances: Floats, lesson: Lesson) -> Floats:
    """For each turn, whether the likeliest is right: an entry, or none where nothing answers."""
    best = chances.argmax(1)
    none = best == chances.shape[1] - 1
    rows = np.arange(len(best))
    return np.where(lesson.answerable, ~none & lesson.right[rows, np.minimum(best, MOST - 1)], none)


def _look(base: Base, turn: Turn) -> tuple[dict[str, tuple[dict[str, float], bool]], dict[str, float], bool]:
    text, lang, before, expected = without_opening(turn[0]), *turn[1:]
    asked = read(base, text, lang)
    alone = {hit.entry: hit.score for hit in base.matcher.find(asked.words, lang, LOOKED_AT)}
    after = Leaning(base.pack.entries[before], puts_instead(text))
    found = following(base, asked, alone, after)
    entries = {
        name: (seen, said_for(base, base.pack.entries[name], asked).id in expected) for name, seen in found.items()
    }
    return entries, doubts(asked, alone), bool(expected)


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text().splitlines()]


def main(base: Base) -> None:
    """Print the table, and how often the likeliest is right under weights learnt from other turns."""
    lesson, *names = lesson_of(base)
    order = np.arange(len(lesson.answerable))
    chances = np.zeros((len(order), MOST + 1))
    for part in range(PARTS):  # stretches of dialogues, so that no dialogue is judged by its own turns
        held = order[order * 2 * PARTS // len(order) % PARTS == part]
        chances[held] = learn(lesson[np.setdiff1d(order, held)]).chances(lesson[held])
    print(f"{len(order)} turns, likeliest right in {100 * right_of(chances, lesson).mean():.1f} %")
    learnt = learn(lesson)
    print("FOLLOWING = Weights(")
    for weights, keys in zip((learnt.signs, learnt.doubts), names, strict=True):
        lines = (f'        "{key}": {weight:.2f},' for key, weight in zip(keys, weights.tolist(), strict=True))
        print("    {", *lines, "    },", sep="\n")
    print(")")


if __name__ == "__main__":
    main(Base.open(cache=FOLDER))
