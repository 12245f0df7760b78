"""SQLite's driver with one hop to its thread for each statement; SQLAlchemy's own makes four of it.

Each hop wakes a thread and the event loop. With several of them a statement, answering a question spent more on
handing over than on SQL.

It uses what neither library promises: the queue of aiosqlite's thread and the connection behind it (`_execute`,
`_conn`), and what SQLAlchemy's adapter makes of them (`_connection`, `_cursor_cls`, `_handle_exception`). What is public
does not reach: `execute_fetchall` takes one hop too, but tells neither the names of the columns nor how many rows
changed. READ_WITH is what it was read against; `tests/db/test_quick.py` fails with any other, so that somebody looks.
"""

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.util import await_only

READ_WITH: Final = MappingProxyType({"aiosqlite": "0.22", "sqlalchemy": "2.1"})


class _Done(NamedTuple):
    rows: Sequence[Any]
    description: Any
    rowcount: int
    lastrowid: int | None


class Cursor:
    """What SQLAlchemy asks of a cursor; all rows are here as soon as a statement was executed."""

    server_side = False

    def __init__(self, connection: "Connection") -> None:
        self.arraysize = 1
        self._connection = connection
        self._done = _Done((), None, -1, None)
        self._rows: deque[Any] = deque()

    @property
    def description(self) -> Any:
        return self._done.description

    @property
    def rowcount(self) -> int:
        return self._done.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._done.lastrowid

    def execute(self, sql: str, values: Any = ()) -> None:
        self._run(sqlite3.Cursor.execute, sql, values)

    def executemany(self, sql: str, values: Any) -> None:
        self._run(sqlite3.Cursor.executemany, sql, values)

    def _run(self, how: Any, sql: str, values: Any) -> None:
        self._done = self._connection.hop(how, sql, values)
        self._rows = deque(self._done.rows)

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows, self._rows = list(self._rows), deque()
        return rows

    def __iter__(self) -> Iterator[Any]:
        while self._rows:
            yield self._rows.popleft()

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """The rows stay; SQLite's own cursor was closed when it was executed."""


class Connection(AsyncAdapt_aiosqlite_connection):
    """SQLAlchemy's, with these cursors."""

    _cursor_cls = Cursor  # type: ignore[assignment]

    def hop(self, how: Any, sql: str, values: Any) -> _Done:
        try:
            driver = self._connection
            done: _Done = await_only(driver._execute(_execute, driver._conn, how, sql, values))  # noqa: SLF001 - its queue
            return done
        except Exception as error:  # noqa: BLE001 - as SQLAlchemy's own does it: translated and raised
            self._handle_exception(error)


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """The module that an engine is made with."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *given: Any, **named: Any) -> Connection:
        return Connection(self, super().connect(*given, **named)._connection)  # noqa: SLF001 - SQLAlchemy's own, wrapped once more


def _execute(connection: sqlite3.Connection, how: Any, sql: str, values: Any) -> _Done:
    """In the thread."""
    cursor = connection.cursor()
    try:
        how(cursor, sql, values)
        rows = cursor.fetchall() if cursor.description else ()
        return _Done(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()
