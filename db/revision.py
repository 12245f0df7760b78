"""At which revision a database stands: told without Alembic, which takes longer to load than most commands to run."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from db.errors import NewSchema, OldSchema

SCRIPTS = Path(__file__).parent / "migrations"
TABLE = "alembic_version"


@cache
def known() -> tuple[str, ...]:
    """The revisions of this program, the newest last; each names its file."""
    return tuple(sorted(path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*_*.py")))


def current(connection: Connection) -> str | None:
    """The revision of a database; None where no upgrade ever ran."""
    if not inspect(connection).has_table(TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {TABLE}")).scalar()  # noqa: S608 - a constant
    return found


def check_revision(connection: Connection) -> None:
    """Raises: OldSchema, NewSchema where the database is not at this program's revision."""
    stands_at = current(connection)
    if stands_at == known()[-1]:
        return
    refuse_newer(stands_at)
    raise OldSchema("The database is not up to date; run: advisory db upgrade.")


def refuse_newer(revision: str | None) -> None:
    """Raises: NewSchema where this program does not know the revision."""
    if revision and revision not in known():
        raise NewSchema(
            f"The database was written by a newer version of this program (revision {revision}); install that one."
        )
