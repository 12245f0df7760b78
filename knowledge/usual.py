"""What the questions of an entry usually mean and say: how much a meaning or a word speaks for it, however it is put.

Likeness compares a question with examples one by one; this counts all of an entry's questions, those of both languages
together. It finds what no single example resembles.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge import store
from knowledge.entry import Lang
from knowledge.features import Floats, Integers, stems
from knowledge.meaning import Meanings

# The modules that the result depends on: what other code kept is not used.
CODE = ("alike", "features", "meaning", "text", "usual")
COUNTED = 3.0  # questions that an entry is thought to have besides, of all kinds: with few of its own it is not judged
REPEATED = 2  # questions in which two words must stand side by side before it says anything
PARTS = ("start", "column", "count")
COUNTS = ("meanings", "words", "neighbours")


class Example(NamedTuple):
    """A question: whose, in which language, its words, and what stands for those that mean the same."""

    entry: str
    lang: Lang
    words: Sequence[str]
    plain: Sequence[str]


@dataclass(frozen=True)
class Counts:
    """In how many of the questions of each entry a feature stands: feature f in those of `column[start[f]:start[f + 1]]`."""

    start: Integers
    column: Integers
    count: Floats
    questions: Floats  # of each entry

    @classmethod
    def of(cls, features: Sequence[Iterable[int]], many: int, owners: Sequence[int], questions: Floats) -> "Counts":
        """Count features below `many`, given for each question with the entry that owns it."""
        pairs = Counter((f, owner) for found, owner in zip(features, owners, strict=True) for f in set(found))
        cells = np.array(sorted(pairs), np.int64).reshape(-1, 2)
        count = np.array([pairs[feature, owner] for feature, owner in cells.tolist()], np.float32)
        return cls(np.searchsorted(cells[:, 0], np.arange(many + 1)), cells[:, 1].copy(), count, questions)

    @cached_property
    def rarity(self) -> Floats:
        """Of each feature: how much less than in every question it is found, as a logarithm; never quite 0."""
        having = np.add.reduceat(np.append(self.count, np.float32(0)), self.start[:-1])
        having[self.start[1:] == self.start[:-1]] = 0
        return np.asarray(-np.log((having + 0.5) / (self.questions.sum() + 1)))

    @cached_property
    def without(self) -> Floats:
        """Of each entry: how much a feature that none of its questions has speaks against it."""
        return np.asarray(np.log(COUNTED / (self.questions + COUNTED)))

    @cached_property
    def more(self) -> Floats:
        """Of each count: how much more than `without` it says, for what is usual in all questions says little."""
        expected = COUNTED * np.exp(-self.rarity).repeat(np.diff(self.start))
        return np.asarray(np.log1p(self.count / expected))

    @cached_property
    def held(self) -> Floats:
        """Of each count: the feature's rarity where it is more usual in the entry's questions than in all."""
        usual = self.more + self.without[self.column] > 0
        return np.asarray(np.where(usual, self.rarity.repeat(np.diff(self.start)), 0), np.float32)

    def speak(self, features: Sequence[int]) -> Floats:
        """How much the features speak for each entry, as a logarithm of how much likelier they are in its questions."""
        sums = len(features) * self.without
        for feature in features:
            here = slice(self.start[feature], self.start[feature + 1])
            sums[self.column[here]] += self.more[here]  # no entry stands twice in a feature's run
        return sums

    @cached_property
    def table(self) -> Floats:
        """What `more` and `held` say, (features, 2 x entries): quicker than `speak` where the features are few."""
        many = len(self.questions)
        table = np.zeros((len(self.rarity), 2 * many), np.float32)
        feature = np.arange(len(self.rarity)).repeat(np.diff(self.start))
        table[feature, self.column], table[feature, many + self.column] = self.more, self.held
        return table

    def speak_and_share(self, features: Integers) -> tuple[Floats, Floats]:
        """What `speak` says, and how much of the features' weight each entry holds, 0..1."""
        sums, many = self.table.take(features, axis=0).sum(axis=0), len(self.questions)
        weight = float(self.rarity.take(features).sum()) or 1.0
        return sums[:many] + len(features) * self.without, sums[many:] / weight

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        return {f"{name}.{part}": getattr(self, part) for part in PARTS}

    @classmethod
    def from_arrays(cls, name: str, arrays: store.Arrays) -> "Counts":
        start, column, count = (arrays[f"{name}.{part}"] for part in PARTS)
        return cls(start, column, count, arrays["questions"])


class For(NamedTuple):
    """How much a question's meanings, words and neighbouring words speak for an entry, and the share of its meanings that the entry holds."""

    meanings: float = 0.0
    words: float = 0.0
    neighbours: float = 0.0
    held: float = 0.0


@dataclass(frozen=True)
class Spoken:
    """How much a question's meanings and words speak for each entry: by the entry's column, those declined last."""

    column: Mapping[str, int]
    answered: int  # columns of entries
    meanings: Floats
    words: Floats
    neighbours: Floats
    held: Floats

    def of(self, entry: str) -> For:
        """For one entry; nothing where it is newer than what was counted."""
        if (at := self.column.get(entry)) is None:
            return For()
        return For(float(self.meanings[at]), float(self.words[at]), float(self.neighbours[at]), float(self.held[at]))

    @property
    def most(self) -> float:
        """How much all of it together speaks for the entry that it most speaks for."""
        return _most(self._together[: self.answered])

    @property
    def most_declined(self) -> float:
        """The same for a group of declined questions."""
        return _most(self._together[self.answered :])

    @cached_property
    def _together(self) -> Floats:
        return self.meanings + self.words + self.neighbours


@dataclass(frozen=True)
class Usual:
    """What is usual in the questions of each entry, and of each group of declined ones."""

    names: tuple[str, ...]  # entries, then groups of declined questions
    answered: int
    rows: Mapping[str, int]  # of stems, with their language before them
    pairs: Mapping[str, int]  # of neighbouring words, likewise
    meanings: Counts
    words: Counts
    neighbours: Counts
    reader: Meanings

    @classmethod
    def of(cls, examples: Sequence[Example], reader: Meanings, declined: str) -> "Usual":
        """Count; the names of groups of declined questions begin with `declined`."""
        names = sorted({example.entry for example in examples}, key=lambda name: (name.startswith(declined), name))
        column = {name: number for number, name in enumerate(names)}
        owners = [column[example.entry] for example in examples]
        said = [[f"{each.lang} {stem}" for stem in stems(each.plain, each.lang)] for each in examples]
        beside = [neighbours(each.plain, each.lang) for each in examples]
        rows, pairs = _numbered(said), _numbered(beside, REPEATED)
        questions = np.bincount(owners, minlength=len(names)).astype(np.float32)
        meant = [reader.read(each.words, each.lang) for each in examples]
        return cls(
            tuple(names),
            sum(not name.startswith(declined) for name in names),
            rows,
            pairs,
            Counts.of(meant, len(reader.names), owners, questions),
            Counts.of([[rows[word] for word in words] for words in said], len(rows), owners, questions),
            Counts.of([[pairs[two] for two in each if two in pairs] for each in beside], len(pairs), owners, questions),
            reader,
        )

    @cached_property
    def column(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    def spoken(self, words: Sequence[str], plain: Sequence[str], known: Iterable[str], lang: Lang) -> Spoken:
        """What understood words, the same as the examples are read, and the stems that examples have, speak for."""
        meant = self.reader.read(words, lang)
        rows = [row for stem in known if (row := self.rows.get(f"{lang} {stem}")) is not None]
        pairs = [row for two in neighbours(plain, lang) if (row := self.pairs.get(two)) is not None]
        said, held = self.meanings.speak_and_share(np.array(meant, np.int64))
        own, beside = self.words.speak(rows), self.neighbours.speak(pairs)
        return Spoken(self.column, self.answered, said, own, beside, held)

    def save(self, path: Path) -> None:
        """Write everything but the meanings' words to one file."""
        arrays = {key: part for name in COUNTS for key, part in getattr(self, name).arrays(name).items()}
        text = {"names": self.names, "answered": self.answered, "rows": list(self.rows), "pairs": list(self.pairs)}
        store.write(path, arrays | {"questions": self.words.questions}, text)

    @classmethod
    def load(cls, path: Path, reader: Meanings) -> "Usual":
        """What `save` wrote.

        Raises: OSError if there is no file, ValueError if it is damaged.
        """
        arrays, text = store.read(path)
        rows, pairs = ({word: number for number, word in enumerate(text[name])} for name in ("rows", "pairs"))
        meanings, words, beside = (Counts.from_arrays(name, arrays) for name in COUNTS)
        return cls(tuple(text["names"]), text["answered"], rows, pairs, meanings, words, beside, reader)


def neighbours(words: Sequence[str], lang: Lang) -> list[str]:
    """Each word with the next one, and the first and the last as such, with their language before them."""
    return [f"{lang} {one} {other}" for one, other in pairwise(("^", *words, "$"))]


def _most(sums: Floats) -> float:
    return float(sums.max()) if len(sums) else 0.0


def _numbered(features: Iterable[Iterable[str]], least: int = 1) -> dict[str, int]:
    """Of each feature that so many questions have, its number."""
    having = Counter(chain.from_iterable(map(dict.fromkeys, features)))
    return {feature: number for number, feature in enumerate(f for f, n in having.items() if n >= least)}


NOTHING = Usual.of((), Meanings.of({}), "")


def cached(
    examples: Callable[[], Sequence[Example]],
    reader: Meanings,
    declined: str,
    folder: Path | None,
    digest: str,
    *,
    kept: bool = False,
) -> Usual:
    """What is usual in these examples, from the folder if the same code kept it there for content with this digest.

    Raises: OSError if it is not there, and only what was `kept` will do.
    """
    if folder is None:
        return Usual.of(examples(), reader, declined)
    path = folder / f"usual-{_key(digest)}.bin"
    try:
        return Usual.load(path, reader)
    except (OSError, ValueError) as problem:  # none yet, or damaged: a cache is never a reason to fail
        if kept:
            raise FileNotFoundError(f"nothing that counts these examples is kept in {folder}") from problem
    built = Usual.of(examples(), reader, declined)
    with suppress(OSError):  # a folder that cannot be written costs time at the next start, nothing else
        folder.mkdir(parents=True, exist_ok=True)
        built.save(path)
    return built


def _key(digest: str) -> str:
    modules = (Path(__file__).parent / f"{name}.py" for name in CODE)
    return sha256(b"".join([digest.encode(), *(module.read_bytes() for module in modules)])).hexdigest()[:32]
