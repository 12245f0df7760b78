"""`advisory db`: looking after the database."""

from typing import TYPE_CHECKING

import typer

from bot.commands.backups import backup, restore
from bot.commands.common import fail, out
from bot.commands.installation import chosen, finish
from bot.commands.moving import move

if TYPE_CHECKING:
    from bot.settings import Settings

database = typer.Typer(no_args_is_help=True, help="The database's schema.")


def add_to(app: typer.Typer) -> None:
    database.command("backup")(backup)
    database.command("restore")(restore)
    database.command("move")(move)
    app.add_typer(database, name="db")


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to the schema of this program; all or nothing."""
    found = chosen()
    finish(_upgrade(found))
    out.print("The database is up to date.")


@database.command("check")
def check() -> None:
    """List what differs from the tables of this program; exit status 1 if something does."""
    differences = finish(_differences(chosen()))
    for line in differences:
        out.print(line, markup=False)
    if differences:
        fail(f"{len(differences)} differences.", 1)
    out.print("The database has the tables of this program.")


async def _upgrade(found: "Settings") -> None:
    from bot.installation import make_private
    from db import migrate

    make_private(found.data_dir)
    migrate.upgrade(found.database())


async def _differences(found: "Settings") -> list[str]:
    from db import migrate

    return migrate.check(found.database())
