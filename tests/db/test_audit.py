"""The record: appended, never changed, and a change shows."""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import audit
from db.session import Database


async def test_lines_come_back_newest_first_and_the_chain_holds(database: Database, now: datetime) -> None:
    async with database.unit_of_work() as session:
        await audit.append(session, "alert.draft", "alert:1", {"kind": "alert"}, operator_id=None, now=now)
        await audit.append(session, "alert.issue", "alert:1", {"à": "é"}, operator_id=None, now=now)
    async with database.reading() as session:
        assert [line.action for line in await audit.lines(session, "alert:1")] == [
            "alert.issue",
            "alert.draft",
        ]
        assert await audit.verify(session) is None


@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
async def test_a_line_cannot_be_changed_or_deleted(database: Database, now: datetime, change: str) -> None:
    async with database.unit_of_work() as session:
        await audit.append(session, "sending.pause", "sending", {}, operator_id=None, now=now)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.unit_of_work() as session:
            await session.execute(text(change))


async def test_whoever_gets_around_the_trigger_is_found_out(database: Database, now: datetime) -> None:
    async with database.unit_of_work() as session:
        for action in ("one", "two", "three"):
            await audit.append(session, action, "x", {}, operator_id=None, now=now)
        on = " ON audit" if session.get_bind().dialect.name == "postgresql" else ""
        await session.execute(text(f"DROP TRIGGER audit_kept{on}"))
        await session.execute(text("UPDATE audit SET action = 'zwei' WHERE seq = 2"))
    async with database.reading() as session:
        assert await audit.verify(session) == 2
