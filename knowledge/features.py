"""How alike a text is to each example: cosines of TF-IDF features over an inverted index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

Floats = NDArray[np.float32]

GRAMS = range(2, 5)  # characters; 2-5 and pairs of words were measured and are worse
STRANGE = 0.5  # of its weight; at 1 a typing error costs too much trust, at 0 a strange question too little
PARTS = ("idf", "start", "example", "weight", "size")
_STEMMERS = {"en": "english", "fr": "french"}


@dataclass(frozen=True, slots=True)
class Index:
    """Unit TF-IDF vectors of all examples, turned around: feature -> examples and weights.

    Row r of the postings is `example[start[r]:start[r + 1]]` and the same of `weight`, which holds
    the feature's share of the example's unit vector times its idf.
    """

    row: Mapping[str, int]
    idf: Floats
    start: NDArray[np.int64]
    example: NDArray[np.uint16]
    weight: Floats
    size: int

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Index:
        """Index examples, each given as its features (with repetitions)."""
        counts = [Counter(features) for features in texts]
        seen = Counter(feature for count in counts for feature in count)
        row = {feature: number for number, feature in enumerate(seen)}
        idf = np.array([_idf(n, len(texts)) for n in seen.values()], np.float32)
        rows = np.fromiter((row[f] for count in counts for f in count), np.int64)
        times = np.fromiter((n for count in counts for n in count.values()), np.float32)
        example = np.repeat(np.arange(len(texts)), [len(count) for count in counts])
        value = (1 + np.log(times)) * idf[rows]
        norm = np.sqrt(np.bincount(example, value * value, len(texts)))
        order = np.argsort(rows, kind="stable")
        start = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(row))))).astype(np.int64)
        weight = (value / norm[example] * idf[rows])[order].astype(np.float32)
        return cls(row, idf, start, example[order].astype(np.uint16), weight, len(texts))

    def cosines(self, features: Iterable[str]) -> Floats:
        """Cosine to every example, shape (examples,), 0..1."""
        counts = Counter(features)
        known = [(self.row[f], 1 + log(n)) for f, n in counts.items() if f in self.row]
        if not known:
            return np.zeros(self.size, np.float32)
        rows = np.array([r for r, _ in known])
        times = np.array([t for _, t in known], np.float32)
        # A feature that no example has makes the text longer too, or strange questions would look familiar.
        strange = sum((1 + log(n)) ** 2 for f, n in counts.items() if f not in self.row)
        length = float(np.square(times * self.idf[rows]).sum()) + STRANGE * strange * _idf(1, self.size) ** 2
        return self._sums(rows, times / np.float32(sqrt(length)))

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """All but the features themselves, to be stored under a name."""
        parts: list[NDArray[Any]] = [self.idf, self.start, self.example, self.weight, np.array(self.size)]
        return {f"{name}.{part}": array for part, array in zip(PARTS, parts, strict=True)}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]], features: Sequence[str]) -> Index:
        """What `arrays` gave, and the features in order."""
        idf, start, example, weight, size = (arrays[f"{name}.{part}"] for part in PARTS)
        return cls({feature: row for row, feature in enumerate(features)}, idf, start, example, weight, int(size))

    def weights(self, features: Iterable[str]) -> dict[str, float]:
        """The idf of each feature; one that no example has counts as if a single example had it."""
        rarest = _idf(1, self.size)
        return {f: float(self.idf[self.row[f]]) if f in self.row else rarest for f in features}

    def _sums(self, rows: NDArray[np.int64], times: Floats) -> Floats:
        begin, length = self.start[rows], self.start[rows + 1] - self.start[rows]
        place = np.arange(length.sum()) + np.repeat(begin - (np.cumsum(length) - length), length)
        weight = self.weight[place] * np.repeat(times, length)
        return np.bincount(self.example[place], weight, self.size).astype(np.float32)


def _idf(having: int, size: int) -> float:
    return log((1 + size) / (1 + having)) + 1


def stems(words: Sequence[str], lang: str) -> list[str]:
    """The words without their endings."""
    stem = _stemmer(lang)
    return [stem(word) for word in words]


def grams(words: Sequence[str]) -> list[str]:
    """Runs of 2 to 4 characters, across the gaps between words."""
    text = f" {' '.join(words)} "
    return [text[i : i + n] for n in GRAMS for i in range(len(text) - n + 1)]


@cache
def _stemmer(lang: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = Stemmer.Stemmer(_STEMMERS[lang]).stemWord
    return stem
