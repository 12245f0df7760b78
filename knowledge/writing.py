"""Entries written as the pack's YAML files: one form, so that an export of what is unchanged is the file itself."""

from typing import Any

import yaml

from knowledge.entry import Entry

HEADER = "# yaml-language-server: $schema=../schema/entry.schema.json\n"
_TEXT = "tag:yaml.org,2002:str"
ENDLESS = 1_000_000  # characters a line: a sentence stays on its line, so that a changed one is one changed line
_ON_ONE_LINE = frozenset(
    ["title", "audience", "places", "by", "sources", "facts", "ask_whom", "missing", "related"]
)  # short lists of ids


class _Inline(list[Any]):
    """A list that stands on one line."""


class _InlineMap(dict[str, Any]):
    """A mapping that stands on one line."""


class _Dumper(yaml.SafeDumper):
    """Text is plain where it can be, else in double quotes: French is full of apostrophes. Dates are quoted too."""

    def choose_scalar_style(self) -> str:
        style: str = super().choose_scalar_style()
        scalar: Any = self.event
        dated = scalar.tag == _TEXT and scalar.value[:1].isdigit()
        return '"' if style == "'" or (style == "" and dated) else style

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _inline(dumper: yaml.SafeDumper, value: Any) -> yaml.Node:
    if isinstance(value, dict):
        return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_Inline, _inline)
_Dumper.add_representer(_InlineMap, _inline)


def as_yaml(entry: Entry) -> str:
    """The entry as its file; what has its usual value is left out."""
    value = entry.model_dump(mode="json", exclude_defaults=True)
    written: str = yaml.dump(
        _shaped(value), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=ENDLESS, default_flow_style=False
    )
    return HEADER + written


def _shaped(value: Any, key: str = "") -> Any:
    match value:
        case dict():
            shaped = {name: _shaped(each, name) for name, each in value.items()}
            return _InlineMap(shaped) if key in _ON_ONE_LINE else shaped
        case list() | tuple():
            items = [_shaped(each) for each in value]
            return _Inline(items) if key in _ON_ONE_LINE else items
        case _:
            return value
