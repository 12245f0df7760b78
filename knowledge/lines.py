"""YAML read together with the line of every key, so that a problem can name its file and line."""

import re

import yaml

from knowledge.problem import Document, Path, Problem

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

__all__ = ["Document", "Path", "Problem", "read"]


class _Loader(_Base):
    """Scalars are text unless they are plainly a number, a boolean or null: `no` and dates stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
    ]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
for _first in "tf":
    _Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), [_first])


def read(text: str, name: str) -> Document | Problem:
    """Parse one document; a problem where it is not YAML or has a key twice."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        lines: dict[Path, int] = {}
        twice = _walk(node, (), lines)
        if twice:
            return Problem(name, twice[1], f"the key {twice[0]!r} stands twice; keep one")
        value = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = " ".join(str(getattr(error, "problem", None) or error).split())
        return Problem(name, mark.line + 1 if mark else 1, f"not YAML: {what}; quote texts that hold ': ' or '#'")
    return Document(value, lines)


def _walk(node: yaml.Node | None, path: Path, lines: dict[Path, int]) -> tuple[str, int] | None:
    """Note the line of every node below; return the first key that stands twice."""
    if node is None:
        return None
    lines.setdefault(path, node.start_mark.line + 1)
    found = None
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            lines[(*path, key.value)] = key.start_mark.line + 1
            if key.value in seen:
                found = found or (key.value, key.start_mark.line + 1)
            seen.add(key.value)
            found = found or _walk(value, (*path, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            found = found or _walk(value, (*path, index), lines)
    return found
