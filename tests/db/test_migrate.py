"""Every revision up and down with rows, on both databases; what is issued is frozen."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from db import migrate
from db.errors import DatabaseError, NewSchema, Unreachable
from db.revision import SCRIPTS, current, known
from db.urls import sync_url

NOW = "2024-09-17 06:30:00+00:00"
ROWS = (
    (
        "INSERT INTO chat (id, channel, address_sealed, address_key, key_id, kind, time_zone, discreet, state)"
        " VALUES (1, 'web', 'x', 'y', 'k', 'private', 'Africa/Bamako', :no, 'active')"
    ),
    (
        "INSERT INTO subscription (id, chat_id, least_severity, mode, exercise, starts_at)"
        " VALUES (1, 1, 2, 'at_once', :no, :now)"
    ),
    "INSERT INTO operator (id, name, language, demo, active, added_at) VALUES (1, 'amina', 'fr', :no, :yes, :now)",
    "INSERT INTO thread (id, exercise, started_at) VALUES (1, :no, :now)",
    (
        "INSERT INTO alert (id, thread_id, number, kind, status, scope, state, severity_rank, expires, author_id,"
        " content, content_hash, row_version)"
        " VALUES (1, 1, 1, 'alert', 'Actual', 'public', 'approved', 3, :now, 1, '{}', 'h', 1)"
    ),
    "INSERT INTO alert_place (alert_id, place_id) VALUES (1, 'bamako')",
    (
        "INSERT INTO delivery (id, kind, subject, chat_id, alert_id, rank, state, attempts, not_before, generation)"
        " VALUES (1, 'send', 'alert:1', 1, 1, 1, 'pending', 0, :now, 0)"
    ),
    (
        "INSERT INTO audit (seq, at, action, subject, details, previous_hash, hash)"
        " VALUES (1, :now, 'a', 's', '{}', '0', '1')"
    ),
)
ISSUE = "UPDATE alert SET state = 'issued', identifier = 'i', sent = :now WHERE id = 1"


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(sync_url(url))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def run(connection: Connection, statement: str) -> None:
    values = {"now": NOW, "no": False, "yes": True}
    connection.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})


def test_each_revision_goes_up_down_and_up_again_with_rows(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    assert migrate.check(empty_url) == []
    with connected(empty_url) as connection:
        for statement in ROWS:
            run(connection, statement)
        run(connection, ISSUE)
    migrate.downgrade(empty_url, "0003")
    migrate.upgrade(empty_url)
    assert migrate.check(empty_url) == []
    with connected(empty_url) as connection:
        assert connection.scalar(text("SELECT state FROM alert")) == "issued"
    migrate.downgrade(empty_url, "base")
    migrate.upgrade(empty_url)
    migrate.upgrade(empty_url)
    assert migrate.check(empty_url) == []


def test_a_revision_that_fails_half_way_leaves_nothing(empty_url: str) -> None:
    with connected(empty_url) as connection:
        run(connection, "CREATE TABLE alert (id INTEGER)")
    with pytest.raises(DatabaseError, match="nothing was changed: .*already exists"):
        migrate.upgrade(empty_url)
    with connected(empty_url) as connection:
        assert inspect(connection).get_table_names() == ["alert"]


def test_a_new_file_is_its_owner_s_only(tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path}/new/advisory.db")
    assert (tmp_path / "new" / "advisory.db").stat().st_mode & 0o777 == 0o600


def test_check_tells_what_was_changed_by_hand(database_url: str) -> None:
    on = "" if database_url.startswith("sqlite") else " ON alert"
    with connected(database_url) as connection:
        run(connection, "DROP INDEX ix_delivery_pending")
        run(connection, f"DROP TRIGGER alert_frozen{on}")
        run(connection, "ALTER TABLE chat ADD COLUMN telephone VARCHAR")
    told = "\n".join(migrate.check(database_url))
    for part in ("ix_delivery_pending", "trigger alert_frozen is missing", "telephone"):
        assert part in told


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("UPDATE alert SET state = 'superseded'", True),
        ("UPDATE alert SET state = 'cancelled', row_version = 2", True),
        ("UPDATE alert SET row_version = 2", True),
        ("UPDATE alert SET content = '{\"x\": 1}'", False),
        ("UPDATE alert SET identifier = 'other'", False),
        ("UPDATE alert SET severity_rank = 4", False),
        ("UPDATE alert SET team_id = 1", False),
        ("UPDATE alert SET state = 'draft'", False),
        ("DELETE FROM alert", False),
        ("INSERT INTO alert_place (alert_id, place_id) VALUES (1, 'gao')", False),
        ("UPDATE alert_place SET place_id = 'gao'", False),
        ("DELETE FROM alert_place", False),
        ("DELETE FROM audit", False),
    ],
)
def test_an_issued_alert_is_frozen_and_can_only_end(database_url: str, statement: str, allowed: bool) -> None:
    with connected(database_url) as connection:
        for row in ROWS[2:6] + ROWS[7:]:
            run(connection, row)
        run(connection, "UPDATE alert SET content = '{\"edited\": 1}'")
        run(connection, ISSUE)
    if allowed:
        with connected(database_url) as connection:
            run(connection, statement)
    else:
        with (
            pytest.raises(DBAPIError, match="frozen|kept|append-only"),
            connected(database_url) as connection,
        ):
            run(connection, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chat SET state = 'asleep'",
        "UPDATE chat SET language = 'bm'",
        "UPDATE subscription SET least_severity = 5",
        "UPDATE subscription SET reason = 'stopped'",
        "UPDATE alert SET scope = 'team'",
        "UPDATE alert SET state = 'issued'",
        "UPDATE delivery SET state = 'delivered'",
        "UPDATE delivery SET state = 'claimed'",
        (
            "INSERT INTO delivery (kind, subject, chat_id, rank, state, attempts, not_before, generation)"
            " VALUES ('send', 'alert:1', 1, 1, 'pending', 0, :now, 0)"
        ),
    ],
)
def test_the_database_itself_refuses_what_makes_no_sense(database_url: str, statement: str) -> None:
    with connected(database_url) as connection:
        for row in ROWS:
            run(connection, row)
    with pytest.raises(DBAPIError), connected(database_url) as connection:
        run(connection, statement)


def test_a_newer_database_is_not_touched(database_url: str) -> None:
    with connected(database_url) as connection:
        run(connection, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewSchema):
        migrate.upgrade(database_url)


def test_an_unreachable_database_is_one_sentence() -> None:
    with pytest.raises(Unreachable, match="cannot be used") as refused:
        migrate.upgrade("postgresql://u:secret@127.0.0.1:1/d")
    assert "secret" not in str(refused.value)


def test_the_revisions_told_by_their_files_are_those_that_alembic_runs(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    with connected(empty_url) as connection:
        assert MigrationContext.configure(connection).get_current_revision() == current(connection) == known()[-1]
    scripts = ScriptDirectory(str(SCRIPTS)).walk_revisions()
    assert tuple(sorted(script.revision for script in scripts)) == known()


def test_a_command_on_the_database_does_not_load_what_upgrades_it() -> None:
    code = "import sys, db.session, db.move; sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
