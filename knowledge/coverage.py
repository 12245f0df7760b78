"""The map from what was found out to what is said: every fact, source sentence, conflict and gap has its entry."""

from typing import Annotated

from pydantic import Field

from knowledge.entry import Slug, Value


class Sentence(Value):
    """One sentence of the source document, by number, gist and SHA-256 of its text; carried by facts."""

    n: Annotated[int, Field(ge=1)]
    sha256: str
    gist: str
    facts: tuple[str, ...] = ()
    why_not: str | None = None


class Conflict(Value):
    """Two accounts that contradict each other, and the entry that shows both."""

    n: Annotated[int, Field(ge=1)]
    topic: str
    facts: Annotated[tuple[str, ...], Field(min_length=1)]
    entry: Slug


class Missing(Value):
    """Something looked for and not found, and the entries that say so."""

    n: Annotated[int, Field(ge=1)]
    what: str
    entries: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Coverage(Value):
    """What must be carried. A fact that no statement carries needs a written reason in `left_out`."""

    source_document_sha256: str
    facts: tuple[str, ...]
    left_out: dict[str, str]
    sentences: tuple[Sentence, ...]
    conflicts: tuple[Conflict, ...]
    missing: tuple[Missing, ...]
