"""Keep a built model in one file: a SHA-256 of what follows, then JSON that says what is there, then plain arrays."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGEST = 32  # bytes
LENGTH = 8  # bytes that hold the length of the JSON
ALIGN = 64  # bytes; every array begins at a multiple, so that it can be used where it was read

Arrays = Mapping[str, NDArray[Any]]


def write(path: Path, arrays: Arrays, text: Mapping[str, object]) -> None:
    """Write in one step: whoever reads sees the old file, the new one, or none."""
    described = {name: [array.dtype.name, *array.shape] for name, array in arrays.items()}
    head = json.dumps({"arrays": described, "text": text}).encode()
    parts = [len(head).to_bytes(LENGTH, "little"), head]
    for array in arrays.values():
        parts += [bytes(-(DIGEST + sum(map(len, parts))) % ALIGN), array.tobytes()]
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=".part", delete=False) as file:
        try:
            file.write(_digest(*parts))
            file.writelines(parts)
            file.close()
            os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def read(path: Path) -> tuple[Arrays, Mapping[str, Any]]:
    """The arrays, which cannot be written to, and the text.

    Raises: OSError if there is no file, ValueError if it is damaged.
    """
    content = _content(path)
    if _digest(content[DIGEST:]) != content[:DIGEST]:
        raise ValueError(f"{path} is damaged")
    start = DIGEST + LENGTH
    at = start + int.from_bytes(content[DIGEST:start], "little")
    head = json.loads(bytes(content[start:at]))
    arrays: dict[str, NDArray[Any]] = {}
    for name, (kind, *shape) in head["arrays"].items():
        at += -at % ALIGN
        arrays[name] = np.frombuffer(content, kind, math.prod(shape), at).reshape(shape)
        at += arrays[name].nbytes
    return arrays, head["text"]


def _content(path: Path) -> memoryview:
    """All bytes of a file, in memory of numpy's: that lies in huge pages, which are found sooner, and begins at a line."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        room = np.empty(size + ALIGN, np.uint8)
        begin = -room.ctypes.data % ALIGN
        content = room.data[begin : begin + size]
        if file.readinto(content) != size:
            raise ValueError(f"{path} was cut short")
    return content.toreadonly()


def _digest(*parts: bytes | memoryview) -> bytes:
    whole = sha256()
    for part in parts:
        whole.update(part)
    return whole.digest()
