"""Statements that both databases know but SQLAlchemy builds for each apart."""

from typing import Any

from sqlalchemy import ColumnElement, Table, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.tables import Row


def table(row: type[Row]) -> Table:
    """The table behind a row class, for statements on columns."""
    return row.metadata.tables[str(row.__tablename__)]


def insert(session: AsyncSession, row: type[Row]) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    build = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return build(table(row))


def word(state: str) -> ColumnElement[str]:
    """A state written into the statement: a bound one hides from both databases that a partial index fits."""
    return literal(state, literal_execute=True)
