"""The likelihood of each entry for a text in one language, learnt from the example questions in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.features import ROWS, Floats, Index, grams, stems
from knowledge.kernel import CHARS, SENSES, WORDS, likeness
from knowledge.lessons import learn, nearest
from knowledge.trust import Kin, Trust, signs

# Entries that are scored in full: with 48 as many questions are answered right as with 24 (`tests.eval.learn`), later.
SHORTLIST = 24

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Model:
    """Entry e has the examples start[e] to start[e + 1]; `left` is each example's entry without itself.

    `duals` (entries, examples) are the weights of the regression, a row for each entry. `taught` is a digest of all
    that it was built from.
    """

    lang: str
    taught: str
    entries: tuple[str, ...]
    start: NDArray[np.int64]
    kin: Kin
    words: Index
    chars: Index
    duals: Floats
    trust: Trust
    left: NDArray[np.int64]
    senses: Floats | None = None  # what the encoder makes of each example, where there is one

    @classmethod
    def build(
        cls,
        lang: str,
        taught: str,
        owners: Sequence[str],
        read: Sequence[Sequence[str]],
        plain: Sequence[Sequence[str]],
        families: Mapping[str, str],
        senses: Floats | None = None,
    ) -> Model:
        """Learn from examples as words, and as the encoder's points, sorted by the entries that own them.

        `plain` are the same with one word for those that mean the same.
        """
        entries, sizes = np.unique(list(owners), return_counts=True)
        start, names = np.concatenate(([0], np.cumsum(sizes))), tuple(map(str, entries))
        words, chars = Index.of(stems(text, lang) for text in plain), Index.of(map(grams, read))
        family = np.unique([families.get(name, name) for name in names], return_inverse=True)[1]
        parts = [words.among(), chars.among()] if senses is None else [words.among(), chars.among(), _among(senses)]
        lesson = learn(zip(*parts, strict=True), start, family)
        duals = np.ascontiguousarray(lesson.duals.T)
        return cls(lang, taught, names, start, Kin.of(family), words, chars, duals, lesson.trust, lesson.entry, senses)

    def search(
        self, mended: Sequence[str], plain: Sequence[str], k: int, sense: Floats | None = None
    ) -> list[tuple[str, float]]:
        """The k likeliest entries with their probabilities, best first; nothing if no run of letters is shared.

        With an encoder, whose point for the text is `sense`, a meaning may be shared where no letter is.
        """
        cosines = [self.words.cosines(stems(plain, self.lang)), self.chars.cosines(grams(mended))]
        if self.senses is not None and sense is not None:
            cosines.append(self.senses @ sense)
        elif not cosines[1].any():
            return []
        near = [nearest(cosine, self.start) for cosine in cosines]
        promise = sum(weight * cosine for weight, cosine in zip((WORDS, CHARS, 2 * SENSES), near, strict=False))
        alike = likeness(*cosines)
        scores = self._scores(alike, np.asarray(promise))
        order, total = np.argsort(-scores, kind="stable")[:k], np.array([self._every_dual @ alike])
        signed = scores[None], [cosine[None] for cosine in near], total, self.trust.sharpness, self.kin, order[None]
        found = signs(*signed)[0]
        falling = np.minimum.accumulate(self.trust.probability(found)).tolist()
        return [(self.entries[entry], chance) for entry, chance in zip(order.tolist(), falling, strict=True)]

    @cached_property
    def _every_dual(self) -> Floats:
        """What gives the sum of all entries' scores, of those that are not scored in full too."""
        return np.asarray(self.duals.sum(axis=0))

    def _scores(self, alike: Floats, near: Floats) -> Floats:
        """The model's scores of the entries with the nearest examples; 0 for the others, which never come first."""
        if len(near) <= SHORTLIST:
            return np.asarray(self.duals @ alike)
        short = np.argpartition(-near, SHORTLIST)[:SHORTLIST]
        scores = np.zeros(len(near), np.float32)
        scores[short] = self.duals.take(short, axis=0) @ alike
        return scores

    def weights(self, mended: Sequence[str]) -> dict[str, float]:
        """The stems of a text with their idf."""
        return self.words.weights(stems(mended, self.lang))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything but words, to be stored under names that begin with the language."""
        own: dict[str, NDArray[Any]] = {"start": self.start, "family": self.kin.family, "duals": self.duals}
        own |= {"left": self.left} | ({} if self.senses is None else {"senses": self.senses})
        parts = {**own, **self.words.arrays("words"), **self.chars.arrays("chars"), **self.trust.arrays()}
        return {f"{self.lang}.{name}": array for name, array in parts.items()}

    def text(self) -> dict[str, str | list[str]]:
        """The words to store beside the arrays."""
        features = {"words": list(self.words.row), "chars": list(self.chars.row)}
        return {"taught": self.taught, "entries": list(self.entries), **features}

    @classmethod
    def from_arrays(cls, lang: str, arrays: Arrays, text: Mapping[str, Any]) -> Model:
        """What `arrays` and `text` gave."""
        own = {name.partition(".")[2]: array for name, array in arrays.items() if name.startswith(f"{lang}.")}
        words, chars = (Index.from_arrays(name, own, text[name]) for name in ("words", "chars"))
        trust, names = Trust.from_arrays(own), tuple(text["entries"])
        return cls(
            lang,
            text["taught"],
            names,
            own["start"],
            Kin.of(own["family"]),
            words,
            chars,
            own["duals"],
            trust,
            own["left"],
            own.get("senses"),
        )


def _among(senses: Floats) -> Iterator[Floats]:
    """Cosines of the examples' points to themselves and all that follow, some rows at a time."""
    return (senses[at : at + ROWS] @ senses[at:].T for at in range(0, len(senses), ROWS))
