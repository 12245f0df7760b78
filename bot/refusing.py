"""Why a step is refused, in the operator's language. The layers below say it in English; the catalogue finds that
sentence by its form and says it anew."""

import re
from functools import cache
from string import Formatter

from bot.locales import say, sentences
from knowledge.entry import Lang

PREFIX = "refusal."


def told(sentence: str, lang: Lang) -> str:
    """The sentence in a language; as it is where the catalogue does not know it."""
    if lang == "en":
        return sentence
    for name, form in _forms():
        if found := form.fullmatch(sentence):
            values = {part: told(value, lang) for part, value in found.groupdict().items()}
            return say(f"refusal.{name}", lang, **values)
    return sentence


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The English sentences as patterns, those with the most fixed words first."""
    known = ((key.removeprefix(PREFIX), text) for key, text in sentences("en").items() if key.startswith(PREFIX))
    ordered = sorted(known, key=lambda each: -len(re.sub(r"\{\w+\}", "", each[1])))
    return tuple((name, re.compile(_pattern(text), re.DOTALL)) for name, text in ordered)


def _pattern(text: str) -> str:
    return "".join(
        re.escape(fixed) + (f"(?P<{name}>.+?)" if name else "") for fixed, name, _, _ in Formatter().parse(text)
    )
