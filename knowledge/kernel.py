"""Kernel ridge regression from examples to entries, and what it would say without an example."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

RIDGE = 0.5
WIDTH = 0.5  # of the bounded likeness exp((cosine - 1) / WIDTH)
WIDER = 0.7  # of all three; where meanings are compared too, less nearness is asked of each: 0.5 found 0.6 % less
WORDS, CHARS, SENSES = 1.0, 2.0, 2.0  # weights of the likenesses; with the last one the others count half
BLOCK = 256  # rows and columns that are worked on at once; bounds the extra memory


def likeness(words: Floats, chars: Floats, senses: Floats | None = None) -> Floats:
    """The kernel of the cosines, same shape, 0..3; `senses` are those of the sentence encoder, where there is one."""
    if senses is None:
        return np.asarray(np.float32(WORDS) * _bounded(words, WIDTH) + np.float32(CHARS) * _bounded(chars, WIDTH))
    lexical = np.float32(WORDS / 2) * _bounded(words, WIDER) + np.float32(CHARS / 2) * _bounded(chars, WIDER)
    return np.asarray(lexical + np.float32(SENSES) * _bounded(senses, WIDER))


def _bounded(cosine: Floats, width: float) -> Floats:
    return np.asarray(np.exp((cosine - np.float32(1)) / np.float32(width)))


def factor(a: Floats) -> Floats:
    """The inverse of the lower Cholesky factor of a symmetric positive definite matrix, in the matrix's own memory.

    With it the matrix's inverse is `f.T @ f`: a third of the work of inverting, and any part of it can be had alone.
    """

    def solve(here: slice, own: Floats, row: slice) -> None:
        a[row, here] = a[row, here] @ own.T

    def reduce(here: slice, row: slice) -> None:
        a[row, here.stop : row.stop] -= a[row, here] @ a[here.stop : row.stop, here].T

    def turn(row: slice, old: Floats, here: slice) -> None:
        a[row, here] = -a[row, row] @ (old[:, here.start :] @ a[here.start : row.start, here])

    # Blocks of one step wait for nothing but the step before, and products hold no lock. Each thread takes memory.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for here in _blocks(0, len(a)):
            own = np.tril(np.linalg.inv(np.linalg.cholesky(a[here, here])))
            a[here, here], a[here, here.stop :] = own, 0
            below = _blocks(here.stop, len(a))
            deque(pool.map(partial(solve, here, own), below), 0)
            deque(pool.map(partial(reduce, here), reversed(below)), 0)  # the longest first
        for row in _blocks(0, len(a)):
            deque(pool.map(partial(turn, row, a[row, : row.start].copy()), _blocks(0, row.start)), 0)
    return a


def _blocks(start: int, end: int) -> list[slice]:
    return [slice(at, min(at + BLOCK, end)) for at in range(start, end, BLOCK)]


def duals(inverse_factor: Floats, start: Integers) -> Floats:
    """The model's weights, shape (examples, entries), where entry e has the examples start[e] to start[e + 1]."""
    weights = np.zeros((len(inverse_factor), len(start) - 1), np.float32)
    for rows in _blocks(0, len(inverse_factor)):
        part = inverse_factor[rows, : rows.stop]  # beyond it there are only zeros
        weights[: rows.stop] += part.T @ np.add.reduceat(inverse_factor[rows], start[:-1], axis=1)
    return weights


def inverse_among(inverse_factor: Floats, chosen: Integers) -> Floats:
    """The part of the inverse between chosen examples, given in rising order."""
    among = np.zeros((len(chosen), len(chosen)), np.float32)
    for rows in _blocks(int(chosen[0]), len(inverse_factor)):
        part = inverse_factor[rows][:, chosen]
        among += part.T @ part
    return among


def without(inverse: Floats, duals: Floats, target: Floats) -> Floats:
    """Scores of examples, had the model been built without them, same shape as their duals and targets.

    `inverse` is the part of the inverse between them.
    """
    return target - np.linalg.solve(inverse, duals)
