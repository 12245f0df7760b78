"""Keep a built model in one file: an .npz (arrays, and JSON for what is text) behind its own SHA-256."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGEST = 32  # bytes

Arrays = Mapping[str, NDArray[Any]]


def write(path: Path, arrays: Arrays, text: Mapping[str, object]) -> None:
    """Write in one step: whoever reads sees the old file, the new one, or none."""
    packed = BytesIO()
    written = np.frombuffer(json.dumps(text).encode(), np.uint8)
    np.savez(packed, allow_pickle=False, **{**arrays, "text": written})
    body = packed.getbuffer()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=".part", delete=False) as file:
        try:
            file.write(sha256(body).digest())
            file.write(body)
            file.close()
            os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def read(path: Path) -> tuple[Arrays, Mapping[str, Any]]:
    """The arrays and the text.

    Raises: OSError if there is no file, ValueError if it is damaged.
    """
    content = path.read_bytes()
    body = memoryview(content)[DIGEST:]
    if sha256(body).digest() != content[:DIGEST]:
        raise ValueError(f"{path} is damaged")
    with np.load(BytesIO(body), allow_pickle=False) as packed:
        arrays = {name: packed[name] for name in packed.files}
    return arrays, json.loads(arrays.pop("text").tobytes())
