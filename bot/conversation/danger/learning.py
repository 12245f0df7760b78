"""Learns what a cry looks like: `python -m bot.conversation.danger.learning` reads cries.yaml and writes weights.npz.

It needs seconds and no randomness but its own seeds: the same texts give the same weights.
"""

import random
import sys
from collections.abc import Iterable
from hashlib import sha256
from math import exp
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.conversation.danger.hearing import heard
from bot.conversation.danger.likeness import BITS, features
from knowledge.pack import Pack, load_pack

FOLDER = Path(__file__).parent
TEXTS, WEIGHTS = FOLDER / "cries.yaml", FOLDER / "weights.npz"
WRITTEN = 6.0  # times what an example question of the pack weighs: there are ten times as many of those
ROUNDS, SEEDS = 8, (1, 2, 3)  # through all texts; models whose mean is kept
RATE, SHRINK = 0.5, 1e-4
LEARNT = 0.002  # a text judged this nearly right teaches nothing
LARGEST = 127  # of a weight in a byte


class Lesson(NamedTuple):
    """One text, whether it is a cry, and how much it weighs."""

    features: NDArray[np.int64]
    cry: bool
    weight: float


def written() -> dict[str, list[str]]:
    """The cries and the look-alikes written for this, in both languages together."""
    kept = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    return {kind: [text for texts in kept[kind].values() for text in texts] for kind in ("cries", "look_alikes")}


def fingerprint() -> str:
    """Of the texts: weights that were learnt from others are stale."""
    return sha256(TEXTS.read_bytes()).hexdigest()


def learnt_from() -> str:
    """The fingerprint of the texts that the weights were learnt from."""
    with np.load(WEIGHTS) as kept:
        return str(kept["learnt_from"])


def lessons(pack: Pack) -> list[Lesson]:
    """What was written, and the pack's own questions: those of the danger entry are cries, all others are not."""
    texts = written()
    danger = pack.entries[pack.about.danger].questions
    asked = [one.questions for name, one in pack.entries.items() if name != pack.about.danger]
    others = [text for one in asked for text in (*one.en, *one.fr)]
    others += [text for one in pack.contents.declined for text in (*one.en, *one.fr)]
    return [
        *_lessons([*texts["cries"], *danger.en, *danger.fr], cry=True, weight=WRITTEN),
        *_lessons(texts["look_alikes"], cry=False, weight=WRITTEN),
        *_lessons(others, cry=False, weight=1.0),
    ]


def _lessons(texts: Iterable[str], *, cry: bool, weight: float) -> list[Lesson]:
    return [Lesson(features(heard(text)), cry, weight) for text in dict.fromkeys(texts)]


def learn(taught: list[Lesson], seed: int) -> tuple[NDArray[np.float64], float]:
    """Weights and bias by logistic regression, each weight with a step of its own (AdaGrad)."""
    weights, slopes, bias = np.zeros(1 << BITS), np.full(1 << BITS, 1e-6), 0.0
    order = list(taught)
    shuffled = random.Random(seed)  # noqa: S311  an order of texts, no secret
    for _ in range(ROUNDS):
        shuffled.shuffle(order)
        for found, cry, weight in order:
            size = len(found) ** 0.5
            odds = float(weights[found].sum()) / size + bias
            off = 1 / (1 + exp(-max(-30.0, min(30.0, odds)))) - cry
            if abs(off) < LEARNT:
                continue
            slope = off * weight / size
            slopes[found] += slope * slope
            weights[found] -= RATE * slope / np.sqrt(slopes[found]) + SHRINK * weights[found]
            bias -= 0.02 * off * weight
    return weights, bias


def main() -> None:
    """Write the mean of the models, a byte a weight."""
    taught = lessons(load_pack())
    models = [learn(taught, seed) for seed in SEEDS]
    weights = np.mean([found for found, _ in models], axis=0)
    step = float(np.abs(weights).max()) / LARGEST
    np.savez_compressed(
        WEIGHTS,
        weights=np.round(weights / step).astype(np.int8),
        step=step,
        bias=float(np.mean([bias for _, bias in models])),
        learnt_from=fingerprint(),
    )
    sys.stdout.write(f"{WEIGHTS.name}: {sum(one.cry for one in taught)} cries of {len(taught)} texts\n")


if __name__ == "__main__":
    main()
