"""How alike a text is to each example: cosines of TF-IDF features over an inverted index."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

GRAMS = range(2, 5)  # characters; 2-5 and pairs of words were measured and are worse
STRANGE = 0.5  # of its weight; at 1 a typing error costs too much trust, at 0 a strange question too little
COMMON = 16  # a feature that more than one in so many examples has is kept as a full row: adding rows up is quicker
ROWS = 64  # examples that are compared with all others at once; four times as many take 230 MB more
LEAST = 4  # letters that a root keeps, or the word is left as it is
PARTS = ("idf", "dense", "start", "example", "weight")
_STEMMERS = {"en": "english", "fr": "french"}


@dataclass(frozen=True, slots=True)
class Index:
    """Unit TF-IDF vectors of all examples, turned around: feature -> examples and weights.

    A weight is the feature's share of the example's unit vector times its idf. The common features come first, each
    a full row of `dense` (features, examples). Feature number len(dense) + r has the postings
    `example[start[r]:start[r + 1]]` and the same of `weight`.
    """

    row: Mapping[str, int]
    idf: Floats
    dense: Floats
    start: Integers
    example: NDArray[np.uint16] | NDArray[np.uint32]
    weight: Floats

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]]) -> Index:
        """Index examples, each given as its features (with repetitions)."""
        first: dict[str, int] = {}
        seen, times, lengths = array("l"), array("f"), array("l")
        for counts in map(Counter, texts):
            seen.extend([first.setdefault(feature, len(first)) for feature in counts])
            times.extend(counts.values())
            lengths.append(len(counts))
        having, names = np.bincount(seen, minlength=len(first)), list(first)
        falling = np.argsort(-having, kind="stable")
        place = np.argsort(falling, kind="stable")
        row = {names[number]: at for at, number in enumerate(falling.tolist())}
        return cls._from_counts(row, having[falling], place[np.array(seen)], np.array(times), np.array(lengths))

    @classmethod
    def _from_counts(
        cls, row: dict[str, int], having: Integers, rows: Integers, times: Floats, lengths: Integers
    ) -> Index:
        """The index of features in falling order of how many examples have them; the examples stand one after the other."""
        size = len(lengths)
        idf = np.array([_idf(n, size) for n in having.tolist()], np.float32)
        example = np.repeat(np.arange(size), lengths)
        value = (1 + np.log(times)) * idf[rows]
        norm = np.sqrt(np.bincount(example, value * value, size))
        weight = (value / norm[example] * idf[rows]).astype(np.float32)
        common = int(np.count_nonzero(having * COMMON > size))
        dense = np.zeros((common, size), np.float32)
        dense[rows[rows < common], example[rows < common]] = weight[rows < common]
        order = np.argsort(rows, kind="stable")[having[:common].sum() :]
        start = np.concatenate(([0], np.cumsum(having[common:]))).astype(np.int64)
        every = example[order]
        numbers = every.astype(np.uint16) if size <= 1 << 16 else every.astype(np.uint32)  # less memory is read sooner
        return cls(row, idf, dense, start, numbers, weight[order])

    @property
    def size(self) -> int:
        """How many examples there are."""
        return int(self.dense.shape[1])

    def cosines(self, features: Iterable[str]) -> Floats:
        """Cosine to every example, shape (examples,), 0..1."""
        counts = Counter(features)
        found = np.array([self.row.get(feature, -1) for feature in counts], np.int64)
        every = np.array([1.0 if n == 1 else 1 + log(n) for n in counts.values()], np.float32)
        known = found >= 0
        rows, times = found[known], every[known]
        if not len(rows):
            return np.zeros(self.size, np.float32)
        # A feature that no example has makes the text longer too, or strange questions would look familiar.
        strange = every[~known]
        own, rarest = times * self.idf[rows], STRANGE * _idf(1, self.size) ** 2
        times /= np.float32(sqrt(float(own @ own) + rarest * float(strange @ strange)))
        common = rows < len(self.dense)
        sums: Floats = times[common] @ self.dense.take(rows[common], axis=0)
        return sums if common.all() else sums + self._sums(rows[~common] - len(self.dense), times[~common])

    def among(self) -> Iterator[Floats]:
        """Cosines of ROWS examples after the other to themselves and all that follow them, (rows, size - first row)."""
        length = np.diff(self.start)
        rare = np.repeat(np.arange(len(length)), length)
        order = np.argsort(self.example, kind="stable")
        first = np.searchsorted(self.example[order], np.arange(self.size + 1))
        common = (self.dense / np.square(self.idf[: len(self.dense), None])).astype(np.float32)
        behind = self.start[:-1].copy()  # up to here the postings are of examples that were compared with all others
        for at in range(0, self.size, ROWS):
            end = min(at + ROWS, self.size)
            here = order[first[at] : first[end]]
            rows = rare[here]
            times = (self.weight[here] / np.square(self.idf[len(self.dense) + rows])).astype(np.float32)
            place, lengths = _between(behind.take(rows), self.start.take(rows + 1))
            shift = (self.example[here].astype(np.int64) - at) * (self.size - at) - at
            cell = self.example.take(place) + shift.repeat(lengths)
            sums = np.bincount(cell, self.weight.take(place) * times.repeat(lengths), (end - at) * (self.size - at))
            cosines: Floats = common[:, at:end].T @ self.dense[:, at:]
            cosines += sums.reshape(cosines.shape).astype(np.float32)
            behind += np.bincount(rows, minlength=len(length))
            yield cosines

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """All but the features themselves, to be stored under a name."""
        return {f"{name}.{part}": getattr(self, part) for part in PARTS}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]], features: Sequence[str]) -> Index:
        """What `arrays` gave, and the features in order."""
        row = {feature: number for number, feature in enumerate(features)}
        return cls(row, *(arrays[f"{name}.{part}"] for part in PARTS))

    def weights(self, features: Iterable[str]) -> dict[str, float]:
        """The idf of each feature; one that no example has counts as if a single example had it."""
        rarest = _idf(1, self.size)
        return {f: float(self.idf[self.row[f]]) if f in self.row else rarest for f in features}

    def _sums(self, rows: Integers, times: Floats) -> Floats:
        """Sums over the postings of rows that are not common."""
        # `take` reads the same as square brackets in two thirds of the time.
        place, lengths = _between(self.start.take(rows), self.start.take(rows + 1))
        weight = self.weight.take(place) * times.repeat(lengths)
        return np.bincount(self.example.take(place), weight, self.size).astype(np.float32)


def _between(begin: Integers, end: Integers) -> tuple[Integers, Integers]:
    """The numbers from each beginning to before its end, one stretch after the other, and how long each is."""
    length = end - begin
    last = length.cumsum()
    return np.arange(last[-1] if len(last) else 0) + (begin - last + length).repeat(length), length


def _idf(having: int, size: int) -> float:
    return log((1 + size) / (1 + having)) + 1


def stems(words: Sequence[str], lang: str) -> list[str]:
    """The words without their endings."""
    stem = _stemmer(lang)
    return [stem(word) for word in words]


def roots(words: Sequence[str], lang: str) -> list[str]:
    """The words without their endings, as curated words are looked up: the stemmer makes "tu" of "tués"."""
    cut = zip(words, stems(words, lang), strict=True)
    return [stem if len(stem) >= LEAST else _without(word, "s") for word, stem in cut]


def singular(words: Sequence[str]) -> list[str]:
    """French words without the plural's ending and a last e: the stemmer makes one word of "passant" and "passé"."""
    return [_without(_without(word, "sx"), "e") for word in words]


def _without(word: str, endings: str) -> str:
    return word[:-1] if len(word) >= LEAST and word[-1] in endings and word[-2] != "s" else word


def grams(words: Sequence[str]) -> list[str]:
    """Runs of 2 to 4 characters, across the gaps between words."""
    text = f" {' '.join(words)} "
    return [text[i : i + n] for n in GRAMS for i in range(len(text) - n + 1)]


@cache
def _stemmer(lang: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = Stemmer.Stemmer(_STEMMERS[lang]).stemWord
    return stem
