"""Dates only as sharp as they are known: a day, a month, a year, an interval, or undated."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

_PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def parts(as_of: str) -> tuple[tuple[int, ...], ...]:
    """The (year, month, day), (year, month) or (year,) of each end; () when undated.

    Raises: ValueError with what is expected.
    """
    if as_of == "undated":
        return ()
    ends = tuple(_end(text) for text in as_of.split("/"))
    if len(ends) > 2:
        raise ValueError("write a date as 2024-09-17, 2024-09, 2024, 2024-09-17/2024-09-19 or undated")
    return ends


def latest(as_of: str) -> date | None:
    """The last day that the date may mean; None when undated."""
    ends = parts(as_of)
    if not ends:
        return None
    year, month, day = (*ends[-1], 12, 31)[:3] if len(ends[-1]) != 2 else (*ends[-1], 31)
    return date(year, month, min(day, _days(year, month)))


def _end(text: str) -> tuple[int, ...]:
    found = _PART.fullmatch(text)
    if not found:
        raise ValueError("write a date as 2024-09-17, 2024-09, 2024, 2024-09-17/2024-09-19 or undated")
    numbers = tuple(int(part) for part in found.groups() if part)
    date(*(*numbers, 1, 1)[:3])  # an impossible month or day is refused here
    return numbers


def _days(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days


def _checked(as_of: str) -> str:
    parts(as_of)
    return as_of


AsOf = Annotated[str, AfterValidator(_checked)]
