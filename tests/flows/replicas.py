"""Whole servers, `advisory run`, in processes of their own: on an SQLite file one, on PostgreSQL as many as one starts."""

import asyncio
import base64
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError

from db import leader
from db.sealing import Sealer
from db.session import Database, open_database
from tests.commands.running import environment
from tests.db.desk import Desk, open_desk
from tests.telegram.double import TOKEN, Double

ROOT = Path(__file__).parents[2]
STARTS = 90.0  # seconds that a server may take on a busy machine before a test gives up
ASKED = os.environ.get("ADVISORY_FAULTS") or "1"
FULL = ASKED == "full"  # as long and as often as promised, not as short as a gate allows
TIMES = 20 if FULL else int(ASKED)  # that each fault happens
UNFINISHED = "SELECT count(*) FROM delivery WHERE state IN ('pending', 'claimed', 'sending')"


@dataclass
class Server:
    """One process; `url` is its public web."""

    process: asyncio.subprocess.Process
    url: str
    said: Path

    @property
    def runs(self) -> bool:
        return self.process.returncode is None

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def ended(self) -> int:
        return await self.process.wait()

    async def end(self) -> None:
        """Whatever it is doing."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def ready(self) -> None:
        """As soon as it answers and one leads."""
        async with httpx.AsyncClient() as client, asyncio.timeout(STARTS):
            while "leader known" not in await self._health(client):
                assert self.runs, self.said.read_text()
                await asyncio.sleep(0.05)

    async def _health(self, client: httpx.AsyncClient) -> str:
        try:
            return (await client.get(f"{self.url}/health/ready")).text
        except httpx.TransportError:
            return ""


@dataclass
class Place:
    """A database, a Bot API and the people in it; servers come and go."""

    database: Database
    address: str
    key: bytes
    folder: Path
    double: Double
    desk: Desk
    servers: list[Server] = field(default_factory=list)
    program: tuple[str, ...] = ("bot", "run")  # the module that is started, and its words

    async def start(self, **settings: str) -> Server:
        """One more, once it answers. On SQLite the one before must have ended."""
        number, port = len(self.servers), free_port()
        said = self.folder / f"server-{number}.log"
        given = {
            "ADVISORY_TELEGRAM_TOKEN": TOKEN,
            "ADVISORY_TELEGRAM_API": self.double.url,
            "ADVISORY_DATABASE_URL": self.address,
            "ADVISORY_DATA_DIR": str(self.folder / "data"),
            "ADVISORY_KEY": base64.b64encode(self.key).decode(),
            "ADVISORY_PUBLIC_BIND": f"127.0.0.1:{port}",
            "ADVISORY_CONSOLE_BIND": "127.0.0.1:0",
        }
        command = [sys.executable, "-m", *self.program]
        with said.open("w") as file:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=environment(**{**given, **settings}), stdout=file, stderr=file
            )
        server = Server(process, f"http://127.0.0.1:{port}", said)
        self.servers.append(server)
        await server.ready()
        return server

    async def leading(self, *, after: Server | None = None) -> Server:
        """The server that leads, as soon as one does; another one than led before where that is named."""
        running = [server for server in self.servers if server.runs and server is not after]
        if len(running) == 1 and after is None:
            return running[0]
        async with asyncio.timeout(STARTS):
            while True:
                name = await leader.who(self.database) or ""
                for server in running:
                    if name.endswith(f":{server.process.pid}"):
                        return server
                await asyncio.sleep(0.05)

    async def people(self, count: int) -> range:
        """So many who follow Bamako; their numbers at the Bot API."""
        first = self.desk.people + 1
        for number in range(first, first + count):
            await self.desk.chat("bamako")
            self.double.world.chat(number)
        return range(first, first + count)

    async def issue(self, severity: str, headline: str) -> int:
        """An advisory to all of them, told apart by its headline."""
        until_then = self.desk.now + timedelta(hours=6)
        words = {"headline": headline}
        record = await self.desk.issued(severity=severity, expires=until_then, en=words, fr=words)
        return record.id

    def received(self, headline: str) -> dict[int, int]:
        """How often each person has it."""
        world = self.double.world
        return {chat: sum(headline in said for said in world.texts(chat)) for chat in world.chats}

    async def states(self, alert_id: int) -> dict[int, str]:
        """Of each person's row; the tests' people are numbered as they came."""
        async with self.database.reading() as session:
            rows = await session.execute(
                text("SELECT chat_id, state FROM delivery WHERE subject = :subject"), {"subject": f"alert:{alert_id}"}
            )
            return {row[0]: row[1] for row in rows}

    async def until_finished(self, patience: float = 150.0) -> None:
        """Until every row has come to its end, however many wait; a database that is away is waited for."""
        sent, clock = self.sent(), asyncio.get_running_loop().time
        async with asyncio.timeout(patience) as limit:
            while await self._unfinished():
                await asyncio.sleep(0.2)
                if self.sent() > sent:
                    sent = self.sent()
                    limit.reschedule(clock() + patience)

    async def until_sent(self, count: int) -> None:
        """Until so many messages more have gone out."""
        wanted = self.sent() + count
        async with asyncio.timeout(STARTS):
            while self.sent() < wanted:
                running = [server for server in self.servers if server.runs]
                assert running, self.servers[-1].said.read_text()
                await asyncio.sleep(0.02)

    def sent(self) -> int:
        """How many messages people have in all."""
        return sum(len(self.double.world.texts(chat)) for chat in self.double.world.chats)

    async def health(self, server: Server) -> str:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{server.url}/health/ready")).text

    def last_said_to(self, person: int) -> str:
        return "".join(self.double.world.texts(person)[-1:])

    async def _unfinished(self) -> bool:
        try:
            async with self.database.reading() as session:
                return bool(await session.scalar(text(UNFINISHED)))
        except (OperationalError, InterfaceError):
            return True


@asynccontextmanager
async def place(url: str, folder: Path, latency: float = 0.3) -> AsyncIterator[Place]:
    """A place of this test; at the end every server that it started is gone."""
    key, now = Sealer.make_key(), datetime.now(UTC)
    database = await open_database(url, exclusive=False)
    double = Double(latency=latency)
    await double.start()
    made = Place(database, url, key, folder, double, await open_desk(database, Sealer(key), now))
    try:
        yield made
    finally:
        for server in made.servers:
            await server.end()
        await double.stop()
        await database.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
