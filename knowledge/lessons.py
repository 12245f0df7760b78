"""Build the model, and learn how far to trust it by leaving out examples and whole families of entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.kernel import RIDGE, Floats, invert, likeness, without
from knowledge.trust import Kin, Trust, fit, sharpest, signs

Integers = NDArray[np.int64]

TWIN = 0.8  # of the highest likeness; a near copy of the same entry leaves with the example it copies
NEVER = np.float32(-9)  # score of an entry that was left out; scores lie about 0..1


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt: the model's weights (examples, entries), and each example's entry without itself."""

    duals: Floats
    trust: Trust
    entry: Integers


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Every example held against every other one."""

    kernel: Floats  # (examples, examples)
    words: Floats  # (examples, entries): the entry's nearest example that is neither it nor its twin
    chars: Floats
    leaving: list[Integers]  # for each example: itself and its twins


def learn(rows: Iterable[tuple[Floats, Floats]], start: Integers, family: Integers) -> Lesson:
    """Learn from each example's cosines (of words, of characters) to all examples.

    Entry e has the examples start[e] to start[e + 1] and belongs to family[e]. What no entry answers is
    learnt by leaving out whole families: a sibling that is left would answer well enough.
    """
    owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
    compared = _compare(rows, start, owner)
    target = np.zeros((len(owner), len(start) - 1), np.float32)
    target[np.arange(len(owner)), owner] = 1
    compared.kernel[np.diag_indices(len(owner))] += np.float32(RIDGE)
    inverse = invert(compared.kernel)
    duals = inverse @ target
    known = np.stack([_without_twins(inverse, duals, target, i, s) for i, s in enumerate(compared.leaving)])
    strange = np.empty_like(known)
    for number in range(int(family.max()) + 1):
        left = np.flatnonzero(family[owner] == number)
        strange[left] = _without_family(inverse, duals, target, left, np.flatnonzero(family == number))
    # (kernel + RIDGE) @ duals = target, so kernel @ duals, each example's scores with itself, is:
    verbatim = target - np.float32(RIDGE) * duals
    trust = _judge(known, strange, verbatim, compared, owner, family)
    return Lesson(duals, trust, known.argmax(axis=1))


def nearest(cosines: Floats, start: Integers) -> Floats:
    """Of each entry, the cosine of its nearest example."""
    return np.asarray(np.maximum.reduceat(cosines, start[:-1]))


def _compare(rows: Iterable[tuple[Floats, Floats]], start: Integers, owner: Integers) -> _Comparison:
    size, entries = len(owner), len(start) - 1
    kernel = np.empty((size, size), np.float32)
    words, chars = (np.empty((size, entries), np.float32) for _ in range(2))
    leaving = []
    for i, (word, char) in enumerate(rows):
        kernel[i] = likeness(word, char)
        siblings = np.arange(start[owner[i]], start[owner[i] + 1])
        alike = kernel[i, siblings] > TWIN * kernel[i, i]
        leaving.append(siblings[alike | (siblings == i)])
        word[leaving[i]] = char[leaving[i]] = 0
        words[i], chars[i] = nearest(word, start), nearest(char, start)
    return _Comparison(kernel, words, chars, leaving)


def _without_twins(inverse: Floats, duals: Floats, target: Floats, one: int, left: Integers) -> Floats:
    place = int(np.searchsorted(left, one))
    return np.asarray(without(inverse, duals, target, left)[place])


def _without_family(inverse: Floats, duals: Floats, target: Floats, left: Integers, entries: Integers) -> Floats:
    scores = without(inverse, duals, target, left)
    scores[:, entries] = NEVER
    return scores


def _judge(
    known: Floats, strange: Floats, verbatim: Floats, compared: _Comparison, owner: Integers, family: Integers
) -> Trust:
    sharpness, best, kin = sharpest(known, owner), known.argmax(axis=1), Kin.of(family)
    met = _best_signs(known, compared.words, compared.chars, sharpness, kin)
    unmet = _best_signs(strange, compared.words, compared.chars, sharpness, kin)
    itself = np.ones_like(known)  # the nearest example of a verbatim question is the question
    plain = _best_signs(verbatim, itself, itself, sharpness, kin)[verbatim.argmax(axis=1) == owner]
    # A sibling that came first is neither right nor wrong: it teaches nothing about what is in scope.
    clear = (best == owner) | (family[best] != family[owner])
    strangers = unmet if family.max() > 0 else unmet[:0]
    return fit(met[clear], (best == owner)[clear], strangers, plain, sharpness)


def _best_signs(scores: Floats, words: Floats, chars: Floats, sharpness: float, kin: Kin) -> NDArray[np.float64]:
    return signs(scores, words, chars, sharpness, kin, scores.argmax(axis=1)[:, None])[:, 0]
