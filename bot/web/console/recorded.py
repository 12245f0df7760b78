"""The lines of the record in words; what no word is known for, as a newer or older program wrote it, stays as it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.locales import say, sentences
from bot.noting import moment
from bot.web.console.words import kind_word, role_word
from db.permissions import ROLES
from knowledge.alert import Kind
from knowledge.entry import Lang

LONGEST = 200  # characters of a line's details in the table; the export has them whole
MOMENTS = ("at", "next_update", "promised", "ends")


def did(action: str, lang: Lang) -> str:
    """What was done, or was refused."""
    slug = action.replace(" ", "_").replace("-", "_")
    if f"record.did.{slug}" in sentences(lang):
        return say(f"record.did.{slug}", lang)
    tried = slug.removesuffix("_refused")
    if tried != slug and f"record.tried.{tried}" in sentences(lang):
        return say("console.refused_to", lang, what=say(f"record.tried.{tried}", lang))
    return action


def about(subject: str, names: Mapping[int, str], lang: Lang) -> str:
    """What a line is about: "advisory 12", "account awa"."""
    kind, _, of = subject.partition(":")
    if kind == "operator" and of.isdecimal():
        of = names.get(int(of), of)
    return say(f"record.about.{kind}", lang, of=of) if f"record.about.{kind}" in sentences(lang) else subject


def details(found: Mapping[str, Any], lang: Lang) -> str:
    """A line's details, short enough for a table."""
    text = ", ".join(f"{_label(key, lang)} {_shown(key, value, lang)}" for key, value in found.items() if value != [])
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _label(key: str, lang: Lang) -> str:
    known = f"record.detail.{key}" in sentences(lang)
    return say("console.label", lang, name=say(f"record.detail.{key}", lang) if known else key)


def _shown(key: str, value: Any, lang: Lang) -> str:
    """The value as people read it: hours, kinds and roles in words, a hash by its beginning."""
    if key in MOMENTS and isinstance(value, str):
        return _moment(value, lang)
    if isinstance(value, bool):
        return say("console.yes" if value else "console.no", lang)
    text = ", ".join(role_word(each, lang) if each in ROLES else str(each) for each in _listed(value))
    if key == "kind" and text in {each.value for each in Kind}:
        return kind_word(Kind(text), lang)
    return text[:12] + "…" if len(text) == 64 and text.isalnum() else text


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _moment(text: str, lang: Lang) -> str:
    try:
        return moment(datetime.fromisoformat(text), lang)
    except ValueError:
        return text
