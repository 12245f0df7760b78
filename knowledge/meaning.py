"""What people mean, whichever words they say it with: "blokes", "mecs" and "gunmen" all mean the attackers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.entry import LANGS, Lang, Sentence, Value
from knowledge.features import roots, singular
from knowledge.text import tokens

Roots = tuple[str, ...]


class Meaning(Value):
    """The words and short phrases for one meaning in each language."""

    en: tuple[Sentence, ...]
    fr: tuple[Sentence, ...]

    def __getitem__(self, lang: Lang) -> tuple[str, ...]:
        return self.fr if lang == "fr" else self.en


@dataclass(frozen=True)
class Meanings:
    """Meanings by number; a word may have several, alone and in phrases."""

    names: tuple[str, ...]
    said: Mapping[Lang, Mapping[Roots, frozenset[int]]]
    longest: Mapping[Lang, Mapping[str, int]]  # roots in the longest phrase that begins with a root

    @classmethod
    def of(cls, words: Mapping[str, Meaning]) -> "Meanings":
        said = {lang: _said(enumerate(meaning[lang] for meaning in words.values()), lang) for lang in LANGS}
        longest = {lang: {key[0]: len(key) for key in sorted(said[lang], key=len)} for lang in LANGS}
        return cls(tuple(words), said, longest)

    def read(self, words: Sequence[str], lang: Lang) -> list[int]:
        """The numbers of what the words mean, rising, each once."""
        ends, said, longest = cut(words, lang), self.said[lang], self.longest[lang]
        found: set[int] = set()
        for at, root in enumerate(ends):
            for end in range(at + 1, min(len(ends), at + longest.get(root, 0)) + 1):
                found |= said.get(tuple(ends[at:end]), frozenset())
        return sorted(found)


def _said(meanings: Iterable[tuple[int, Iterable[str]]], lang: str) -> dict[Roots, frozenset[int]]:
    found: dict[Roots, frozenset[int]] = {}
    for number, written in meanings:
        for key in (tuple(cut(tokens(phrase), lang)) for phrase in written):
            found[key] = found.get(key, frozenset()) | {number}
    return found


def cut(words: Sequence[str], lang: str) -> list[str]:
    """The words as they are looked up: without the endings that change nothing."""
    return singular(words) if lang == "fr" else roots(words, lang)
