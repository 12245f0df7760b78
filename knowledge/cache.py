"""A folder of things that can be made again: a damaged, missing or unwritable cache only costs time."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def read_cache(folder: Path | None, name: str) -> bytes | None:
    """The bytes kept under a name; None when there are none."""
    if folder is None:
        return None
    try:
        return (folder / name).read_bytes()
    except OSError:
        return None


def write_cache(folder: Path | None, name: str, content: bytes) -> None:
    """Keep bytes under a name, whole or not at all."""
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, folder / name)
