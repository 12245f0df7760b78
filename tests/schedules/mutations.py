"""What the fuzzer is for, shown the other way round: one safeguard is taken away, here and nowhere else, and it must fail.

The product has no switch for any of this. The fence is weakened in its SQL on the way to the database, the UNIQUE
constraint is left out of the table that worlds begin with, and no wait counts as too long for a clock that was set
back. (BEGIN IMMEDIATE: see `two_processes`.)
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import Engine, event

from db import ledger
from tests.schedules.store import Memory, migrated

# The conditions of the fence, each by how it reads in SQLite's SQL.
CONDITIONS: Final = {
    "token": r"\(CAST\(delivery\.id[^?]*\? \|\| delivery\.token\) IN \(.*?\)",
    "state": r"delivery\.state = \S+",
    "lease": r"delivery\.lease_until > \S+",
    "leader": r"delivery\.generation = coalesce\(\(.*?\), [^)]+\)",
    "pause": r"NOT \(EXISTS \(SELECT setting.*?\)\)",
    "chat": r"EXISTS \(SELECT chat\.id.*?\)",
    "in force": r"\(delivery\.subject NOT LIKE.*?\)\)\)",
}
UNIQUE: Final = "CONSTRAINT uq_delivery_kind_subject_chat_id UNIQUE (kind, subject, chat_id)"
WITHOUT: Final = ("fence", "unique", "clock", *(f"fence's {name}" for name in CONDITIONS))


@contextmanager
def store_without(what: str) -> Iterator[Memory]:
    """Worlds that lack one safeguard; "" lacks none."""
    names = list(CONDITIONS) if what == "fence" else [what.removeprefix("fence's ")] if "fence" in what else []
    image = migrated(_drop_unique) if what == "unique" else migrated()
    longest = timedelta(days=365) if what == "clock" else ledger.LONGEST_WAIT
    with _weak_fence([CONDITIONS[name] for name in names]), patch.object(ledger, "LONGEST_WAIT", longest):
        yield Memory(image)


def _drop_unique(connection: sqlite3.Connection) -> None:
    """The table once more without the constraint; it has no rows yet."""
    made = connection.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'delivery' AND sql IS NOT NULL"
    ).fetchall()
    table = next(sql for (sql,) in made if sql.startswith("CREATE TABLE"))
    if UNIQUE not in table:
        raise LookupError("The ledger's UNIQUE constraint reads otherwise now: mend this mutation.")
    others = [sql for (sql,) in made if sql != table]
    connection.executescript(";".join(["DROP TABLE delivery", re.sub(r",\s*" + re.escape(UNIQUE), "", table), *others]))


@contextmanager
def _weak_fence(conditions: list[str]) -> Iterator[None]:
    """Make these conditions hold always, in every fence."""

    def weaken(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> Any:
        return (_weakened(sql, conditions) if _is_fence(sql) else sql), values

    event.listen(Engine, "before_cursor_execute", weaken, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", weaken)


def _is_fence(sql: str) -> bool:
    return sql.startswith("UPDATE delivery SET state=") and "lease_until >" in sql and "RETURNING" in sql


def _weakened(sql: str, conditions: list[str]) -> str:
    for condition in conditions:
        sql, found = re.subn(condition, r"(\g<0> OR 1 = 1)", sql, flags=re.DOTALL)
        if found != 1:
            raise LookupError(f"The fence's SQL has {found} conditions like {condition}: mend this mutation.")
    return sql
