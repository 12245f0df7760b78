"""Statements that both databases know but SQLAlchemy builds for each apart."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Table, bindparam, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.tables import Row


def table(row: type[Row]) -> Table:
    """The table behind a row class, for statements on columns."""
    return row.metadata.tables[str(row.__tablename__)]


def insert(session: AsyncSession, row: type[Row]) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_into(row, session.get_bind().dialect.name)


def insert_into(row: type[Row], dialect: str) -> Any:
    """The same, to be built once for each database."""
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table(row))


def among(name: str) -> BindParameter[Any]:
    """The values of an IN, given when the statement is executed: one built once costs half of one built each time."""
    return bindparam(name, expanding=True)


def word(state: str) -> ColumnElement[str]:
    """A state written into the statement: a bound one hides from both databases that a partial index fits."""
    return literal(state, literal_execute=True)
