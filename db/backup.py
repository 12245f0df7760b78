"""A copy of an SQLite database beside a running server, and putting one back. PostgreSQL has its own tools."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from db import generations, installation, migrate, settings
from db.errors import DatabaseError, Unreachable
from db.lock import FileLock
from db.session import open_database

BESIDE = ("", "-wal", "-shm")  # the files that are one database


class BackupProblem(DatabaseError):
    """No backup was made, or none put back; nothing was changed."""


async def back_up(file: Path, target: Path) -> None:
    """Write the database, as it is at one moment, into a new file that is checked and its owner's only.

    The database then counts itself one further, so that this copy is known for one for ever.

    Raises: DatabaseError.
    """
    _refuse(target)
    database = await open_database(f"sqlite:///{file}", exclusive=False)
    try:
        _copy(file, target)
        async with database.unit_of_work() as session:
            await generations.raise_(session, installation.ALIVE)
    finally:
        await database.close()


async def restore(backup: Path, file: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database, brought up to date, with sending paused; where the old one is now.

    Raises: DatabaseError, AlreadyRunning while a server uses it.
    """
    lock = FileLock.take(file)
    new = file.with_name(f"{file.name}.restoring")
    try:
        _copy(backup, new)
        await _pause(new, f"restored from {backup.name} on {now:%Y-%m-%d %H:%M} UTC; {installation.GO_ON}")
        return _change_places(new, file, now)
    finally:
        for each in BESIDE:
            new.with_name(new.name + each).unlink(missing_ok=True)
        lock.release()


def _refuse(target: Path) -> None:
    if target.exists():
        raise BackupProblem(f"{target} exists already; give another name.")


def _copy(source: Path, target: Path) -> None:
    """As of one moment, whoever writes meanwhile. Raises: BackupProblem."""
    if not source.is_file():
        raise BackupProblem(f"There is no {source}.")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)  # before anything is in it
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        _check(part)
        part.replace(target)
    except (sqlite3.Error, OSError) as problem:
        raise BackupProblem(f"{source} could not be copied to {target}: {problem}.") from None
    finally:
        part.unlink(missing_ok=True)


def _check(copy: Path) -> None:
    """Whole, and on the disk."""
    with closing(sqlite3.connect(copy)) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise BackupProblem(f"The copy would not be whole: {found[0]}.")
    with copy.open("rb") as file:
        os.fsync(file.fileno())


async def _pause(file: Path, why: str) -> None:
    url = f"sqlite:///{file}"
    migrate.upgrade(url)
    database = await open_database(url, exclusive=False)
    try:
        async with database.unit_of_work() as session:
            await settings.pause_sending(session, why)
    finally:
        await database.close()


def _change_places(new: Path, file: Path, now: datetime) -> Path | None:
    """The old one is kept beside, with what it had not yet written together."""
    if new.with_name(f"{new.name}-wal").exists():
        raise Unreachable(f"{new} is in use.")
    aside = file.with_name(f"{file.name}.before-{now:%Y%m%d-%H%M%S}")
    was_there = file.exists()
    for each in BESIDE:
        if (old := file.with_name(file.name + each)).exists():
            shutil.move(old, aside.with_name(aside.name + each))
    new.replace(file)
    return aside if was_there else None
