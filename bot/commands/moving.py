"""`advisory db move`: from the SQLite file to PostgreSQL."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import out
from bot.commands.installation import chosen, finish, now

if TYPE_CHECKING:
    from bot.settings import Settings


def move(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET_URL",
            envvar="ADVISORY_MOVE_TO",
            help="An empty PostgreSQL database; a password is better kept in ADVISORY_MOVE_TO than typed here.",
        ),
    ],
) -> None:
    """Move everything to PostgreSQL, all or nothing, each table proved equal; the server must be stopped."""
    found = chosen()
    rows = finish(_move(found, target))
    for table, number in rows.items():
        if number:
            out.print(f"{number:>9,}  {table}", markup=False)
    out.print(f"{sum(rows.values()):>9,}  rows moved; counts, hashes and the record are equal on both sides.")
    out.print(
        "Now set ADVISORY_DATABASE_URL to the new database; keep ADVISORY_KEY, or the folder with the key, as it is.\n"
        f"The old file is kept, and no server starts on it any more: {found.database().partition('///')[2]}",
        markup=False,
    )


async def _move(found: "Settings", target: str) -> dict[str, int]:
    from bot.installation import sealer_of
    from db.move import move as move_all
    from db.move import refuse_moved
    from db.sealing import check_key
    from db.session import open_database

    source = await open_database(found.database(), exclusive=True)
    try:
        async with source.unit_of_work() as session:
            await refuse_moved(session)
            await check_key(session, sealer_of(found))  # a key that is lost is better noticed before
        return await move_all(source, target, now())
    finally:
        await source.close()
