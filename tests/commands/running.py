"""The `advisory` command as a process of its own, with nothing of this machine's configuration."""

import os
import subprocess
import sys
from pathlib import Path

from tests.index import FOLDER

ROOT = Path(__file__).parents[2]
PATIENCE = 180  # seconds; the content may have to be indexed, on a shared machine


def environment(**extra: str) -> dict[str, str]:
    """One cache for all tests, so that the content is indexed once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADVISORY_")}
    return {**kept, "PYTHONPATH": str(ROOT), "ADVISORY_CACHE_DIR": str(FOLDER), "COLUMNS": "200", **extra}


def advisory(folder: Path, *words: str, typed: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a command in this folder; its output and exit status."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(**extra),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        input=typed,
        check=False,
    )
