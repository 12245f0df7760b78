"""`advisory sending`, `operator`, `db`: looking after an installation."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import fail, out
from bot.commands.installation import chosen, finish, now, opened

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.operators import Added, Role

sending = typer.Typer(no_args_is_help=True, help="Pause and resume what is pushed; answers go on.")
people = typer.Typer(no_args_is_help=True, help="Who may write and approve advisories.")
database = typer.Typer(no_args_is_help=True, help="The database's schema.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(sending, name="sending")
    app.add_typer(people, name="operator")
    app.add_typer(database, name="db")


@sending.command("pause")
def pause(
    why: Annotated[str, typer.Option(help="The reason, for other operators.")] = "an operator asked",
) -> None:
    """Nothing more is pushed until resumed; what is on its way arrives."""
    finish(_pause(chosen(), why))
    out.print("Sending is paused. Go on with: advisory sending resume")


@sending.command("resume")
def resume() -> None:
    """Go on; what has expired meanwhile is not sent."""
    finish(_resume(chosen()))
    out.print("Sending goes on.")


@people.command("add")
def add(
    name: Annotated[str, typer.Argument(help="A short name, for --as.")],
    role: Annotated[list[str], typer.Option("--role", help="author, approver or administrator; may be repeated.")],
) -> None:
    """Add an operator; the secret for their authenticator app is shown this once."""
    roles = [_role(each) for each in role]
    added = finish(_add(chosen(), name, roles))
    out.print(f"{added.operator.name} is added as {', '.join(sorted(added.operator.roles))}.", markup=False)
    if added.totp_uri:
        import pyotp

        totp = pyotp.parse_uri(added.totp_uri)
        out.print(f"Secret for the authenticator app, shown only now: {totp.secret}", markup=False)
        out.print(added.totp_uri, markup=False)


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


async def _pause(found: "Settings", why: str) -> None:
    from db import settings as kept

    async with opened(found) as base, base.unit_of_work() as session:
        await kept.pause_sending(session, why)


async def _resume(found: "Settings") -> None:
    from db import settings as kept

    async with opened(found) as base, base.unit_of_work() as session:
        await kept.resume_sending(session)


async def _add(found: "Settings", name: str, roles: "list[Role]") -> "Added":
    from bot.installation import sealer_of
    from db import operators
    from db.sealing import check_key

    async with opened(found) as base, base.unit_of_work() as session:
        sealer = sealer_of(found)
        await check_key(session, sealer)
        return await operators.add(session, sealer, name, now(), roles=roles, issuer=found.organisation)


async def _upgrade(found: "Settings") -> None:
    from bot.installation import make_private
    from db import migrate

    make_private(found.data_dir)
    migrate.upgrade(found.database())


async def _differences(found: "Settings") -> list[str]:
    from db import migrate

    return migrate.check(found.database())


def _role(name: str) -> "Role":
    from db.operators import ROLES

    role = next((each for each in ROLES if each == name), None)
    return role or fail(f"--role: {name} is none of {', '.join(ROLES)}")
