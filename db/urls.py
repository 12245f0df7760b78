"""Which database an address means, and which driver opens it."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.errors import Unreachable

SYNC_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
ASYNC_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


def sync_url(url: str) -> URL:
    """The address with the driver for migrations."""
    return _with_driver(url, SYNC_DRIVERS)


def async_url(url: str) -> URL:
    """The address with the driver for everything else."""
    return _with_driver(url, ASYNC_DRIVERS)


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite address, None for PostgreSQL."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def shown(url: URL) -> str:
    """The address as it may be printed: no password, no driver."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def _with_driver(text: str, drivers: dict[str, str]) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        # The text is not repeated: it may hold a password.
        raise Unreachable("ADVISORY_DATABASE_URL is not an address such as sqlite:///advisory.db.") from None
    backend = "postgresql" if url.get_backend_name() == "postgres" else url.get_backend_name()
    if backend not in drivers:
        raise Unreachable(f"The database must be sqlite or postgresql, not {backend}.")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise Unreachable("An SQLite database needs a file, for example sqlite:///advisory.db.")
    return url.set(drivername=drivers[backend])
