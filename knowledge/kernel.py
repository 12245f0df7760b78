"""Kernel ridge regression from examples to entries, and what it would say without an example."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RIDGE = 0.5
WIDTH = 0.5  # of the bounded likeness exp((cosine - 1) / WIDTH)
WORDS, CHARS = 1.0, 2.0  # weights of the two likenesses
BLOCK = 256  # rows; bounds the extra memory of the inversion


def likeness(words: Floats, chars: Floats) -> Floats:
    """The kernel of two cosines, same shape, 0..3."""
    return np.asarray(np.float32(WORDS) * _bounded(words) + np.float32(CHARS) * _bounded(chars))


def _bounded(cosine: Floats) -> Floats:
    return np.asarray(np.exp((cosine - np.float32(1)) / np.float32(WIDTH)))


def invert(a: Floats) -> Floats:
    """Invert a symmetric positive definite matrix in its own memory, by blocked Gauss-Jordan sweeps."""
    for k in range(0, len(a), BLOCK):
        here = slice(k, k + BLOCK)
        pivot = np.linalg.inv(a[here, here]).astype(np.float32)
        column = a[:, here].copy()
        column[here] = 0
        across = pivot @ a[here]
        across[:, here] = pivot
        a[here] = 0
        a[:, here] = 0
        for row in range(0, len(a), BLOCK):
            a[row : row + BLOCK] -= column[row : row + BLOCK] @ across
        a[here] = across
    return a


def without(inverse: Floats, duals: Floats, target: Floats, left: NDArray[np.int64]) -> Floats:
    """Scores of the examples `left`, had the model been built without them, shape (left, entries)."""
    return target[left] - np.linalg.solve(inverse[np.ix_(left, left)], duals[left])
