"""What no program may change any more: an issued alert, and the record.

Revision 0004, 2026-11-22. The functions on PostgreSQL raise with the same words as the triggers on SQLite.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FROZEN = (
    "thread_id", "number", "kind", "status", "scope", "team_id", "replaces", "identifier", "sent",
    "severity_rank", "expires", "issue_at", "author_id", "content", "content_hash",
)  # fmt: skip
OVER = "('issued', 'superseded', 'cancelled')"
CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN)
BACK = "(NEW.state <> OLD.state AND NOT (OLD.state = 'issued' AND NEW.state IN ('superseded', 'cancelled')))"

# name: (table, when, condition, what it says)
GUARDS = {
    "alert_frozen": (
        "alert",
        "UPDATE",
        f"OLD.state IN {OVER} AND ({CHANGED} OR {BACK})",
        "an issued alert is frozen",
    ),
    "alert_kept": ("alert", "DELETE", f"OLD.state IN {OVER}", "an issued alert is kept"),
    "audit_kept": ("audit", "UPDATE OR DELETE", "TRUE", "the record is append-only"),
}
PLACE = "alert_place_frozen"
PLACE_SAYS = "the places of an issued alert are frozen"


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, (table, when, condition, says) in GUARDS.items():
        (_on_sqlite if on_sqlite else _on_postgresql)(name, table, when, condition, says)
    (_place_on_sqlite if on_sqlite else _place_on_postgresql)()


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, (table, when, _condition, _says) in (
        *GUARDS.items(),
        (PLACE, ("alert_place", "INSERT OR UPDATE OR DELETE", "", "")),
    ):
        if on_sqlite:
            for event in when.split(" OR "):
                op.execute(f"DROP TRIGGER {_name(name, when, event)}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def _name(name: str, when: str, event: str) -> str:
    """SQLite wants one trigger per event; the first keeps the plain name."""
    return name if when.startswith(event) else f"{name}_{event.lower()}"


def _on_sqlite(name: str, table: str, when: str, condition: str, says: str) -> None:
    # IS NOT is SQLite's word for IS DISTINCT FROM, which it learned only in 3.39.
    condition = condition.replace("IS DISTINCT FROM", "IS NOT")
    for event in when.split(" OR "):
        op.execute(
            f"CREATE TRIGGER {_name(name, when, event)} BEFORE {event} ON {table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )


def _on_postgresql(name: str, table: str, when: str, condition: str, says: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _place_on_sqlite() -> None:
    when = "INSERT OR UPDATE OR DELETE"
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER {_name(PLACE, when, event)} BEFORE {event} ON alert_place "
            f"WHEN (SELECT state FROM alert WHERE id = {row}.alert_id) IN {OVER} "
            f"BEGIN SELECT RAISE(ABORT, '{PLACE_SAYS}'); END"
        )


def _place_on_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION {PLACE}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE row_of bigint; BEGIN "
        "IF TG_OP = 'INSERT' THEN row_of := NEW.alert_id; ELSE row_of := OLD.alert_id; END IF; "
        f"IF (SELECT state FROM alert WHERE id = row_of) IN {OVER} THEN "
        f"RAISE EXCEPTION '{PLACE_SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {PLACE} BEFORE INSERT OR UPDATE OR DELETE ON alert_place "
        f"FOR EACH ROW EXECUTE FUNCTION {PLACE}()"
    )
