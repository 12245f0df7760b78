"""What changed between two texts of an advisory: field by field, for the people who approve it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from knowledge.alert import Alert, Info
from knowledge.entry import LANGS

# What the database gives, or stands for itself in the texts.
_LEFT_OUT = {"id", "thread", "identifier", "sent", "infos", "reviewed"}
Part = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True)
class Change:
    """One field: `at` is ("severity",) or, for a text, ("fr", "headline"); "" where it is not there."""

    at: tuple[str, ...]
    before: str
    after: str

    def __str__(self) -> str:
        return f"{'.'.join(self.at)}: {self.before or '(nothing)'} -> {self.after or '(nothing)'}"

    def parts(self) -> tuple[Part, ...]:
        """The words that stay, go and come, in the order in which both texts are read."""
        old, new = (re.findall(r"\S+\s*", text) for text in (self.before, self.after))
        return tuple(_parts(old, new))


def difference(before: Alert, after: Alert) -> tuple[Change, ...]:
    """Every field that people would read otherwise, or that reaches others; () where nothing does."""
    return tuple(change for change in _changes(before, after) if change.before != change.after)


def _changes(before: Alert, after: Alert) -> Iterator[Change]:
    old, new = (alert.model_dump(mode="json", exclude=_LEFT_OUT) for alert in (before, after))
    for name in old:
        yield Change((name,), _shown(old[name]), _shown(new[name]))
    for lang in LANGS:
        old_texts, new_texts = _texts(before, lang), _texts(after, lang)
        for name in dict.fromkeys((*old_texts, *new_texts)):
            yield Change((lang, *name.split(".")), old_texts.get(name, ""), new_texts.get(name, ""))


def _texts(alert: Alert, lang: str) -> dict[str, str]:
    found: Info | None = next((info for info in alert.infos if info.lang == lang), None)
    return found.texts() if found else {}


def _shown(value: Any) -> str:
    match value:
        case None | []:
            return ""
        case list():
            return ", ".join(map(_shown, value))
        case dict():
            return ", ".join(_shown(each) for each in value.values() if each not in (None, []))
        case _:
            return str(value)


def _parts(old: list[str], new: list[str]) -> Iterator[Part]:
    for what, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(old[from_old:to_old])
            continue
        if to_old > from_old:
            yield "gone", "".join(old[from_old:to_old])
        if to_new > from_new:
            yield "new", "".join(new[from_new:to_new])
