"""What can be wrong with a database or a key, each in one sentence that says what to do."""

from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

# What a database that does not answer, or takes nothing, looks like: to be tried again, as it will come back.
# Internal: PostgreSQL ended a transaction that stood still, or has become a copy that cannot be written to.
AWAY: Final = (OperationalError, InterfaceError, InternalError, NoneFree, OSError)


class DatabaseError(Exception):
    """The database cannot be used; the message is the sentence that its reader acts on."""


class AlreadyRunning(DatabaseError):
    """Another server sends from this database."""


class Unreachable(DatabaseError):
    """No connection, or an address that cannot be used."""


class OldSchema(DatabaseError):
    """The database waits for `advisory db upgrade`."""


class NewSchema(DatabaseError):
    """A newer program wrote this database."""


class WrongKey(DatabaseError):
    """The key is not the one that sealed what is stored, or its file cannot be trusted."""


def first_line(problem: Exception) -> str:
    """What a driver or the system said, as one sentence without the statement that it was about."""
    cause = problem.orig if isinstance(problem, DBAPIError) and problem.orig else problem
    return (str(cause).strip() or type(cause).__name__).splitlines()[0].rstrip(".") + "."
