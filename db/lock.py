"""One sender per SQLite file: a lock that the system lets go of when the process ends, however it ends."""

import fcntl
import os
from pathlib import Path
from typing import Self

from db.errors import AlreadyRunning, Unreachable

# Write-ahead logging shares memory between processes, which these cannot do (sqlite.org/wal.html).
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ceph"})


class FileLock:
    """Held from `take` to `release`; the file stays, what counts is the lock on it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, database: Path) -> Self:
        """Raises: AlreadyRunning where another process holds it."""
        path = database.with_name(database.name + ".lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise AlreadyRunning(
                f"Another server already uses {database}; stop it first, or give this one another database."
            ) from None
        return cls(descriptor)

    @classmethod
    def held(cls, database: Path) -> bool:
        """True where a server, this one or another, uses the file."""
        try:
            cls.take(database).release()
        except AlreadyRunning:
            return True
        return False

    def release(self) -> None:
        os.close(self._descriptor)


def refuse_network_file_system(database: Path) -> None:
    """Raises: Unreachable where the file would lie on a file system that SQLite cannot trust."""
    kind = _file_system(database.absolute().parent)
    if kind in NETWORK_FILE_SYSTEMS:
        raise Unreachable(f"{database} lies on a network file system ({kind}); SQLite needs a local disk.")


def _file_system(folder: Path) -> str:
    """The kind of the deepest mount that holds the folder; empty where the system does not say."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return ""
    holding = [(len(mount[1]), mount[2]) for mount in mounts if folder.is_relative_to(mount[1])]
    return max(holding, default=(0, ""))[1]
