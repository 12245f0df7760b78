"""What can be wrong with a database or a key, each in one sentence that says what to do."""

from sqlalchemy.exc import DBAPIError


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
