"""Learn how much each sign says: `python -m tests.eval.learn [--matcher encoder]` prints the tables of judging.py.

A question's right entries and "none of these" compete for it (a softmax); the weights make the right ones likeliest on
the development questions. Many of these are examples of the pack: each of five parts is looked at by a matcher that was
never taught it. How well that carries over say the same parts, each judged by weights learnt from the other four.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.asked import read
from knowledge.base import Base, indexed
from knowledge.encoder import open_encoder
from knowledge.entry import Questions
from knowledge.judging import LOOKED_AT, candidates, doubts, said_for, signs
from knowledge.pack import Declined, Pack
from knowledge.reading import Reading
from knowledge.text import normalise
from tests.index import FOLDER

HERE = Path(__file__).parent
DEVELOPMENT = ("questions.jsonl", "development.jsonl", "each-entry.jsonl")
SCOPE = ("in", "unknowable", "near", "out")
PENALTY, STEPS, PARTS = 5.0, 1500, 5

Floats = NDArray[np.float64]
Row = dict[str, Any]
Seen = tuple[
    dict[str, tuple[dict[str, float], bool]], dict[str, float], bool
]  # signs and rightness, doubts, answerable


@dataclass(frozen=True)
class Lesson:
    """Signs of entries (questions, LOOKED_AT, signs) with which of them are there and right, and doubts of questions."""

    signs: Floats
    there: NDArray[np.bool_]
    right: NDArray[np.bool_]
    doubts: Floats
    answerable: NDArray[np.bool_]

    def __getitem__(self, rows: NDArray[np.int64]) -> "Lesson":
        parts = (self.signs, self.there, self.right, self.doubts, self.answerable)
        return Lesson(*(part[rows] for part in parts))


@dataclass(frozen=True)
class Learnt:
    """Weights of raw signs and of raw doubts."""

    signs: Floats
    doubts: Floats

    def chances(self, lesson: Lesson) -> Floats:
        """Probability of each entry and, last, of none: (questions, LOOKED_AT + 1)."""
        odds = np.where(lesson.there, lesson.signs @ self.signs, -np.inf)
        return _softmax(np.column_stack([odds, lesson.doubts @ self.doubts]))


def lesson_of(base: Base, files: Sequence[Path]) -> tuple[Lesson, tuple[str, ...], tuple[str, ...]]:
    """What the questions of the files show, and the names of signs and doubts."""
    every = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    rows = [row for row in every if row["kind"] in SCOPE and not row.get("all")]
    found = _looked(base, rows)
    names = tuple(next(iter(found[0][0].values()))[0]), tuple(found[0][1])
    lesson = Lesson(*(np.zeros((len(found), *size), kind) for size, kind in _shapes(*names)))
    for n, (entries, doubt, answerable) in enumerate(found):
        lesson.doubts[n], lesson.answerable[n] = list(doubt.values()), answerable
        for k, (seen, right) in enumerate(entries.values()):
            lesson.signs[n, k], lesson.there[n, k], lesson.right[n, k] = list(seen.values()), True, right
    return lesson, *names


def learn(lesson: Lesson) -> Learnt:
    """The weights under which the right entries, or none where none is right, are likeliest."""
    seen = lesson.signs[lesson.there]
    mean, scale = seen.mean(0), seen.std(0) + 1e-6
    x = np.where(lesson.there[:, :, None], (lesson.signs - mean) / scale, 0.0)
    middle, spread = lesson.doubts.mean(0), lesson.doubts.std(0) + 1e-6
    middle[0], spread[0] = 0.0, 1.0  # what is always there
    doubt = (lesson.doubts - middle) / spread
    right = lesson.right & lesson.answerable[:, None]
    target = np.column_stack([right, ~right.any(1)]).astype(float)
    weights = _ascend(x, lesson.there, doubt, target)
    own, against = weights[: x.shape[2]] / scale, weights[x.shape[2] :] / spread
    # The shift of the signs is the same for each entry: it counts against none of them, so it goes to the other side.
    against[0] += own @ mean - against[1:] @ middle[1:]
    return Learnt(own, against)


def report(chances: Floats, lesson: Lesson, answer_at: float, choice_at: float) -> str:
    """How often each of the three zones is right."""
    order = np.argsort(-chances[:, :-1], axis=1)[:, :3]
    rows = np.arange(len(chances))
    top, right = chances[rows, order[:, 0]], (lesson.right & lesson.answerable[:, None])[rows[:, None], order]
    answered, ask = top >= answer_at, lesson.answerable
    offered = ~answered & (1 - chances[:, -1] >= choice_at)
    shares = [answered & right[:, 0], answered & ~right[:, 0], offered & right.any(1), offered & ~right.any(1)]
    within = " ".join(f"{100 * (share & ask).sum() / ask.sum():5.1f}" for share in shares)
    beyond = " ".join(f"{100 * (share & ~ask).sum() / (~ask).sum():5.1f}" for share in (answered, offered))
    precision = 100 * (answered & right[:, 0]).sum() / max(1, answered.sum())
    return f"answered right, wrong, offered with, without: {within}; out of scope answered, offered: {beyond}; answers right {precision:.1f}"


def without(base: Base, questions: Iterable[str]) -> Base:
    """The same content, as if nobody had ever taught these."""
    left_out, contents = {normalise(question) for question in questions}, base.pack.contents

    def rest(asked: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in asked if normalise(each) not in left_out)

    entries = tuple(
        entry.model_copy(update={"questions": Questions(en=rest(entry.questions.en), fr=rest(entry.questions.fr))})
        for entry in contents.entries
    )
    declined = tuple(Declined(id=each.id, en=rest(each.en), fr=rest(each.fr)) for each in contents.declined)
    pack = Pack(contents.model_copy(update={"entries": entries, "declined": declined}))
    return Base(pack, indexed(pack, FOLDER, base.matcher.encoder), Reading.of(pack))


def _looked(base: Base, rows: Sequence[Row]) -> list[Seen]:
    """What each question shows to a matcher that was not taught it."""
    order = np.random.default_rng(5).permutation(len(rows)).tolist()
    found: dict[int, Seen] = {}
    for part in range(PARTS):
        held = order[part::PARTS]
        other = without(base, [rows[n]["q"] for n in held])
        found |= {n: _look(other, rows[n]) for n in held}
    return [found[n] for n in range(len(rows))]


def _look(base: Base, row: Row) -> Seen:
    lang = "fr" if row["lang"] == "fr" else "en"
    asked = read(base, str(row["q"]), lang)
    chances = {hit.entry: hit.score for hit in base.matcher.find(asked.words, lang, LOOKED_AT)}
    among = candidates(base, asked, chances)
    expected = row["expected"] if isinstance(row["expected"], list) else []
    entries = {
        name: (found, said_for(base, base.pack.entries[name], asked).id in expected)
        for name, found in signs(base, asked, among).items()
    }
    return entries, doubts(asked, chances), bool(expected)


def _shapes(names: tuple[str, ...], doubts: tuple[str, ...]) -> list[tuple[tuple[int, ...], type]]:
    return [
        ((LOOKED_AT, len(names)), float),
        ((LOOKED_AT,), bool),
        ((LOOKED_AT,), bool),
        ((len(doubts),), float),
        ((), bool),
    ]


def _ascend(x: Floats, there: NDArray[np.bool_], doubt: Floats, target: Floats) -> Floats:
    """Adam: the likelihood is not concave where several entries are right."""
    weights, mean, square = (np.zeros(x.shape[2] + doubt.shape[1]) for _ in range(3))
    for step in range(1, STEPS + 1):
        odds = np.where(there, x @ weights[: x.shape[2]], -np.inf)
        chance = _softmax(np.column_stack([odds, doubt @ weights[x.shape[2] :]]))
        wanted = chance * target
        error = chance - wanted / (wanted.sum(1, keepdims=True) + 1e-12)
        own = np.einsum("nk,nkd->d", error[:, :-1], x) + PENALTY * weights[: x.shape[2]]
        slope = np.concatenate([own, error[:, -1] @ doubt])
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope * slope
        rate = 0.05 if step < STEPS * 2 // 3 else 0.01
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def _softmax(odds: Floats) -> Floats:
    power = np.exp(odds - odds.max(1, keepdims=True))
    return np.asarray(power / power.sum(1, keepdims=True))


def _carried_over(lesson: Lesson) -> Floats:
    """The probabilities of each part's questions under weights learnt from the other parts."""
    order = np.random.default_rng(17).permutation(len(lesson.answerable))
    chances = np.zeros((len(order), LOOKED_AT + 1))
    for part in range(PARTS):
        held = order[part::PARTS]
        chances[held] = learn(lesson[np.setdiff1d(order, held)]).chances(lesson[held])
    return chances


def main(base: Base) -> None:
    """Print the tables, and how well they carry over."""
    lesson, names, doubt_names = lesson_of(base, [HERE / name for name in DEVELOPMENT])
    carried, learnt = _carried_over(lesson), learn(lesson)
    print(f"{len(lesson.answerable)} questions, in {PARTS} parts")
    for answer_at in (0.3, 0.4, 0.5, 0.6):
        print(f"  {answer_at}: {report(carried, lesson, answer_at, 0.3)}")
    print(f"{'WITH_SENSES' if base.matcher.encoder else 'LEXICAL'} = Weights(")
    for weights, keys in ((learnt.signs, names), (learnt.doubts, doubt_names)):
        lines = (f'        "{key}": {weight:.2f},' for key, weight in zip(keys, weights.tolist(), strict=True))
        print("    {", *lines, "    },", sep="\n")
    print(")")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matcher", choices=("lexical", "encoder"), default="lexical")
    encoder = open_encoder() if parser.parse_args().matcher == "encoder" else None
    main(Base.open(cache=FOLDER, encoder=encoder))
