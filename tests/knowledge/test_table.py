"""A table that is not tried where no phrase could begin finds what its regular expression finds."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]  # in no stub

import pytest

from bot.conversation import respond
from bot.conversation.danger.hearing import heard
from knowledge.base import Base
from knowledge.table import Table, starts
from knowledge.text import normalise
from tests.conversation.adversarial import texts

EVAL = Path(__file__).parents[1] / "eval"
FILES = ("questions", "cries", "wishes")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\b(?:dead|died?)\b", {"dea", "die"}),
        (r"\b(?:the )?dogs?", {"the", "dog"}),
        (r"\ba(?:u|ux)? mur", {"a", "au", "aux"}),
        (r"\b(?<!not )[bc]at", {"bat", "cat"}),
        (r"^u+h", {"u"}),
        (r"\b\w*attack", None),
        (r"dead", None),
        (r"\b(?: so)?", None),
        (r"\b[^a]b", None),
    ],
)
def test_what_a_match_begins_with_is_read_from_the_pattern(pattern: str, expected: set[str] | None) -> None:
    assert starts(parser.parse(pattern)) == expected


def test_every_table_finds_in_every_text_what_it_would_find_by_trying(base: Base) -> None:
    assert respond  # loads them all
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] in ("bot", "knowledge")]
    tables = {id(table): table for module in modules for table in _tables(vars(module))}.values()
    asked = [
        json.loads(line)["q"] for name in FILES for line in (EVAL / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    said = {read(text) for text in (*asked, *texts(base, 40)) for read in (normalise, heard)}
    found = 0
    assert len(tables) > 60
    for table in tables:
        tried = re.compile(table.pattern)
        for text in said:
            one, other = table.search(text), tried.search(text)
            found += other is not None
            assert (one and one.span()) == (other and other.span()), (table.pattern, text)
    assert found > 1000


def _tables(held: object) -> Iterator[Table]:
    """Those that a module holds, alone and in mappings and sequences."""
    match held:
        case Table():
            yield held
        case Mapping():
            yield from _tables(tuple(held.values()))
        case tuple() | list():
            for each in held:
                yield from _tables(each)
