"""A database that is older than what its data folder has seen sends nothing until an operator says so."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import application
from bot.application import Parts
from bot.dialogue import Desk
from bot.pacing import Pace
from bot.watching import Watcher
from db import generations, installation, mark, notes, settings
from db.errors import DatabaseError
from db.installation import ABSENT, JOINED, Standing
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import open_desk
from tests.telegram.waiting import until


@dataclass
class Server:
    """What of a server looks at its database; each start is a new one."""

    database: Database
    folder: Path
    now: datetime

    async def starts(self) -> str | None:
        """Why sending is paused afterwards."""
        desk = Desk(None, self.database, None, lambda: self.now)  # type: ignore[arg-type]
        await Watcher(desk, self.folder).start()
        async with self.database.reading() as session:
            return await settings.why_paused(session)

    async def beats(self, times: int = 1) -> None:
        async with self.database.unit_of_work() as session:
            await settings.installation_id(session)
            for _ in range(times):
                await installation.beat(session, self.now)

    async def goes_back(self, beats: int) -> None:
        """As a restored backup is: so many beats earlier."""
        async with self.database.unit_of_work() as session:
            await session.execute(
                text("UPDATE generation SET n = n - :beats WHERE name = :alive"),
                {"beats": beats, "alive": installation.ALIVE},
            )

    async def resume(self) -> None:
        async with self.database.unit_of_work() as session:
            await settings.resume_sending(session)


@pytest.fixture
async def server(database: Database, tmp_path: Path, now: datetime) -> Server:
    made = Server(database, tmp_path, now)
    await made.beats(10)
    assert await made.starts() is None
    return made


async def test_a_database_that_goes_on_is_not_doubted(server: Server) -> None:
    await server.beats()
    server.now += timedelta(days=30)
    assert await server.starts() is None
    assert await server.starts() is None


async def test_messages_that_waited_for_half_a_day_without_anybody_at_work_are_doubted(
    server: Server, sealer: Sealer
) -> None:
    """A copy of the whole folder knows of nothing that came after it; only the hour tells."""
    desk = await open_desk(server.database, sealer, server.now)
    await desk.chat("bamako")
    await desk.issued()
    assert await server.starts() is None
    server.now += ABSENT
    assert "messages waiting: 1" in (await server.starts() or "")
    async with server.database.reading() as session:
        assert await notes.of_operator(session, desk.author)
    await server.beats()
    await server.resume()
    assert await server.starts() is None


async def test_an_older_copy_is_paused_until_resumed_and_then_never_again(server: Server) -> None:
    await server.beats(3)
    await server.starts()
    await server.goes_back(3)
    assert "restored backup" in (await server.starts() or "")
    assert await server.starts() is not None, "a second start must not forget it"
    await server.resume()
    assert await server.starts() is None
    assert await server.starts() is None


async def test_an_older_copy_put_under_a_running_server_is_paused_as_well(server: Server, tmp_path: Path) -> None:
    desk = Desk(None, server.database, None, lambda: server.now)  # type: ignore[arg-type]
    watcher = Watcher(desk, tmp_path)
    await watcher.start()
    await server.goes_back(2)
    async for _ in watcher.watch():
        break
    async with server.database.reading() as session:
        assert await settings.why_paused(session)


async def test_whoever_takes_the_lead_looks_before_anything_is_sent(server: Server, tmp_path: Path) -> None:
    desk = Desk(None, server.database, None, lambda: server.now)  # type: ignore[arg-type]
    watcher = Watcher(desk, tmp_path)
    await watcher.start()
    await server.goes_back(2)
    found: list[str | None] = []

    class Sending:
        pace = Pace(25)

        async def run(self) -> None:
            async with server.database.reading() as session:
                found.append(await settings.why_paused(session))
            await asyncio.Event().wait()

    parts = Parts(desk, None, watcher, None, None, None, Sending())  # type: ignore[arg-type]
    leading = asyncio.create_task(application._lead(parts, asyncio.Event()))
    await until(lambda: bool(found))
    leading.cancel()
    await asyncio.gather(leading, return_exceptions=True)
    assert "restored backup" in (found[0] or "")


async def test_another_installation_s_database_is_paused(server: Server) -> None:
    async with server.database.unit_of_work() as session:
        await settings.put(session, settings.INSTALLATION, "another")
    assert "another installation" in (await server.starts() or "")


async def test_a_new_folder_believes_a_database_in_use_and_one_with_nothing_to_send(
    server: Server, sealer: Sealer
) -> None:
    later = server.now + JOINED + timedelta(seconds=1)
    (server.folder / mark.FILE).unlink()
    server.now = later
    assert await server.starts() is None
    desk = await open_desk(server.database, sealer, later)
    await desk.chat("bamako")
    await desk.issued(expires=later + timedelta(hours=6))
    await server.beats()
    (server.folder / mark.FILE).unlink()
    assert await server.starts() is None


async def test_a_new_folder_doubts_a_database_that_was_left_with_messages_waiting(
    server: Server, sealer: Sealer
) -> None:
    desk = await open_desk(server.database, sealer, server.now)
    await desk.chat("bamako")
    await desk.issued()
    (server.folder / mark.FILE).unlink()
    server.now += JOINED + timedelta(seconds=1)
    assert "messages waiting: 1" in (await server.starts() or "")


def test_the_mark_is_whole_or_the_one_before(tmp_path: Path) -> None:
    assert mark.read(tmp_path) is None
    mark.write(tmp_path, Standing("a", {"alive": 1}))
    mark.write(tmp_path, Standing("a", {"alive": 2, "alerts": 1}))
    assert mark.read(tmp_path) == Standing("a", {"alive": 2, "alerts": 1})
    assert [path.name for path in tmp_path.iterdir()] == [mark.FILE]


def test_a_mark_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / mark.FILE).write_text("{")
    with pytest.raises(DatabaseError, match="delete it"):
        mark.read(tmp_path)


async def test_pages_and_sender_hear_of_an_issue_and_of_a_pause_but_not_of_a_beat(
    server: Server, tmp_path: Path
) -> None:
    desk = Desk(None, server.database, None, lambda: server.now)  # type: ignore[arg-type]
    heard = 0

    async def listen() -> None:
        nonlocal heard
        async for _ in Watcher(desk, tmp_path).watch():
            heard += 1

    task = asyncio.create_task(listen())
    await until(lambda: heard == 1)
    await server.beats()
    await until(lambda: (mark.read(tmp_path) or Standing("", {})).numbers.get("alive") == 11)
    assert heard == 1
    async with server.database.unit_of_work() as session:
        await generations.raise_(session, "alerts")
    await until(lambda: heard == 2)
    async with server.database.unit_of_work() as session:
        await settings.pause_sending(session, "a drill")
    await until(lambda: heard == 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
