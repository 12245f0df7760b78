"""PINs of operators' chats: hashed by argon2, one at a time and off the loop."""

import asyncio
import re
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

FORM: Final = re.compile(r"\s*(\d{4,12})\s*")

_hasher = PasswordHasher()
_one_at_a_time = asyncio.Lock()


async def matches(stored: str, typed: str) -> bool:
    """True where it is the PIN."""
    async with _one_at_a_time:
        return await asyncio.to_thread(_matches, stored, typed)


def hashed(pin: str) -> str:
    """Takes a third of a second: off the loop, or in a command.

    Raises: ValueError where it is not 4 to 12 digits.
    """
    if not FORM.fullmatch(pin):
        raise ValueError("A PIN is 4 to 12 digits.")
    return _hasher.hash(pin.strip())


def _matches(stored: str, typed: str) -> bool:
    try:
        return _hasher.verify(stored, typed.strip())
    except (VerificationError, InvalidHashError):
        return False
