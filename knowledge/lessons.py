"""Build the model, and learn how far to trust it by leaving out examples and whole families of entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.kernel import RIDGE, Floats, duals, factor, inverse_among, likeness, without
from knowledge.trust import Doubles, Kin, Trust, fit, sharpest, signs

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
    near: tuple[Floats, ...]  # (examples, entries): the entry's nearest example that is neither it nor its twin
    leaving: list[Integers]  # for each example: itself and its twins


def learn(blocks: Iterable[tuple[Floats, ...]], start: Integers, family: Integers) -> Lesson:
    """Learn from the examples' cosines (of words, of characters, of senses), some rows at a time.

    Each block is of examples held against themselves and those that follow, shape (rows, examples from the first row on).
    Entry e has the examples start[e] to start[e + 1] and belongs to family[e]. What no entry answers is
    learnt by leaving out whole families: a sibling that is left would answer well enough.
    """
    owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
    compared = _compare(blocks, start, owner)
    factored = factor(compared.kernel)
    weights = duals(factored, start)
    known, strange = _left_out(factored, weights, compared.leaving, owner, family)
    # (kernel + RIDGE) @ weights = target, so kernel @ weights, each example's scores with itself, is:
    verbatim = _target(owner, weights) - np.float32(RIDGE) * weights
    trust = _judge(known, strange, verbatim, compared, owner, family)
    return Lesson(weights, trust, known.argmax(axis=1))


def nearest(cosines: Floats, start: Integers) -> Floats:
    """Of each entry, the cosine of its nearest example."""
    return np.asarray(np.maximum.reduceat(cosines, start[:-1], axis=-1))


def _compare(blocks: Iterable[tuple[Floats, ...]], start: Integers, owner: Integers) -> _Comparison:
    size, at = len(owner), 0
    kernel = np.empty((size, size), np.float32)
    leaving: list[Integers] = []
    near: tuple[Floats, ...] = ()
    for cosines in blocks:
        here = slice(at, at + len(cosines[0]))
        part = likeness(*cosines)
        kernel[here, at:], kernel[at:, here] = part, part.T
        for i in range(here.start, here.stop):
            leaving.append(_twins(kernel[i], i, np.arange(start[owner[i]], start[owner[i] + 1])))
            ahead = leaving[i][leaving[i] >= at] - at
            for cosine in cosines:
                cosine[i - at, ahead] = 0
        near = near or tuple(np.full((size, len(start) - 1), -1, np.float32) for _ in cosines)
        for found, cosine in zip(near, cosines, strict=True):
            _nearer(found, cosine, at, start, owner)
        at = here.stop
    kernel[np.diag_indices(size)] += np.float32(RIDGE)
    return _Comparison(kernel, near, leaving)


def _nearer(near: Floats, cosine: Floats, at: int, start: Integers, owner: Integers) -> None:
    """What a block of cosines, whose rows and columns both begin at an example, says of either side."""
    end = at + len(cosine)
    first, last = owner[at], owner[end - 1] + 1
    own = np.maximum.reduceat(cosine, np.maximum(start[first:-1] - at, 0), axis=1)
    np.maximum(near[at:end, first:], own, out=near[at:end, first:])
    if end < len(near):
        theirs = np.maximum.reduceat(cosine[:, end - at :], np.maximum(start[first:last] - at, 0), axis=0).T
        np.maximum(near[end:, first:last], theirs, out=near[end:, first:last])


def _twins(row: Floats, one: int, siblings: Integers) -> Integers:
    """An example and its near copies of the same entry."""
    return np.asarray(siblings[(row[siblings] > TWIN * row[one]) | (siblings == one)])


def _left_out(
    factored: Floats, weights: Floats, leaving: list[Integers], owner: Integers, family: Integers
) -> tuple[Floats, Floats]:
    """Each example's scores without it and its twins, and without its whole family, whose own are then about 0."""
    target, known, strange = _target(owner, weights), np.empty_like(weights), np.empty_like(weights)
    alone = np.array([len(twins) == 1 for twins in leaving])
    for number in range(int(family.max()) + 1):
        left = np.flatnonzero(family[owner] == number)
        inverse = inverse_among(factored, left)
        known[left] = target[left] - weights[left] / inverse.diagonal()[:, None]
        for one in left[~alone[left]]:
            gone = np.searchsorted(left, leaving[one])
            scores = without(inverse[np.ix_(gone, gone)], weights[left[gone]], target[left[gone]])
            known[one] = scores[np.searchsorted(leaving[one], one)]
        strange[left] = without(inverse, weights[left], target[left])
    return known, strange


def _target(owner: Integers, weights: Floats) -> Floats:
    """What each example's scores should be: 1 for its entry, 0 for the others."""
    target = np.zeros_like(weights)
    target[np.arange(len(owner)), owner] = 1
    return target


def _judge(
    known: Floats, strange: Floats, verbatim: Floats, compared: _Comparison, owner: Integers, family: Integers
) -> Trust:
    sharpness, best, kin = sharpest(known, owner), known.argmax(axis=1), Kin.of(family)
    met = _best_signs(known, known.sum(axis=1), compared.near, sharpness, kin)
    total = strange.sum(axis=1)
    strange[family == family[owner][:, None]] = NEVER
    unmet = _best_signs(strange, total, compared.near, sharpness, kin)
    itself = [np.ones_like(known)] * len(compared.near)  # the nearest example of a verbatim question is the question
    plain = _best_signs(verbatim, verbatim.sum(axis=1), itself, sharpness, kin)[verbatim.argmax(axis=1) == owner]
    # A sibling that came first is neither right nor wrong: it teaches nothing about what is in scope.
    clear = (best == owner) | (family[best] != family[owner])
    strangers = unmet if family.max() > 0 else unmet[:0]
    return fit(met[clear], (best == owner)[clear], strangers, plain, sharpness)


def _best_signs(scores: Floats, total: Floats, near: Sequence[Floats], sharpness: float, kin: Kin) -> Doubles:
    return signs(scores, near, total, sharpness, kin, scores.argmax(axis=1)[:, None])[:, 0]
