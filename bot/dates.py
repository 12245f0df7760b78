"""Dates and hours as people read them, in both languages."""

from datetime import date
from functools import cache

from babel.dates import format_date

from bot.locales import say
from knowledge.asof import parts
from knowledge.entry import Lang

_PATTERN = {3: "d MMM y", 2: "MMM y", 1: "y"}


@cache  # the dates of the pack are few, and each stands under many answers
def as_of(value: str, lang: Lang) -> str:
    """An as-of date written out, as sharp as it is known: 17 Sep 2024, Sep 2024, 2024, undated."""
    ends = parts(value)
    if not ends:
        return say("date.undated", lang)
    if len(ends) == 1:
        return _one(ends[0], lang)
    key = "date.interval" if len(ends[0]) == 3 else "date.interval.months"
    return say(key, lang, first=_one(ends[0], lang), last=_one(ends[1], lang))


def day(value: str, lang: Lang) -> str:
    """A day written out in full: 17 September 2024."""
    return str(format_date(_date(parts(value)[0]), "d MMMM y", locale=lang))


def _one(end: tuple[int, ...], lang: Lang) -> str:
    return str(format_date(_date(end), _PATTERN[len(end)], locale=lang))


def _date(end: tuple[int, ...]) -> date:
    year, month, day_of_month = (*end, 1, 1)[:3]
    return date(year, month, day_of_month)
