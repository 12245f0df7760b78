"""`advisory db backup` and `restore`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import fail, out
from bot.commands.installation import chosen, finish, now

if TYPE_CHECKING:
    from bot.settings import Settings

OWN_TOOLS = "PostgreSQL has its own tools: pg_dump --format=custom to back up, pg_restore --clean to restore."


def backup(
    file: Annotated[Path, typer.Argument(help="A new file; keep it apart from the key.")],
) -> None:
    """Copy the database into a file, beside a running server (SQLite)."""
    from db.backup import back_up

    finish(back_up(_file(chosen()), file))
    out.print(f"{file} is written and whole. It holds sealed addresses: the key is not in it.", markup=False)


def restore(
    file: Annotated[Path, typer.Argument(help="What `advisory db backup` wrote.")],
) -> None:
    """Put a backup in the place of the database, with sending paused (SQLite); the server must be stopped."""
    from db.backup import restore as put_back

    old = finish(put_back(file, _file(chosen()), now()))
    kept = f" What was there is now {old}." if old else ""
    out.print(f"{file} is restored.{kept}", markup=False)
    out.print("Sending is paused, as some of what waits may have gone out: advisory alert status", markup=False)


def _file(found: "Settings") -> Path:
    from db.errors import DatabaseError
    from db.urls import async_url, sqlite_file

    try:
        return sqlite_file(async_url(found.database())) or fail(OWN_TOOLS)
    except DatabaseError as problem:
        fail(str(problem))
