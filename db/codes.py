"""Codes that people type once: random enough that a plain hash of them is kept, and no look-alike letters."""

import hashlib
import secrets

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without 0 O 1 I L
LENGTH = 16  # letters, 79 bits


def new_code() -> str:
    """A code in groups of four."""
    letters = [secrets.choice(LETTERS) for _ in range(LENGTH)]
    return "-".join("".join(letters[n : n + 4]) for n in range(0, LENGTH, 4))


def code_hash(typed: str) -> bytes:
    """The same for a code however it was typed: small letters, spaces, no hyphens."""
    return hashlib.sha256("".join(each for each in typed.upper() if each.isalnum()).encode()).digest()
