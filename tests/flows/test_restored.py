"""A whole server on a restored backup: nothing of it goes out until an operator says so."""

import asyncio
import shutil
import signal
from pathlib import Path

import pytest

from db import installation, mark, settings
from db.backup import back_up
from db.session import open_database
from tests.commands.running import advisory
from tests.flows.replicas import Place, place
from tests.telegram.waiting import until

PEOPLE = 5
HEADLINE = "Avoid the airport road"
SILENT = 2.0  # seconds; a sender that is not paused looks each second, and has sent all of it by then


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "advisory.db"))


async def test_what_a_restored_backup_takes_for_unsent_waits_until_sending_is_resumed(
    file: Path, tmp_path: Path
) -> None:
    async with place(f"sqlite:///{file}", tmp_path, latency=0.01) as ground:
        people = await ground.people(PEOPLE)
        await an_older_copy(ground, file, tmp_path / "older")
        server = await ground.start()
        await ground.until_finished()
        assert ground.received(HEADLINE) == dict.fromkeys(people, 1)
        await until(lambda: has_seen_a_beat(tmp_path / "data"))
        server.send(signal.SIGTERM)
        assert await server.ended() == 0

        await put_back(ground, tmp_path / "older", file)
        server = await ground.start()
        await asyncio.sleep(SILENT)
        assert "restored backup" in server.said.read_text()
        assert ground.received(HEADLINE) == dict.fromkeys(people, 1)
        assert len(ground.double.asked("sendMessage")) == PEOPLE

        await resume(ground, tmp_path)
        await ground.until_finished()
        assert ground.received(HEADLINE) == dict.fromkeys(people, 2)


async def an_older_copy(ground: Place, file: Path, copy: Path) -> None:
    """Of an installation in which an advisory waits for everybody."""
    async with ground.database.unit_of_work() as session:
        await settings.installation_id(session)
    await ground.issue("Severe", HEADLINE)
    await back_up(file, copy)


def has_seen_a_beat(folder: Path) -> bool:
    """The copy knows of none."""
    seen = mark.read(folder)
    return seen is not None and installation.ALIVE in seen.numbers


async def put_back(ground: Place, copy: Path, file: Path) -> None:
    """By hand, as people do who have a copy of the file."""
    await ground.database.close()
    copy.replace(file)
    ground.database = await open_database(ground.address, exclusive=False)


async def resume(ground: Place, folder: Path) -> None:
    """`advisory sending resume`, beside the server."""
    given = {"ADVISORY_DATABASE_URL": ground.address, "ADVISORY_DATA_DIR": str(folder / "data")}
    done = await asyncio.to_thread(advisory, folder, "sending", "resume", **given)
    assert done.returncode == 0, done.stderr
