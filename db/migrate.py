"""Bringing a database to the schema of this program, and finding out what differs from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from db.errors import DatabaseError, OldSchema, Unreachable, first_line
from db.revision import SCRIPTS, current, refuse_newer
from db.tables import Row
from db.urls import shown, sqlite_file, sync_url

UPGRADE_LOCK = 0x75706772  # "upgr"; two upgrades at once wait for each other
TRIGGERS = frozenset({"alert_frozen", "alert_kept", "alert_place_frozen", "audit_kept"})
# There a trigger has one event only.
SQLITE_TRIGGERS = TRIGGERS | {"alert_place_frozen_update", "alert_place_frozen_delete", "audit_kept_delete"}


def upgrade(url: str, revision: str = "head") -> None:
    """Run the revisions up to this one, all or none.

    Raises: Unreachable, NewSchema.
    """
    with _migrating(url) as (connection, config):
        refuse_newer(current(connection))
        command.upgrade(config, revision)


def upgrade_within(connection: Connection) -> None:
    """Run all revisions in the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def downgrade(url: str, revision: str) -> None:
    """Undo the revisions after this one; what they added is lost."""
    with _migrating(url) as (_, config):
        command.downgrade(config, revision)


def check(url: str) -> list[str]:
    """What differs between the database and the tables of this program, one line each."""
    with _connection(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Row.metadata)
        return [_told(difference) for difference in differences] + _checks(connection) + _triggers(connection)


@contextmanager
def _migrating(url: str) -> Iterator[tuple[Connection, Config]]:
    """All or nothing: one transaction around all revisions, on SQLite too."""
    config = _config()
    try:
        with _connection(url) as connection:
            config.attributes["connection"] = connection
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})"))
            yield connection, config
            if connection.dialect.name == "sqlite":
                _refuse_orphans(connection)
    except SQLAlchemyError as problem:
        raise DatabaseError(f"The upgrade failed and nothing was changed: {first_line(problem)}") from problem


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """One connection with one transaction; committed at the end."""
    address = sync_url(url)
    engine = create_engine(address, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        _begin_immediately(engine)
    try:
        if file := sqlite_file(address):
            _make_private(file)
        connection = engine.connect()
    except (SQLAlchemyError, OSError) as problem:
        raise Unreachable(f"The database {shown(address)} cannot be used: {first_line(problem)}") from None
    with connection, connection.begin():
        yield connection


def _make_private(file: Path) -> None:
    """A new file is its owner's only; SQLite's files beside it take over the mode."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)


def _begin_immediately(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA journal_mode = WAL")
        # A rebuilt table is dropped and renamed; with foreign keys on, that would empty the tables around it.
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise OldSchema(f"The upgrade would leave rows that refer to nothing, in {tables}; nothing was changed.")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    return config


def _told(difference: Any) -> str:
    """One of Alembic's differences in a line; changes of a column come as a list of tuples."""
    first = difference[0] if isinstance(difference, list) else difference
    return " ".join(str(part) for part in first if part is not None)


def _checks(connection: Connection) -> list[str]:
    """CHECK constraints that are missing or too many; Alembic does not compare them."""
    here = inspect(connection)
    lines = []
    for table in Row.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        found = (
            {str(c["name"]) for c in here.get_check_constraints(table.name)} if here.has_table(table.name) else wanted
        )
        lines += [f"check {name} differs on {table.name}" for name in sorted(wanted ^ found)]
    return lines


def _triggers(connection: Connection) -> list[str]:
    on_sqlite = connection.dialect.name == "sqlite"
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if on_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    missing = (SQLITE_TRIGGERS if on_sqlite else TRIGGERS) - set(connection.execute(text(query)).scalars())
    return [f"trigger {name} is missing" for name in sorted(missing)]
