"""The curator's mirror: what the matcher makes of the example questions, so that one sees where to write more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.fuzz import token_sort_ratio

from knowledge.base import DECLINED, Base, examples
from knowledge.entry import LANGS, Lang
from knowledge.features import stems
from knowledge.matcher import Example
from knowledge.text import normalise, tokens

ENOUGH = 15  # example questions of an entry in a language; below, each one more is the cheapest gain there is
NEAR = 93  # of 100, rapidfuzz's likeness of sorted words: from here on the second question teaches next to nothing
SHORT = 4  # letters; shorter words are hardly what somebody asks by


@dataclass(frozen=True)
class Recall:
    """How many example questions find their own entry when they are left out themselves."""

    name: str  # an entry, or a topic
    lang: str
    found: int
    asked: int
    entries: int = 1


@dataclass(frozen=True)
class Theft:
    """Two entries whose example questions find the other one when left out."""

    one: str
    other: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Mirror:
    """All that the mirror shows, each part worst first."""

    entries: tuple[Recall, ...]
    topics: tuple[Recall, ...]
    thefts: tuple[Theft, ...]
    thin: tuple[Recall, ...]  # entries with fewer than ENOUGH questions in a language
    copies: tuple[tuple[Example, str], ...]  # a question, and the near copy of it in the same entry
    astray: tuple[tuple[Example, str], ...]  # a question that finds another entry in its very words, and which
    unseen: Mapping[
        Lang, tuple[tuple[str, int], ...]
    ]  # said by entries, asked by no example: word, in how many entries

    @property
    def clean(self) -> bool:
        """True where every entry has enough questions and each question finds its own entry."""
        return not self.thin and not self.astray


def mirror(base: Base) -> Mirror:
    """Hold a pack before the mirror."""
    asked = examples(base.pack)
    left = base.matcher.leave_one_out()
    entries = tuple(_recalls(asked, left))
    return Mirror(
        entries=tuple(sorted(entries, key=lambda item: (item.found / item.asked, item.name, item.lang))),
        topics=tuple(_topics(base, entries)),
        thefts=tuple(_thefts(asked, left)),
        thin=tuple(item for item in entries if item.asked < ENOUGH and not item.name.startswith(DECLINED)),
        copies=tuple(_copies(asked)),
        astray=tuple(_astray(base, asked, left)),
        unseen={lang: tuple(_unseen(base, lang)) for lang in LANGS},
    )


def _served(example: Example, found: str) -> bool:
    """True where a question found its entry; to what is out of scope any of its groups does."""
    return found == example.entry or (found.startswith(DECLINED) and example.entry.startswith(DECLINED))


def _recalls(asked: Sequence[Example], left: Sequence[str]) -> Iterator[Recall]:
    every, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for example, found in zip(asked, left, strict=True):
        every[example.entry, example.lang] += 1
        right[example.entry, example.lang] += _served(example, found)
    return (Recall(name, lang, right[name, lang], n) for (name, lang), n in sorted(every.items()))


def _topics(base: Base, entries: Iterable[Recall]) -> Iterator[Recall]:
    groups: dict[tuple[str, str], list[Recall]] = defaultdict(list)
    for item in entries:
        entry = base.pack.entries.get(item.name)
        groups[str(entry.topic) if entry else "(declined)", item.lang].append(item)
    for (topic, lang), items in sorted(groups.items()):
        yield Recall(topic, lang, sum(i.found for i in items), sum(i.asked for i in items), len(items))


def _thefts(asked: Sequence[Example], left: Sequence[str]) -> list[Theft]:
    """Pairs of entries with the questions that went to the other one, most first."""
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for example, found in zip(asked, left, strict=True):
        if not _served(example, found):
            one, other = sorted((example.entry, found))
            pairs[one, other].append(example.question)
    thefts = [Theft(one, other, tuple(questions)) for (one, other), questions in pairs.items()]
    return sorted(thefts, key=lambda theft: (-len(theft.questions), theft.one, theft.other))


def _copies(asked: Sequence[Example]) -> Iterator[tuple[Example, str]]:
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in asked:
        groups[example.entry, example.lang].append(example)
    for group in groups.values():
        said = [normalise(example.question) for example in group]
        for (first, one), (second, other) in combinations(enumerate(said), 2):
            if token_sort_ratio(one, other) >= NEAR:
                yield group[second], group[first].question


def _astray(base: Base, asked: Sequence[Example], left: Sequence[str]) -> Iterator[tuple[Example, str]]:
    """Only what goes astray when left out can go astray at all."""
    for example, found in zip(asked, left, strict=True):
        if not _served(example, found):
            hits = base.matcher.search(example.question, example.lang, 1)
            if hits and not _served(example, hits[0].entry):
                yield example, hits[0].entry


def _unseen(base: Base, lang: Lang) -> list[tuple[str, int]]:
    """Words of titles and statements that no example question has, by how many entries say them."""
    known = base.asked_stems
    said: Counter[str] = Counter()
    for entry in base.pack.entries.values():
        words = tokens(" ".join((entry.title[lang], *(statement.text(lang) for statement in entry.statements))))
        own = {word for word in words if len(word) >= SHORT and word.isalpha()}
        said.update(word for word in own if known.isdisjoint(stems(base.pack.plain([word], lang), lang)))
    return sorted(said.items(), key=lambda item: (-item[1], item[0]))
