"""A posted form: read with a limit, its fields asked for by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.render import BAMAKO
from db.refusals import Refused

LARGEST = 256 * 1024  # bytes; the longest advisory in two languages is a tenth of it
MOST_FIELDS = 300
LONGEST_REASON = 1000  # characters
YEARS: Final = range(2000, 3000)  # at either end of the calendar an hour later or in another zone is none


class TooLarge(Exception):
    """The form is larger than LARGEST, or has more fields than any of ours."""


@dataclass(frozen=True)
class Form:
    """Fields by name, each with all its values in their order."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The field's last value without the space around it; empty where it was not sent."""
        return self.fields.get(name, [""])[-1].strip()

    def limited(self, name: str, most: int) -> str:
        """The same, of at most so many characters; a reason that was cut would stand for ever as nobody wrote it.

        Raises: Refused.
        """
        value = self.one(name)
        if len(value) > most:
            raise Refused(f"What was typed has {len(value)} characters: at most {most} are taken.")
        return value

    def raw(self, name: str) -> str:
        """The same with its space: a password may begin with one."""
        return self.fields.get(name, [""])[-1]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value, each once."""
        return tuple(dict.fromkeys(value.strip() for value in self.fields.get(name, []) if value.strip()))

    def number(self, name: str) -> int:
        """A whole number; 0 where it is none."""
        value = self.one(name)
        return int(value[:18]) if value.isascii() and value.isdecimal() else 0


def moment(typed: str) -> datetime:
    """What a field for a moment holds; at an hour of Bamako where it names no zone.

    Raises: ValueError.
    """
    at = datetime.fromisoformat(typed)
    if at.year not in YEARS:
        raise ValueError(at.year)
    return at if at.tzinfo else at.replace(tzinfo=BAMAKO)


async def read_form(request: Request) -> Form:
    """The fields of a request's body.

    Raises: TooLarge.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TooLarge
    return parse(body.decode("utf-8", "replace"))


def parse(text: str) -> Form:
    """Raises: TooLarge."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise TooLarge from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\0", ""))
    return Form(fields)
