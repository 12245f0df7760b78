"""Tables of words and phrases, looked for only in a text that has a word with which one of them could begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from re import _compiler as compiler  # type: ignore[attr-defined]  # in no stub; `sre_compile` before 3.11
from re import _constants as ops  # type: ignore[attr-defined]  # likewise
from re import _parser as parser  # type: ignore[attr-defined]  # likewise
from typing import Any

from knowledge.text import LATEST

LETTERS = 3  # of a word, by which it is told whether a phrase could begin with it
MANY = 40  # letters between square brackets; more tell nothing

Begun = tuple[set[str], set[str]]  # letters that what follows adds to, and letters after which nothing is known
_WORD = re.compile(r"\w+")
_NOTHING = (ops.AT, ops.ASSERT, ops.ASSERT_NOT)  # of no width
_REPEATED = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


class Table:
    """A regular expression whose every match begins with a word; most texts hold none, which is told without trying.

    Texts are normalised: lower case, words and stops one space apart.
    """

    def __init__(self, pattern: str) -> None:
        parsed = parser.parse(pattern)  # once, both to compile it and to tell what a match begins with
        self.pattern = pattern
        self._compiled: re.Pattern[str] = compiler.compile(parsed)
        self._starts = starts(parsed)

    def search(self, said: str) -> re.Match[str] | None:
        """The first match, tried only where a word begins as one of the phrases does."""
        if self._starts is None:
            return self._compiled.search(said)
        begun = beginnings(said)
        if self._starts.isdisjoint(begun):
            return None
        places = {place for letters in self._starts.intersection(begun) for place in begun[letters]}
        return next(filter(None, (self._compiled.match(said, place) for place in sorted(places))), None)

    def fullmatch(self, said: str) -> re.Match[str] | None:
        return self._compiled.fullmatch(said) if self._may_hold(said) else None

    def finditer(self, said: str) -> Iterable[re.Match[str]]:
        return self._compiled.finditer(said) if self._may_hold(said) else ()

    def sub(self, new: str, said: str) -> str:
        return self._compiled.sub(new, said) if self._may_hold(said) else said

    def _may_hold(self, said: str) -> bool:
        return self._starts is None or not self._starts.isdisjoint(beginnings(said))


@lru_cache(maxsize=LATEST)
def beginnings(said: str) -> Mapping[str, Sequence[int]]:
    """The first letter, two and three of each word, and where words begin with them."""
    places: dict[str, list[int]] = {}
    for word in _WORD.finditer(said):
        for letters in range(1, LETTERS + 1):
            places.setdefault(word[0][:letters], []).append(word.start())
    return places


def starts(parsed: Iterable[Any]) -> frozenset[str] | None:
    """What the words begin with that a match of a parsed pattern begins with, up to LETTERS of each; None if not known."""
    items = list(parsed)
    if not _at_a_word(items):
        return None
    unfinished, known = _begun(items)
    found = frozenset(unfinished | known)
    return None if "" in found else found


def _at_a_word(items: list[Any]) -> bool:
    """True where every way of matching begins at the border of a word."""
    if not items:
        return False
    op, value = items[0]
    if op is ops.BRANCH:
        return all(_at_a_word(list(branch)) for branch in value[1])
    if op is ops.SUBPATTERN:
        return _at_a_word(list(value[-1]))
    return op is ops.AT and value in (ops.AT_BOUNDARY, ops.AT_BEGINNING)


def _begun(items: Iterable[Any]) -> Begun:
    """What a sequence begins with."""
    unfinished, known = {""}, set[str]()
    for op, value in items:
        if not unfinished:
            break
        more, last = _one(op, value)
        longer = {letters + new for letters in unfinished for new in more}
        known |= {letters + new for letters in unfinished for new in last}
        known |= {letters[:LETTERS] for letters in longer if len(letters) >= LETTERS}
        unfinished = {letters for letters in longer if len(letters) < LETTERS}
    return unfinished, {letters[:LETTERS] for letters in known}


def _one(op: Any, value: Any) -> Begun:
    """What one item of a sequence begins with."""
    if op is ops.LITERAL:
        return _letters([value])
    if op is ops.IN:
        return _set(value)
    if op in _NOTHING:
        return {""}, set()
    if op is ops.BRANCH:
        ways = [_begun(branch) for branch in value[1]]
        return set().union(*(more for more, _ in ways)), set().union(*(last for _, last in ways))
    if op is ops.SUBPATTERN and not value[1] and not value[2]:  # no flags of its own
        return _begun(value[-1])
    if op in _REPEATED:
        return _repeated(*value)
    return set(), {""}


def _repeated(least: int, most: int, items: Iterable[Any]) -> Begun:
    more, last = _begun(items)
    skipped = {""} if least == 0 else set()
    return (more | skipped, last) if most == 1 else (skipped, more | last)


def _set(items: list[Any]) -> Begun:
    codes = [code for op, value in items for code in _codes(op, value)]
    return _letters(codes) if 0 < len(codes) <= MANY and -1 not in codes else (set(), {""})


def _codes(op: Any, value: Any) -> Iterable[int]:
    if op is ops.LITERAL:
        return [value]
    return range(value[0], min(value[1], value[0] + MANY) + 1) if op is ops.RANGE else [-1]


def _letters(codes: list[int]) -> Begun:
    """Letters go on; behind a word ends what can be told of it."""
    letters = {chr(code) for code in codes}
    of_words = {letter for letter in letters if _WORD.fullmatch(letter)}
    return of_words, {""} if letters - of_words else set()
