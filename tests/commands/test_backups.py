"""A backup is whole, taken beside a running server, and sends nothing again once it is restored."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.dialogue import Desk
from bot.watching import Watcher
from db import generations, installation, settings
from db.backup import BackupProblem, back_up, restore
from db.errors import AlreadyRunning
from db.sealing import Sealer
from db.session import Database, open_database
from tests.commands.running import advisory
from tests.db.desk import open_desk


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "advisory.sqlite3"
    copy.write_bytes(sqlite_template.read_bytes())
    return copy


async def opened(file: Path, *, exclusive: bool = False) -> Database:
    return await open_database(f"sqlite:///{file}", exclusive=exclusive)


async def looked_at(database: Database, folder: Path, now: datetime) -> str | None:
    """What a server does first; why sending is paused then."""
    await Watcher(Desk(None, database, None, lambda: now), folder).start()  # type: ignore[arg-type]
    async with database.reading() as session:
        return await settings.why_paused(session)


async def test_a_backup_taken_beside_a_server_holds_what_was_committed(
    file: Path, tmp_path: Path, now: datetime, sealer: Sealer
) -> None:
    server = await opened(file, exclusive=True)
    desk = await open_desk(server, sealer, now)
    await desk.chat("bamako")
    await back_up(file, tmp_path / "copy")
    await desk.chat("bamako")
    await server.close()
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    copy = await opened(tmp_path / "copy")
    async with copy.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM chat")) == 1
    await copy.close()


async def test_a_backup_that_is_copied_back_by_hand_is_known_for_one(file: Path, tmp_path: Path, now: datetime) -> None:
    database = await opened(file)
    async with database.unit_of_work() as session:
        await settings.installation_id(session)
        await installation.beat(session, now)
    await back_up(file, tmp_path / "copy")
    assert await looked_at(database, tmp_path, now) is None
    await database.close()
    (tmp_path / "copy").replace(file)
    database = await opened(file)
    assert "restored backup" in (await looked_at(database, tmp_path, now) or "")
    await database.close()


async def test_a_restored_backup_is_paused_and_what_was_there_is_kept(
    file: Path, tmp_path: Path, now: datetime
) -> None:
    await back_up(file, tmp_path / "copy")
    database = await opened(file)
    async with database.unit_of_work() as session:
        await generations.raise_(session, "alerts")
    await database.close()
    aside = await restore(tmp_path / "copy", file, now)
    database = await opened(file)
    async with database.reading() as session:
        assert await generations.current(session, "alerts") == 0
        assert "restored from copy" in (await settings.why_paused(session) or "")
    await database.close()
    assert aside
    old = await opened(aside)
    async with old.reading() as session:
        assert await generations.current(session, "alerts") == 1
    await old.close()
    assert not list(tmp_path.glob("*.restoring*"))


async def test_nothing_is_restored_over_a_running_server_or_from_what_is_no_backup(
    file: Path, tmp_path: Path, now: datetime
) -> None:
    await back_up(file, tmp_path / "copy")
    with pytest.raises(BackupProblem, match="exists already"):
        await back_up(file, tmp_path / "copy")
    server = await opened(file, exclusive=True)
    with pytest.raises(AlreadyRunning):
        await restore(tmp_path / "copy", file, now)
    await server.close()
    (tmp_path / "letter").write_text("no database" * 500)
    before = file.read_bytes()
    for wrong in ("letter", "nowhere"):
        with pytest.raises(BackupProblem):
            await restore(tmp_path / wrong, file, now)
    assert file.read_bytes() == before


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    assert advisory(tmp_path, "db", "upgrade").returncode == 0
    made = advisory(tmp_path, "db", "backup", "copy")
    assert made.returncode == 0, made.stderr
    with sqlite3.connect(tmp_path / "copy") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    restored = advisory(tmp_path, "db", "restore", "copy")
    assert restored.returncode == 0, restored.stderr
    assert "Sending is paused" in restored.stdout
    assert "restored from copy" in advisory(tmp_path, "doctor").stdout
    elsewhere = advisory(tmp_path, "db", "backup", "other", ADVISORY_DATABASE_URL="postgresql://u:secret@h/d")
    assert elsewhere.returncode == 2
    assert "pg_dump" in elsewhere.stderr
