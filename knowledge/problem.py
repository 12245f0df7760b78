"""A problem of a curated file, and the document it stands in: what is wrong, where, and what to do about it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[Hashable, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what to do about it; by the name of its `rule` it can be said in another language."""

    file: str
    line: int
    what: str
    rule: str = ""
    at: Path = ()  # in the file
    values: Mapping[str, object] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Document:
    """A YAML document as plain values, with the line of each node."""

    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a node, or of the nearest node that contains it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)
