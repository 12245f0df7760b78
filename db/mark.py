"""The high-water mark: how far the database had come, kept in the data folder, apart from the database."""

import json
import os
from pathlib import Path

from db.errors import DatabaseError
from db.installation import Standing

FILE = "seen.json"  # not to be restored together with a backup


def read(folder: Path) -> Standing | None:
    """What this folder has seen last; None where it has seen nothing.

    Raises: DatabaseError where the file cannot be read: it is never left half written.
    """
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
        return Standing(str(kept["installation"]), {str(name): int(n) for name, n in kept["numbers"].items()})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, AttributeError, TypeError, OSError) as problem:
        raise DatabaseError(
            f"{folder / FILE} cannot be read ({type(problem).__name__}). If the database is no restored backup, delete it."
        ) from None


def write(folder: Path, standing: Standing) -> None:
    """Keep it, so that it is there whole after any crash; milliseconds of disk."""
    kept = {"installation": standing.installation, "numbers": dict(standing.numbers)}
    new = folder / f"{FILE}.{os.getpid()}"
    with new.open("w", encoding="utf-8") as file:
        json.dump(kept, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / FILE)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
