"""Mend what was typed in a hurry or by ear: an unknown word becomes the knowledge base's nearest word."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.names import NAMES
from knowledge.speech import spelt_out
from knowledge.text import CUT, tokens

SHORTEST = 3  # letters; shorter words have too many neighbours
SHORT = 4  # letters; up to here a word has so many neighbours that only likely ones count
LONGEST = 30  # letters; nothing to mend in what is not a word
MOST = 12  # words mended in one text, so that gibberish costs little more than a question
KEPT = 5000  # words whose mending is remembered; a megabyte
LONG = 8  # letters; from here on two errors are forgiven
CERTAIN = 5  # letters of a word that one of the other language is mended to
ALIEN = 1 / 2  # of a foreign word's letters; it sounds the same as one that is written otherwise
BLURRED = 1 / 3  # of an English word's letters; its key leaves out which vowels it has

Hashes = NDArray[np.uint32]
Rules = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True)
class Mender:
    """What one language's questions are mended with.

    `count` has the knowledge base's words and how often they occur, `proper` the hashes of the
    language's own words, `protected` the words that are never mended and never mended to, `foreign`
    the hashes of the other language's words, `heard` what `by_sound` gave; both are found out where not given.
    """

    count: Mapping[str, int]
    proper: Hashes
    protected: frozenset[str]
    foreign: Hashes | None = None
    heard: Mapping[str, str] | None = None

    def mend(self, words: Sequence[str], names: Collection[str] = ()) -> tuple[str, ...]:
        """The words with abbreviations spelt out and unknown words replaced by the knowledge base's; no names."""
        spelt = spelt_out(tuple(words), self.lang)
        strange = [word for word in dict.fromkeys(spelt) if word not in names and self._is_strange(word)][:MOST]
        better = {word: self._remembered(word) for word in strange}
        return tuple(part for word in spelt for part in better.get(word, (word,)))

    @cached_property
    def lang(self) -> str:
        """The language whose words are proper ones, told by one that the other language does not have."""
        return "fr" if contains(self.proper, "pourquoi") else "en"

    def _is_strange(self, word: str) -> bool:
        return (
            word not in self.count
            and SHORTEST <= len(word) <= LONGEST
            and word not in self.protected
            and word not in NAMES
            and word.isalpha()
            and not contains(self.proper, word)
        )

    def _remembered(self, word: str) -> tuple[str, ...]:
        """What a word is mended to; the latest are kept, since people make the same errors."""
        if len(self._kept) >= KEPT:
            self._kept.clear()
        if word not in self._kept:
            self._kept[word] = self._mended(word)
        return self._kept[word]

    @cached_property
    def _kept(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _mended(self, word: str) -> tuple[str, ...]:
        if contains(self._foreign, word):
            found = self._heard(word, ALIEN) or self._nearest(word, 1)
            return (found,) if found and len(found) >= CERTAIN else (word,)
        if found := self._heard(word):
            return (found,)
        if apart := self._apart(word):
            return apart
        return (self._nearest(word, 1 if len(word) < LONG else 2) or word,)

    def _heard(self, word: str, apart: float = 1.0) -> str | None:
        """The commonest word that sounds the same, if at most this share of the letters differ."""
        heard = (self.by_sound.get(key) for key in sounds(word, self.lang))
        far = len(word) * (apart if self.lang == "fr" else BLURRED)
        return next((near for near in heard if near and OSA.distance(word, near) <= far), None)

    def _apart(self, word: str) -> tuple[str, str] | None:
        """What was elided and the word that it was glued to, "laeroport"."""
        glued = _GLUED.match(word) if self.lang == "fr" else None
        if glued is None:
            return None
        elided, rest = glued.groups()
        found: str | None = rest
        if rest not in self.count:
            found = self._heard(rest) if elided in _BEFORE_NOUNS else None
        return (elided, found) if found and found.startswith(_OPEN) else None

    def _nearest(self, word: str, far: int) -> str | None:
        near = [
            (distance, candidate[0] != word[0], -self.count[candidate], candidate)
            for length in range(len(word) - far, len(word) + far + 1)
            for candidate, distance, _ in extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=far,
                limit=None,
            )
            if _is_likely(word, candidate)
        ]
        return min(near)[3] if near else None

    @cached_property
    def _foreign(self) -> Hashes:
        other = "en" if self.lang == "fr" else "fr"
        return proper_words(other) if self.foreign is None else self.foreign

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        groups: dict[int, list[str]] = {}
        for word in self._goals:
            groups.setdefault(len(word), []).append(word)
        return groups

    @cached_property
    def by_sound(self) -> Mapping[str, str]:
        """The commonest proper word of each sound: examples written by ear are no goal."""
        if self.heard is not None:
            return self.heard
        spelt = [word for word in self._goals if contains(self.proper, word)]
        rising = sorted(spelt, key=lambda word: (self.count[word], word))
        keys = [(word, sounds(word, self.lang)) for word in rising]
        less = {key: word for word, those in keys for key in those[1:]}
        return less | {those[0]: word for word, those in keys if those}

    @cached_property
    def _goals(self) -> list[str]:
        """The words that may be mended to."""
        return [word for word in self.count if len(word) >= SHORTEST and word.isalpha() and word not in self.protected]


def named(text: str) -> frozenset[str]:
    """The short words of a text that its capitals mark as names or initials: "Mory" in "where is Mory", "INSO".

    A text that is mostly in capitals marks none, and a long word is more often a common one with an error in it.
    """
    letters = [letter for letter in text[:CUT] if letter.isalpha()]
    if 2 * sum(map(str.isupper, letters)) > len(letters):
        return frozenset()
    found = (match[1] or match[2] for match in _CAPITALS.finditer(text[:CUT]))
    return frozenset(token for word in found if len(word) < LONG for token in _quick_tokens(word))


def _is_likely(word: str, candidate: str) -> bool:
    """Whether a near word was meant: of three letters, another one is as likely an acronym, "CMA" and "CFA"."""
    if min(len(word), len(candidate)) >= SHORT:
        return True
    if len(candidate) == len(word):
        return candidate[0] == word[0] and sorted(candidate) == sorted(word)
    return len(word) <= SHORT and candidate[0] == word[0] and candidate[-1] == word[-1]


def mended_share(said: Sequence[str], understood: Collection[str]) -> float:
    """The share, 0..1, of the words said that are read as others."""
    return sum(word not in understood for word in said) / max(1, len(said))


def count_words(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    """How often each word occurs in the knowledge base."""
    return dict(Counter(word for words in texts for word in words))


def protect(names: Collection[str]) -> frozenset[str]:
    """The words that names are made of."""
    return frozenset(word for name in names for word in tokens(name))


@cache
def proper_words(lang: str) -> Hashes:
    """Sorted hashes of a language's words, from pyspellchecker's frequency list (160,000 words)."""
    packed = (files("spellchecker") / "resources" / f"{lang}.json.gz").read_bytes()
    words: Iterable[str] = json.loads(gzip.decompress(packed))
    hashes = {hashed(token) for word in words for token in _quick_tokens(word)}
    return np.array(sorted(hashes), np.uint32)


def hashed(word: str) -> int:
    """32 bits of a word; of 160,000 words, one strange word in 27,000 hits one by chance."""
    return crc32(word.encode())


def contains(hashes: Hashes, word: str) -> bool:
    """Whether sorted hashes have the word's."""
    wanted = np.uint32(hashed(word))
    place = int(np.searchsorted(hashes, wanted))
    return place < len(hashes) and bool(hashes[place] == wanted)


def _quick_tokens(word: str) -> tuple[str, ...]:
    return (word.lower(),) if word.isascii() and word.isalpha() else tokens(word)


def sounds(word: str, lang: str) -> tuple[str, ...]:
    """Keys that words share if they sound alike, likeliest first; none if too little is left of the word.

    A last consonant may be silent in French or, as an "e" is easily forgotten, not: "mor", "ambasad".
    """
    if lang == "en":
        return tuple(key for key in (_changed(word, _ENGLISH),) if len(key) > SHORTEST)
    word = word[:-1] if word.endswith("s") and len(word) > SHORTEST else word
    if word.endswith("ent"):
        forms = [word, word[:-3] + "e"]
    elif word.endswith(_SILENT):
        forms = [word[:-1], word + "e"]
    else:
        forms = [word]
    return tuple(key for key in map(_french, forms) if len(key) >= SHORTEST)


def _french(word: str) -> str:
    key = _changed(word, _FRENCH)
    short = _MUTE_E.sub("", key)
    return short if len(short) > SHORTEST else key


def _changed(word: str, rules: Rules) -> str:
    for pattern, sound in rules:
        word = pattern.sub(sound, word)
    return word


def _rules(table: str) -> Rules:
    """The rules of a table, one a line: a pattern and, unless nothing is left, the sound."""
    lines = (line.split() for line in table.strip().splitlines())
    return tuple((re.compile(pattern), sound[0] if sound else "") for pattern, *sound in lines)


# Behind another word, not at the beginning of a sentence; or two capitals and more.
_CAPITALS = re.compile(r"(?:(?<=[\w,;)] )|(?<=\w['’]))([A-ZÀ-ÖØ-Þ][^\W\d_]+)|\b([A-ZÀ-ÖØ-Þ]{2,})\b")
_GLUED = re.compile(r"(qu|[ldjsn])(\w{3,})")
_BEFORE_NOUNS = ("l", "d", "qu")
_OPEN = tuple("aeiouyh")  # what an elision stands before
_SILENT = tuple("rtdpsxz")  # at the end, often
_MUTE_E = re.compile(r"(?<=[^aeiouAEIOUW])e(?=[^aeiouAEIOUW])")
# Capitals are sounds that need two letters: A, I, O as in "an, in, on", S as in "chat", N as in "agneau".
_FRENCH = _rules(r"""
ch(?=[rln]) k
s?ch|sh S
ph f
h
s?c(?=[eiy]) s
qu?|c|k+ k
k+ k
ge(?=[aou])|g(?=[eiy]) j
gu(?=[eiy]) g
gn N
^z j
z s
x ks
t(?=ion) s
e+z?$
(?<=[iy])en(?![aeiouynm]) I
(?:[ae]?[iy]|u)[nm](?![aeiouynm]) I
[ae][nm](?![aeiouynm]) A
o[nm](?![aeiouynm]) O
oi|oy|wa W
e?au o
oeu|eu E
ou U
[ae][iy] e
y i
([^aeiou])\1+ \1
""")
_ENGLISH = _rules(r"""
^(?:kn|gn) n
^wr r
^ps s
^gh g
ph f
(?<=[ou])gh$ f
gh
tch|ch C
sh|(?:ss|t|c|s)i(?=on|al|an|ou) S
s?c(?=[eiy]) s
ck|qu?|c k
x ks
dg(?=[eiy]) j
z s
(?<=[^td])ed$ d
ie$ y
(?<=\w\w)e$
re$ er
(?<=[aeiou])w(?![aeiou])
(?<=\w)h
(?<=\w)[aeiouy]+ a
([^a])\1+ \1
""")
