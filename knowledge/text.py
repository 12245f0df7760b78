"""Text as the matcher reads it: lower-case words without accents, in any script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CUT = 4096  # characters; the longest message Telegram lets through, and a bound on the work below
LATEST = 32  # texts kept in memory: a message, its clauses and the ways they are said are read several times each

_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_APOSTROPHE = re.compile("[’‘ʼ′´`＇ʹ]")
# French drops a vowel before another one: "l'hôtel" is two words, "aujourd'hui" and "don't" are one.
_ELISION = re.compile(r"\b(jusqu|lorsqu|puisqu|quoiqu|qu|l|d|j|n|c|s|m|t)'(?=\w)")
_INSIDE = re.compile(r"(?<=\w)'(?=\w)")
_MARKS = re.compile("[\u0300-\u036f]{1,4}")  # combining diacritics; a longer run is no letter of a language
_WORD = re.compile(r"[^\W_]+")
_WRITTEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@lru_cache(maxsize=LATEST)
def normalise(text: str) -> str:
    """The words of the first CUT characters, lower case, without accents, one space apart."""
    return " ".join(tokens(text))


@lru_cache(maxsize=LATEST)
def tokens(text: str) -> tuple[str, ...]:
    """The words of the first CUT characters, lower case and without accents."""
    plain = _plain(_APOSTROPHE.sub("'", text[:CUT]))
    return tuple(_WORD.findall(_INSIDE.sub("", _ELISION.sub(r"\1 ", plain))))


def apart(text: str) -> list[tuple[str, str]]:
    """The words of the first CUT characters as they are written, in lower case, each with what stands before it.

    They are those of `tokens`, one for one, unless the text is decomposed or in a script that `tokens` spells anew.
    """
    found, end = [], 0
    lower = _APOSTROPHE.sub("'", text[:CUT]).lower()
    for match in _WRITTEN.finditer(lower):
        first, *rest = _ELISION.sub(r"\1 ", match[0]).split(" ")
        found += [(lower[end : match.start()], first), *(("'", word) for word in rest)]
        end = match.end()
    return found


def _plain(text: str) -> str:
    if text.isascii():
        return _seen(text).lower()
    if text.isprintable():  # English and French end here: everything else takes the long way below
        letters = _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower().translate(_ALIKE)
        if letters.isascii():
            return letters
    # Marks go before decomposing as well: NFKD sorts a run of them in quadratic time.
    # A letter comes apart into it and its accent, but one Arabic ligature into 18: hence the second cut.
    letters = unicodedata.normalize("NFKD", _seen(text))[: 2 * CUT]
    return _seen(letters.lower().translate(_ALIKE))


def _seen(text: str) -> str:
    """Without marks and without what has no shape: controls, zero-width, direction, lone surrogates."""
    if text.isprintable() and text.isascii():
        return text
    return text.translate(_SHAPES)


class _Shapes(dict[int, int | None]):
    """What becomes of each character: a gap, nothing, or itself; found out once."""

    def __missing__(self, code: int) -> int | None:
        shapeless = unicodedata.category(chr(code)) in {"Mn", "Me", "Cc", "Cf", "Cs", "Co", "Cn"}
        self[code] = 32 if chr(code).isspace() else None if shapeless else code
        return self[code]


_SHAPES = _Shapes()
