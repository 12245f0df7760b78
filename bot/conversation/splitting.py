"""Several questions in one message: told apart, each to be answered once."""

import re

from knowledge.text import tokens

MOST = 4  # questions answered in one message; more would not be read by somebody in a hurry
_END = re.compile(r"(?<=[?؟])\s*|[\n;]+|(?<=[.!…])\s+")
_ASKING = (
    r"how|what|whats|when|where|wheres|who|whos|why|which|is|are|was|were|did|does|do|can|could|should|has|have|will|any"
    r"|combien|quand|où|qui|que|quoi|quel|quelle|quels|quelles|comment|pourquoi|est[- ]ce|y a[- ]t[- ]il|ya|il y a|peut[- ]on"
    r"|(?:à|a) quelle heure|depuis|(?:à|a) qui|pour combien|faut[- ]il|qu['’]est|est[- ]il|sont[- ]ils|a[- ]t[- ]on|c['’]est"
)
_WH = (
    r"how many|how long|was|were|when|where|who|why|what time|combien|quand|où|qui|pourquoi|quel|quelle|à quelle heure"
)
# "and" before a question word starts another question; a comma does so only before one that asks for a new thing.
_AND = re.compile(
    rf"\s*,?\s+(?:and|et|also|aussi)\s+(?:also\s+|aussi\s+|then\s+)?(?=(?:{_ASKING})\b)|\s*,\s*(?=(?:{_WH})\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b(?:{_ASKING})\b", re.IGNORECASE)


def parts(text: str) -> tuple[str, ...]:
    """The sentences of a message, and the questions joined by "and", in order; the whole where there is one."""
    return tuple(part for piece in sentences(text) for part in _joined(piece)) or (text,)


def questions(text: str) -> tuple[str, ...]:
    """The parts that ask, where some plainly do; else all of them."""
    asking = tuple(part for piece in sentences(text) if piece.endswith(("?", "؟")) for part in _joined(piece))
    return asking or parts(text)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a message, in order."""
    return tuple(piece.strip() for piece in _END.split(text) if piece and piece.strip())


def _joined(piece: str) -> list[str]:
    """The questions of one sentence: each part but the first starts with a question word."""
    found: list[str] = []
    between = ["", *(match[0].strip() for match in _AND.finditer(piece))]
    for separator, part in zip(between, (part.strip(" ,") for part in _AND.split(piece)), strict=True):
        if (
            found
            and part
            and (len(part.strip("?؟ ").split()) < 2 or (separator == "," and not _ASKS.search(found[-1])))
        ):
            # "and the planes, how many?" and "the general, when did he come?" are one question each.
            found[-1] += f", {part}"
        elif part:
            found.append(part)
    return found


def without_first(text: str, words: int) -> str:
    """The text as it was typed, without its first words."""
    typed, at = text.split(), 0
    while at < len(typed) and words > 0:
        words -= len(tokens(typed[at]))
        at += 1
    return " ".join(typed[at:]).lstrip(" ,.;:!?…-–—")
