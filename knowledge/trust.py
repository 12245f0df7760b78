"""How far to trust a match: the probability that an entry is the right one, and the borders to act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

PRECISION = 0.95  # of what is answered outright; wrong travel advice is worse than a question back
RECALL = 0.95  # of the right entries that a choice should still offer
VERBATIM = 0.1  # of a lesson; people rarely ask in the very words of an example
SHARPNESS = np.geomspace(1, 64, 25)  # inverse temperatures tried
PENALTY = 1.0  # keeps weights finite where the signs part right from wrong exactly
FORGIVEN = 1.5  # of the odds' logarithm, all words mended; 1 to 2 were best on fifteen cases with and without errors
STEPS = 30  # Newton steps; it settles in about eight


@dataclass(frozen=True, slots=True)
class Trust:
    """A logistic regression over the signs of a match, and borders on its probability."""

    sharpness: float
    mean: Doubles
    scale: Doubles
    weights: Doubles  # the last one is the intercept
    threshold: float = 0.5
    answer_at: float = 1.0
    choice_at: float = 0.0

    def probability(self, signs: Doubles) -> Doubles:
        """Probability that each match is right, shape (matches,), from signs, shape (matches, signs)."""
        odds = (signs - self.mean) / self.scale @ self.weights[:-1] + self.weights[-1]
        return np.asarray(1 / (1 + np.exp(-np.maximum(odds, -50))))

    def arrays(self) -> dict[str, Doubles]:
        """Everything, to be stored."""
        numbers = np.array([self.sharpness, self.threshold, self.answer_at, self.choice_at])
        return {"mean": self.mean, "scale": self.scale, "weights": self.weights, "trust": numbers}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Trust:
        """What `arrays` gave."""
        sharpness, *borders = arrays["trust"].tolist()
        return cls(sharpness, arrays["mean"], arrays["scale"], arrays["weights"], *borders)


def forgiving(probability: float, mended: float) -> float:
    """The probability of a match for a text of which this share was mended.

    Typing errors make every likeness smaller, and what trust is learnt from has none.
    """
    odds = probability * exp(FORGIVEN * mended)
    return odds / (odds + 1 - probability)


class Kin(NamedTuple):
    """Which entries are siblings: the family of each, the entries sorted by it, and where each family starts there."""

    family: Integers
    order: Integers
    start: Integers

    @classmethod
    def of(cls, family: Integers) -> Kin:
        """Siblings by the number of their family."""
        order = np.argsort(family, kind="stable")
        return cls(family, order, np.searchsorted(family[order], np.arange(family.max() + 1)))

    def together(self, values: NDArray[Any], how: np.ufunc) -> NDArray[Any]:
        """One value for each family, (texts, entries) to (texts, families)."""
        return np.asarray(how.reduceat(values[:, self.order], self.start, axis=1))


def signs(
    scores: Floats, near: Sequence[Floats], total: Floats, sharpness: float, kin: Kin, chosen: Integers
) -> Doubles:
    """What speaks for each chosen entry: score, lead, nearest likenesses, share, total; (texts, chosen) to (..., 6 or 7).

    `scores` are the model's, `near` the cosines of each entry's nearest example, one for each likeness, all
    (texts, entries). `total` (texts,) is the sum of all scores, which falls to 0 far from every example.
    The lead is over the other families, and the share is that of the entry's family: relatives do not cast doubt on it.
    """
    text, family = np.arange(len(scores))[:, None], kin.family[chosen]
    power = np.exp(np.float32(sharpness) * (scores - scores.max(axis=1, keepdims=True)))
    share = kin.together(power, np.add)[text, family] / power.sum(axis=1, keepdims=True)
    score, rival = scores[text, chosen], _rival(kin.together(scores, np.maximum))[text, family]
    alike = [cosine[text, chosen] for cosine in near]
    near_any = total[:, None].repeat(chosen.shape[1], axis=1)
    return np.stack([score, score - rival, *alike, share, near_any], axis=-1).astype(np.float64)


def _rival(scores: Floats) -> Floats:
    """Of each family, the best score of another one; 0 if there is no other."""
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    top = np.partition(scores, -2, axis=1)[:, -2:]
    return np.where(scores == top[:, 1:], top[:, :1], top[:, 1:])


def sharpest(scores: Floats, right: NDArray[np.int64]) -> float:
    """The inverse temperature under which the right entries are likeliest."""
    gap = scores - scores.max(axis=1, keepdims=True)
    own = gap[np.arange(len(gap)), right]
    likely = [float((own * s - np.log(np.exp(gap * s).sum(axis=1))).mean()) for s in SHARPNESS.tolist()]
    return float(SHARPNESS[int(np.argmax(likely))])


def fit(known: Doubles, right: Flags, strange: Doubles, verbatim: Doubles, sharpness: float) -> Trust:
    """Learn from the signs of four kinds of matches.

    `known` are of answerable texts, `right` or not, `strange` of texts that no entry answers, `verbatim`
    right ones of the examples themselves: where each entry has few, they alone show what a match is.
    """
    matches, measured = np.concatenate([known, strange, verbatim]), np.concatenate([known, strange])
    truth = np.concatenate([right, np.zeros(len(strange), np.bool_), np.ones(len(verbatim), np.bool_)])
    counts = np.repeat([1.0, VERBATIM], [len(measured), len(verbatim)])
    mean, scale = measured.mean(axis=0), measured.std(axis=0) + 1e-6
    free = Trust(sharpness, mean, scale, _rising(_with_one((matches - mean) / scale), truth, counts))
    borders = _borders(free.probability(known), right, free.probability(strange))
    return Trust(sharpness, mean, scale, free.weights, *borders)


def _rising(x: Doubles, truth: Flags, counts: Doubles) -> Doubles:
    """Weights under which no sign lowers the probability: the most negative one goes until none is."""
    kept = np.arange(x.shape[1])
    while True:
        weights = np.zeros(x.shape[1])
        weights[kept] = _logistic(x[:, kept], truth, counts)
        worst = int(np.argmin(weights[:-1]))
        if weights[worst] >= 0:
            return weights
        kept = kept[kept != worst]


def _logistic(x: Doubles, truth: Flags, counts: Doubles) -> Doubles:
    """Weights of a logistic regression, by Newton's method."""
    weights = np.zeros(x.shape[1])
    ridge = PENALTY * np.eye(len(weights))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -50, 50)))
        curve = (x * (counts * p * (1 - p))[:, None]).T @ x + ridge
        weights -= np.linalg.solve(curve, x.T @ (counts * (p - truth)) + ridge @ weights)
    return weights


def _with_one(x: Doubles) -> Doubles:
    return np.column_stack([x, np.ones(len(x))])


def _borders(known: Doubles, right: Flags, strange: Doubles) -> tuple[float, float, float]:
    """Where balanced accuracy is best, from where PRECISION holds, and up to where RECALL does."""
    good = np.sort(known[right])
    if not len(good):
        return 0.5, 1.0, 0.0
    every = np.sort(np.concatenate([known, strange]))
    at = np.unique(every)
    kept = len(good) - np.searchsorted(good, at)
    precise = kept / (len(every) - np.searchsorted(every, at)) >= PRECISION
    # Balanced accuracy's best border for a true probability; counted directly it jumps about in small packs.
    misled = 1 / (1 + float(np.mean(~right)))
    threshold = misled / (1 + misled)
    answer_at = float(at[int(np.argmax(precise))]) if precise.any() else 1.0
    choice_at = float(at[kept >= RECALL * len(good)][-1])
    return threshold, max(answer_at, threshold), min(choice_at, threshold)
