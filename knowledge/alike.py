"""Words that mean the same to a pack: read as one, so that "gunmen" find what was written of "attackers"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.entry import Lang, Sentence, Value
from knowledge.features import roots
from knowledge.text import tokens

Stems = tuple[str, ...]


class Alike(Value):
    """By language: the word that stands for a group, and the words and short phrases of the group."""

    en: dict[Sentence, tuple[Sentence, ...]]
    fr: dict[Sentence, tuple[Sentence, ...]]

    def __getitem__(self, lang: Lang) -> Mapping[str, tuple[str, ...]]:
        return self.fr if lang == "fr" else self.en


@dataclass(frozen=True)
class Reader:
    """Puts the word that stands for a group in the place of the group's words, whatever their endings."""

    lang: Lang
    heads: Mapping[Stems, Stems]
    longest: Mapping[str, int]  # stems in the longest phrase that begins with a stem

    @classmethod
    def of(cls, lang: Lang, groups: Mapping[str, Iterable[str]]) -> "Reader":
        heads = {_key(written, lang): tokens(head) for head, group in groups.items() for written in (head, *group)}
        return cls(lang, heads, {key[0]: len(key) for key in sorted(heads, key=len) if key})

    def plain(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words with each group's own word in the place of the others, longest phrase first."""
        cut = roots(words, self.lang)
        found: list[str] = []
        at = 0
        while at < len(words):
            most = min(len(cut), at + self.longest.get(cut[at], 0))
            end = next((e for e in range(most, at, -1) if tuple(cut[at:e]) in self.heads), 0)
            found += self.heads[tuple(cut[at:end])] if end else (words[at],)
            at = end or at + 1
        return tuple(found)


def _key(written: str, lang: Lang) -> Stems:
    return tuple(roots(tokens(written), lang))
