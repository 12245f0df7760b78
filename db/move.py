"""Moving an installation from an SQLite file to PostgreSQL: everything, proved equal, or nothing."""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection, Table, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from db import audit, revision, settings
from db.direct import PATIENCE
from db.errors import DatabaseError, OldSchema, Unreachable, first_line
from db.session import Database
from db.tables import Row
from db.urls import async_url, shown, sqlite_file

BATCH = 1000  # rows
MOVED = "moved"  # the setting that keeps a server from starting on the old file


class NotMoved(DatabaseError):
    """Nothing was changed, on neither side; the message says why."""


class Moved(DatabaseError):
    """The file was left behind."""


@dataclass
class Sum:
    """How many rows a table has, and a sum of their hashes that does not depend on their order."""

    rows: int = 0
    total: int = 0

    def add(self, row: Sequence[Any]) -> None:
        content = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()
        self.rows += 1
        self.total = (self.total + int.from_bytes(digest)) % 2**256


async def move(source: Database, target_url: str, now: datetime) -> dict[str, int]:
    """Copy all rows to an empty PostgreSQL and mark the file as left; the number of rows of each table.

    `source` is open exclusively, so that no server runs on it; short commands wait until the end. The target gets
    its tables here where it has none. It is committed first: a crash right then leaves both whole, and the file
    unmarked.

    Raises: NotMoved, Unreachable, OldSchema.
    """
    address = async_url(target_url)
    if sqlite_file(source.address) is None:
        raise NotMoved("This installation is on PostgreSQL already.")
    if address.get_backend_name() != "postgresql":
        raise NotMoved("The target must be a PostgreSQL address such as postgresql://user:password@host/database.")
    try:
        async with source.unit_of_work() as old, _transaction(address) as new:
            rows = await _copy_all(old, new, shown(address))
            await _leave(old, shown(address), now)
    except SQLAlchemyError as problem:
        raise NotMoved(f"Nothing was moved: {first_line(problem)}") from problem
    return rows


async def refuse_moved(session: AsyncSession) -> None:
    """Raises: Moved where this database was left for another."""
    if where := await settings.get(session, MOVED):
        raise Moved(f"This installation was moved to {where}: set ADVISORY_DATABASE_URL to that database.")


@asynccontextmanager
async def _transaction(address: URL) -> AsyncIterator[AsyncConnection]:
    """One connection with one transaction. Raises: Unreachable."""
    engine = create_async_engine(address, poolclass=NullPool, connect_args=dict(PATIENCE))
    connection = engine.connect()
    try:
        await connection.start()
    except (SQLAlchemyError, OSError) as problem:
        raise Unreachable(f"The target {shown(address)} cannot be used: {first_line(problem)}") from None
    try:
        async with connection.begin():
            yield connection
    finally:
        await connection.close()


async def _copy_all(old: AsyncSession, new: AsyncConnection, target: str) -> dict[str, int]:
    tables = Row.metadata.sorted_tables  # a row comes after what it refers to
    await new.run_sync(_make_ready, target)
    for table in tables:
        await _refuse_rows(new, table, target)
    # The guards refuse what may not happen any more, and have let it happen once already.
    await _guards(new, "DISABLE")
    copied = {table.name: await _copy(old, new, table) for table in tables}
    await _go_on_numbering(old, new)
    await _guards(new, "ENABLE")
    for table in tables:
        await _compare(new, table, copied[table.name])
    async with AsyncSession(new) as session:
        if line := await audit.verify(session):
            raise NotMoved(f"Nothing was moved: line {line} of the record was changed or is missing, here already.")
    return {name: found.rows for name, found in copied.items()}


def _make_ready(connection: Connection, target: str) -> None:
    """The tables, where there are none. Raises: NotMoved, OldSchema, NewSchema."""
    names = set(inspect(connection).get_table_names())
    if not names:
        from db import migrate  # loads Alembic, which a server that only looks for MOVED has no use for

        migrate.upgrade_within(connection)
        return
    if revision.TABLE not in names:
        raise NotMoved(f"The target {target} holds another program's tables; give this one a database of its own.")
    try:
        revision.check_revision(connection)
    except OldSchema:
        raise OldSchema(f"The target {target} has an older schema: make it anew, empty.") from None


async def _refuse_rows(new: AsyncConnection, table: Table, target: str) -> None:
    if (await new.execute(select(*table.primary_key).limit(1))).first():
        raise NotMoved(f"The target {target} is not empty: there are rows in {table.name}; make it anew, empty.")


async def _guards(new: AsyncConnection, what: str) -> None:
    for table in Row.metadata.sorted_tables:
        await new.execute(text(f'ALTER TABLE "{table.name}" {what} TRIGGER USER'))


async def _copy(old: AsyncSession, new: AsyncConnection, table: Table) -> Sum:
    """All rows by their key, so that the earlier ones come first; what was read is summed up."""
    found = Sum()
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    rows = await old.stream(query)
    async for batch in rows.partitions():
        for row in batch:
            found.add(row)
        try:
            await new.execute(table.insert(), [dict(row._mapping) for row in batch])  # noqa: SLF001 - the documented name
        except SQLAlchemyError as problem:
            raise NotMoved(
                f"Nothing was moved: a row of {table.name} cannot be kept there: {first_line(problem)}"
            ) from problem
    return found


async def _compare(new: AsyncConnection, table: Table, wanted: Sum) -> None:
    """Raises: NotMoved where the rows that arrived are not those that left."""
    found = Sum()
    async with new.stream(select(table).execution_options(yield_per=BATCH)) as rows:
        async for row in rows:
            found.add(row)
    if found != wanted:
        raise NotMoved(f"Nothing was moved: {table.name} would differ ({wanted.rows} rows left, {found.rows} arrived).")


async def _go_on_numbering(old: AsyncSession, new: AsyncConnection) -> None:
    """The next number of each table follows the highest that was ever given, also to a row that is gone."""
    rows = await old.execute(text("SELECT name, seq FROM sqlite_sequence"))
    given: dict[str, int] = {row.name: row.seq for row in rows}
    for table in Row.metadata.sorted_tables:
        for column in table.primary_key:
            named = {"table": f'"{table.name}"', "column": column.name}
            sequence = await new.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), named)
            highest = max(given.get(table.name, 0), await _highest(new, table, column)) if sequence else 0
            if highest:
                await new.execute(text("SELECT setval(:sequence, :n)"), {"sequence": sequence, "n": highest})


async def _highest(new: AsyncConnection, table: Table, column: Any) -> int:
    return await new.scalar(select(column).select_from(table).order_by(column.desc()).limit(1)) or 0


async def _leave(old: AsyncSession, target: str, now: datetime) -> None:
    """No server starts on the old file any more, and nothing would go out from it."""
    where = f"{target} on {now:%Y-%m-%d at %H:%M} UTC"
    await settings.put(old, MOVED, where)
    await settings.pause_sending(old, f"moved to {where}")


def _plain(value: Any) -> Any:
    """The same for what both databases mean by it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case time():
            return value.isoformat()
        case bytes():
            return value.hex()
    return value
