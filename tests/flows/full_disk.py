"""A disk without room for the database on it."""

import os
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Disk:
    """Where a database lies, and how its room is taken away: on a disk of its own, where this user may mount one."""

    folder: Path
    mounted: bool

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'advisory.db'}"

    @contextmanager
    def full(self, server: int) -> Iterator[None]:
        with self._filled() if self.mounted else no_room(server):
            yield

    @contextmanager
    def _filled(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.folder / "advisory.db")) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # or it would go on for a while within what it has
        filler = self.folder / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        try:
            yield
        finally:
            filler.unlink()


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk | None]:
    """A disk of its own there, where this user may mount one; None where there is no way to fill anything."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield Disk(folder, mounted) if mounted or hasattr(resource, "prlimit") else None
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def no_room(pid: int) -> Iterator[None]:
    """Its files cannot grow: what a full disk does to a database, without the rights that making one takes."""
    usual = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, usual[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, usual)
