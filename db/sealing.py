"""Sealing what would hurt people if the database were stolen: addresses, updates, secrets."""

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncSession

from db import settings
from db.errors import WrongKey

KEY_BYTES = 32
NONCE_BYTES = 12  # random; GCM allows 2**32 seals under one key
PROBE = "key_probe"


class Sealer:
    """Seals with AES-256-GCM; finds what was sealed by an HMAC under a second key, so that a plain dump tells nothing."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise WrongKey(f"The key must be {KEY_BYTES} bytes, written in base64.")
        self._cipher = AESGCM(_derived(key, b"seal"))
        self._lookup = _derived(key, b"lookup")
        self.key_id = hashlib.sha256(_derived(key, b"id")).hexdigest()[:12]

    def __repr__(self) -> str:
        return f"Sealer({self.key_id})"

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """What is sealed for one purpose does not open for another."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, purpose.encode())

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """Raises: WrongKey, also where the sealed bytes were changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError):
            raise WrongKey("ADVISORY_KEY is not the key that this database was sealed with.") from None

    def lookup_key(self, channel: str, address: str) -> bytes:
        """The same bytes for the same address, and nobody without the key can try addresses."""
        return hmac.digest(self._lookup, f"{channel}\0{address}".encode(), "sha256")

    @staticmethod
    def make_key() -> bytes:
        return os.urandom(KEY_BYTES)


def key_from_text(text: str) -> bytes:
    """The key as it stands in ADVISORY_KEY or a key file: base64.

    Raises: WrongKey.
    """
    try:
        return base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise WrongKey(f"The key must be {KEY_BYTES} bytes, written in base64.") from None


def load_or_make_key(path: Path) -> bytes:
    """The key of this file; a new one, readable by its owner only, where there is no file.

    Raises: WrongKey where others may read the file.
    """
    with suppress(FileExistsError):
        _write_key(path, Sealer.make_key())
    if path.stat().st_mode & 0o077:
        raise WrongKey(f"Others may read the key in {path}; run: chmod 600 {path}.")
    return key_from_text(path.read_text())


async def check_key(session: AsyncSession, sealer: Sealer) -> None:
    """Notice a wrong key at start, not at the first message: the first start leaves a sealed probe.

    Raises: WrongKey.
    """
    probe = await settings.get(session, PROBE)
    if probe is None:
        sealed = sealer.seal(b"advisory", PROBE)
        await settings.put(session, PROBE, base64.b64encode(sealed).decode())
    else:
        sealer.unseal(base64.b64decode(probe), PROBE)


def _write_key(path: Path, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(key).decode() + "\n")


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"advisory " + purpose).derive(key)
