"""Real databases for every test that asks: an SQLite file and a PostgreSQL, migrated once and copied per test."""

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from db import migrate
from db.sealing import Sealer
from db.session import Database, open_database
from knowledge.base import Base
from tests.index import FOLDER
from tests.memory import in_memory
from tests.postgres import Missing, postgres

TEMPLATE = "template_advisory"
# One worker builds the index with the first file, which others need: meanwhile they have what needs none. What takes
# long comes next, or a single worker would be left with it at the end.
FIRST = (
    "knowledge/test_content.py",
    "schedules/test_schedules.py",
    "schedules/test_update_in_flight.py",
    "flows/test_killed.py",
    "flows/test_telegram_killed.py",
    "commands/test_administration.py",
    "flows",
    "commands",
    "web/console",
    "db",
)
HERE = Path(__file__).parent
# Containers often set it; each of the hundreds of processes that are started here would compile everything anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_configure() -> None:
    """Throw-away files lie in memory: in tests, not in what else loads this module, whose figures are of the disk."""
    if "TMPDIR" not in os.environ and (folder := in_memory()):
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)  # of the processes that are started, too


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order in which several workers are done soonest."""

    def place(item: pytest.Item) -> int:
        file = item.path.relative_to(HERE).as_posix()
        return next((at for at, first in enumerate(FIRST) if file.startswith(first)), len(FIRST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def base() -> Base:
    """The shipped pack, indexed: by the first worker that asks, while the others wait for what it keeps."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return Base.open(cache=FOLDER)


def required(part: str) -> bool:
    """Where this part is missing the tests fail instead of being skipped."""
    return part in os.environ.get("ADVISORY_TEST_REQUIRE", "").split(",")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "advisory.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine]:
    """A running server; skipped where there are no binaries, unless they are required."""
    try:
        with postgres() as url:
            engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {TEMPLATE}"))
            migrate.upgrade(_address(engine, TEMPLATE))
            yield engine
    except Missing as missing:
        if required("postgres"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from _database(request.getfixturevalue("postgres_server"), "template1")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database of this test."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "advisory.db")
        yield f"sqlite:///{tmp_path / 'advisory.db'}"
    else:
        yield from _database(request.getfixturevalue("postgres_server"), TEMPLATE)


@pytest.fixture
def postgres_url(postgres_server: Engine) -> Iterator[str]:
    """The same on PostgreSQL alone, for what several processes do."""
    yield from _database(postgres_server, TEMPLATE)


@pytest.fixture
def empty_postgres_url(postgres_server: Engine) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    yield from _database(postgres_server, "template1")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database of this test, once on SQLite and once on PostgreSQL."""
    opened = await open_database(database_url, exclusive=False)
    yield opened
    await opened.close()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(Sealer.make_key())


@pytest.fixture
def now() -> datetime:
    """The hour of every test; a later one is made by adding."""
    return datetime(2024, 9, 17, 6, 30, tzinfo=UTC)


def _database(server: Engine, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    yield _address(server, name)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _address(server: Engine, name: str) -> str:
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)
