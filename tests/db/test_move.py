"""From an SQLite file to PostgreSQL: everything arrives as it was, or nothing does."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from db import audit, chats, conversations, intake, migrate, settings, unanswered
from db.errors import DatabaseError
from db.intake import Arrival
from db.move import Moved, NotMoved, move, refuse_moved
from db.sealing import Sealer
from db.session import Database, open_database
from db.tables import Row, UnansweredRow
from db.urls import sync_url
from knowledge.context import Context
from tests.db.desk import open_desk


@pytest.fixture
async def source(sqlite_template: Path, tmp_path: Path, sealer: Sealer, now: datetime) -> AsyncIterator[Database]:
    """An installation that has been at work: people, dialogues, an issued advisory, updates, questions."""
    file = tmp_path / "old.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = await open_database(f"sqlite:///{file}", exclusive=True)
    desk = await open_desk(database, sealer, now)
    followers = [await desk.chat("bamako") for _ in range(3)]
    record = await desk.issued()
    await desk.issued(replaces=record.id, kind="update")
    async with database.unit_of_work() as session:
        await conversations.save(session, followers[0], "speaker", Context(), now)
        await chats.set_discreet(session, followers[1], True)
        await chats.forget(session, followers[2])
        await intake.store(session, sealer, 7, [Arrival(2**40, "1", "1", b"\x00\xff words")], now, room=1)
        await unanswered.leave(session, "où est passé le « fleuve » ? 🛶", "fr", "nothing", now)
        await settings.installation_id(session)
    yield database
    await database.close()


async def rows_of(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything, as the program reads it."""
    async with database.reading() as session:
        found = {}
        for table in Row.metadata.sorted_tables:
            rows = await session.execute(select(table).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in rows]
    return found


async def test_everything_arrives_as_it_was(source: Database, empty_postgres_url: str, now: datetime) -> None:
    before = await rows_of(source)
    counts = await move(source, empty_postgres_url, now)
    assert {name: len(rows) for name, rows in before.items()} == counts
    assert sum(count > 0 for count in counts.values()) >= 12
    target = await open_database(empty_postgres_url, exclusive=True)
    assert await rows_of(target) == before
    async with target.reading() as session:
        assert await audit.verify(session) is None
    await target.close()
    assert migrate.check(empty_postgres_url) == []


async def test_numbers_go_on_where_the_file_stopped_also_after_rows_that_are_gone(
    source: Database, empty_postgres_url: str, sealer: Sealer, now: datetime
) -> None:
    async with source.unit_of_work() as session:
        last = await chats.find_or_make(session, sealer, "web", "last", "private")
        await chats.forget(session, last.id)
    await move(source, empty_postgres_url, now)
    target = await open_database(empty_postgres_url, exclusive=True)
    async with target.unit_of_work() as session:
        assert (await chats.find_or_make(session, sealer, "web", "next", "private")).id == last.id + 1
        await unanswered.leave(session, "another", "en", "nothing", now)
        assert await session.scalar(text("SELECT max(id) FROM unanswered")) == 2
    await target.close()


async def test_afterwards_the_guards_stand_again(source: Database, empty_postgres_url: str, now: datetime) -> None:
    await move(source, empty_postgres_url, now)
    engine = create_engine(sync_url(empty_postgres_url))
    for statement in ("DELETE FROM alert_place", "DELETE FROM audit", "UPDATE alert SET content = '{}'"):
        with pytest.raises(DBAPIError, match="frozen|append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    engine.dispose()


async def test_the_old_file_keeps_its_rows_and_sends_nothing_any_more(
    source: Database, empty_postgres_url: str, now: datetime
) -> None:
    before = await rows_of(source)
    await move(source, empty_postgres_url, now)
    after = await rows_of(source)
    assert {name for name in before if before[name] != after[name]} == {"setting"}
    async with source.reading() as session:
        assert "moved to postgresql://" in str(await settings.why_paused(session))
        with pytest.raises(Moved, match="ADVISORY_DATABASE_URL"):
            await refuse_moved(session)
    target = await open_database(empty_postgres_url, exclusive=True)
    async with target.reading() as session:
        await refuse_moved(session)
        assert await settings.why_paused(session) is None
    await target.close()


async def test_a_record_that_was_changed_stops_the_move_and_leaves_nothing(
    source: Database, empty_postgres_url: str, now: datetime
) -> None:
    async with source.unit_of_work() as session:
        await session.execute(text("DROP TRIGGER audit_kept"))
        await session.execute(text("UPDATE audit SET action = 'nothing happened' WHERE seq = 2"))
    before = await rows_of(source)
    with pytest.raises(NotMoved, match="line 2 of the record"):
        await move(source, empty_postgres_url, now)
    assert tables_of(empty_postgres_url) == []
    assert await rows_of(source) == before


async def test_what_postgresql_cannot_hold_stops_the_move_and_leaves_nothing(
    source: Database, empty_postgres_url: str, now: datetime
) -> None:
    async with source.unit_of_work() as session:
        left = UnansweredRow(text="a\x00b", language="en", day=now.date().isoformat(), why="an older program")
        session.add(left)
    with pytest.raises(NotMoved, match="a row of unanswered .* NUL"):
        await move(source, empty_postgres_url, now)
    assert tables_of(empty_postgres_url) == []


async def test_rows_that_differ_after_their_journey_are_noticed(
    source: Database, postgres_url: str, now: datetime
) -> None:
    engine = create_engine(sync_url(postgres_url))
    with engine.begin() as connection:  # a target that loses what comes in
        connection.execute(text("CREATE RULE lost AS ON INSERT TO unanswered DO INSTEAD NOTHING"))
    with pytest.raises(NotMoved, match=r"unanswered would differ \(1 rows left, 0 arrived\)"):
        await move(source, postgres_url, now)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM chat")) == 0
    engine.dispose()


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("sqlite:///other.db", "must be a PostgreSQL address"),
        ("postgresql://u:secret@127.0.0.1:1/d", "The target .* cannot be used"),
        ("mysql://h/d", "must be sqlite or postgresql"),
    ],
)
async def test_a_target_that_cannot_be_one_is_refused(
    source: Database, target: str, sentence: str, now: datetime
) -> None:
    with pytest.raises(DatabaseError, match=sentence) as refused:
        await move(source, target, now)
    assert "secret" not in str(refused.value)


async def test_a_target_that_is_used_is_refused(source: Database, postgres_url: str, now: datetime) -> None:
    target = await open_database(postgres_url, exclusive=True)
    async with target.unit_of_work() as session:
        await settings.put(session, "something", "there")
    await target.close()
    with pytest.raises(NotMoved, match="not empty: there are rows in setting"):
        await move(source, postgres_url, now)


async def test_a_target_with_an_older_schema_or_other_tables_is_refused(
    source: Database, postgres_url: str, empty_postgres_url: str, now: datetime
) -> None:
    migrate.downgrade(postgres_url, "0003")
    with pytest.raises(DatabaseError, match="older schema"):
        await move(source, postgres_url, now + timedelta(minutes=1))
    engine = create_engine(sync_url(empty_postgres_url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (id integer)"))
    engine.dispose()
    with pytest.raises(NotMoved, match="another program"):
        await move(source, empty_postgres_url, now)


async def test_an_installation_on_postgresql_is_not_moved(
    postgres_url: str, empty_postgres_url: str, now: datetime
) -> None:
    there = await open_database(postgres_url, exclusive=True)
    with pytest.raises(NotMoved, match="already"):
        await move(there, empty_postgres_url, now)
    await there.close()


def tables_of(url: str) -> list[str]:
    engine = create_engine(sync_url(url))
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
    engine.dispose()
    return names
