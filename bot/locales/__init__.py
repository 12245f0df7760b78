"""The assistant's own sentences, by key, from the gettext catalogues beside this file."""

from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.plural import PluralRule

from knowledge.entry import LANGS, Lang

FOLDER = Path(__file__).parent
# CLDR: French counts 0 and 1 as one; the "many" of millions never occurs here.
_ONE = {"en": PluralRule({"one": "i = 1 and v = 0"}), "fr": PluralRule({"one": "i = 0,1"})}


def say(key: str, lang: Lang, /, **values: Any) -> str:
    """The sentence of a key, its {names} filled in.

    Raises: KeyError when the key or a name is unknown; the translation check finds both before a person does.
    """
    return sentences(lang)[key].format_map(values)


def count(key: str, lang: Lang, n: int, /, **values: Any) -> str:
    """The sentence of a key in the plural form of n, which it may show as {n}."""
    form = _ONE[lang](n)
    return say(f"{key}#{form}", lang, n=n, **values)


@cache
def sentences(lang: Lang) -> dict[str, str]:
    """All sentences of a language by key."""
    return {str(message.id): str(message.string) for message in catalogue(lang) if message.id}


def catalogue(lang: Lang) -> Catalog:
    """The catalogue as it stands in the file."""
    with (FOLDER / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang)


def check_catalogues(used: set[str]) -> list[str]:
    """What is missing, unused or unequal between the catalogues and the keys that the code uses."""
    keys = {lang: sentences(lang) for lang in LANGS}
    problems = [f"{lang}.po: {key}: no sentence" for lang in LANGS for key in sorted(used - set(keys[lang]))]
    problems += [f"{lang}.po: {key}: nobody says this" for lang in LANGS for key in sorted(set(keys[lang]) - used)]
    problems += [f"{lang}.po: {key}: empty" for lang in LANGS for key, text in keys[lang].items() if not text]
    both = set(keys["en"]) & set(keys["fr"])
    return problems + [
        f"fr.po: {key}: other {{names}} than en.po"
        for key in sorted(both)
        if _names(keys["en"][key]) != _names(keys["fr"][key])
    ]


def _names(text: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(text) if name}
