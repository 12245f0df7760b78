"""The assistant's own sentences, by key, from the gettext catalogues beside this file: a folder for each language,
in it one file for each part of the product that speaks."""

from collections import Counter
from collections.abc import Iterator
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
    """The sentence of a key in the plural form of n, which it may show as {n}; a value of that name is shown instead."""
    form = _ONE[lang](n)
    return say(f"{key}#{form}", lang, **{"n": n, **values})


@cache
def sentences(lang: Lang) -> dict[str, str]:
    """All sentences of a language by key."""
    return dict(_entries(lang))


def catalogue(path: Path) -> Catalog:
    """One file as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.name)


def check_catalogues(used: set[str]) -> list[str]:
    """What is missing, unused, said twice or unequal between the catalogues and the keys that the code uses."""
    keys = {lang: sentences(lang) for lang in LANGS}
    problems = [f"{lang}: {key}: no sentence" for lang in LANGS for key in sorted(used - set(keys[lang]))]
    problems += [f"{lang}: {key}: nobody says this" for lang in LANGS for key in sorted(set(keys[lang]) - used)]
    problems += [f"{lang}: {key}: empty" for lang in LANGS for key, text in keys[lang].items() if not text]
    problems += [f"{lang}: {key}: in two files" for lang in LANGS for key in _twice(lang)]
    both = set(keys["en"]) & set(keys["fr"])
    return problems + [
        f"fr: {key}: other {{names}} than in English"
        for key in sorted(both)
        if _names(keys["en"][key]) != _names(keys["fr"][key])
    ]


def _entries(lang: Lang) -> Iterator[tuple[str, str]]:
    for path in sorted((FOLDER / lang).glob("*.po")):
        yield from ((str(message.id), str(message.string)) for message in catalogue(path) if message.id)


def _twice(lang: Lang) -> list[str]:
    seen = Counter(key for key, _ in _entries(lang))
    return sorted(key for key, n in seen.items() if n > 1)


def _names(text: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(text) if name}
