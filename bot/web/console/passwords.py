"""Passwords: hashed by argon2, two at a time and off the loop, so that a flood of log-ins stops nobody's work."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.web.console.site import Console

SHORTEST, LONGEST = 12, 200  # characters

_hasher = PasswordHasher()


async def matches(console: Console, stored: str | None, typed: str) -> bool:
    """True where the password is the one; where there is none to compare with it takes as long."""
    async with console.hashing:
        found = await asyncio.to_thread(_matches, stored or _nobodys(), typed[:LONGEST])
    return found and stored is not None


async def hashed(console: Console, typed: str) -> str:
    async with console.hashing:
        return await asyncio.to_thread(_hasher.hash, typed)


def hash_now(typed: str) -> str:
    """For a command, where nobody else waits."""
    return _hasher.hash(typed)


def _matches(stored: str, typed: str) -> bool:
    try:
        return _hasher.verify(stored, typed)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """What an unknown name is compared with; made once."""
    return _hasher.hash("")
