"""A folder in memory for throw-away files: hundreds of databases are made, and on a disk most of the time goes there."""

import os
import shutil
from pathlib import Path

FOLDER = Path("/dev/shm")
ROOM = 2 << 30  # bytes free; containers often have 64 MB there, which one PostgreSQL fills


def in_memory() -> Path | None:
    """The folder, where the system has one and there is room for a whole run."""
    return FOLDER if os.access(FOLDER, os.W_OK) and shutil.disk_usage(FOLDER).free >= ROOM else None
