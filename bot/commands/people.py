"""`advisory operator` and `advisory team`: who may do what, and who reads what is kept to a team."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import fail, out
from bot.commands.installation import chosen, finish, now, opened

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.operators import Added, Operator, Role
    from db.teams import Team

Name = Annotated[str, typer.Argument(help="A short name, for --as.")]
Roles = Annotated[list[str], typer.Option("--role", help="One of the roles; may be repeated.")]

operators = typer.Typer(no_args_is_help=True, help="Who may write, approve and curate.")
teams = typer.Typer(no_args_is_help=True, help="Staff whose advisories nobody else reads.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(operators, name="operator")
    app.add_typer(teams, name="team")


@operators.command("add")
def add(name: Name, role: Roles) -> None:
    """Add an operator: author, approver, curator, administrator, viewer. The secret and the link are shown this once."""
    found = chosen()
    added, token = finish(_add(found, name, _roles(role)))
    out.print(f"{added.operator.name} is added as {', '.join(sorted(added.operator.roles))}.", markup=False)
    if added.totp_uri:
        import pyotp

        totp = pyotp.parse_uri(added.totp_uri)
        out.print(f"Secret for the authenticator app, shown only now: {totp.secret}", markup=False)
        out.print(added.totp_uri, markup=False)
    from bot.web.console.site import AT

    link = f"{found.console()}{AT}/welcome/{token}"
    out.print(f"To choose a password for the console, once and within 24 hours: {link}", markup=False)


@operators.command("list")
def show_operators() -> None:
    """Everybody, with their roles."""
    for each in finish(_everybody(chosen())):
        gone = "" if each.active else "  (not active)"
        out.print(f"{each.name:<20} {', '.join(sorted(each.roles))}{gone}", markup=False)


@operators.command("roles")
def set_roles(name: Name, role: Roles) -> None:
    """Give an operator these roles and no others."""
    found = finish(_set_roles(chosen(), name, _roles(role)))
    out.print(f"{name} is now {', '.join(sorted(found.roles))}.", markup=False)


@operators.command("deactivate")
def deactivate(name: Name) -> None:
    """End everything that an operator may do, at once; the record keeps their name."""
    finish(_deactivate(chosen(), name))
    out.print(f"{name} can do nothing any more; log-ins and linked chats are ended.", markup=False)


@operators.command("unlock")
def unlock(name: Name) -> None:
    """Let somebody log in again who was shut out after five failures; a suspended chat stays suspended."""
    if finish(_unlock(chosen(), name)):
        out.print(f"{name} may log in again at once.", markup=False)
    else:
        out.print(f"{name} is not shut out; nothing was changed.", markup=False)
    out.print("A suspended chat stays suspended: its owner links it anew in the console.")


@teams.command("add")
def add_team(name: Annotated[str, typer.Argument(help="The team's name; readers never see it.")]) -> None:
    """Make a team; invite chats into it with a code."""
    finish(_add_team(chosen(), name))
    out.print(f'Team {name} is made. Next: advisory team invite "{name}" --uses 20', markup=False)


@teams.command("invite")
def invite(
    name: Annotated[str, typer.Argument(help="The team's name.")],
    uses: Annotated[int, typer.Option(help="How many chats may join with it.")] = 1,
    days: Annotated[float, typer.Option(help="For how many days.")] = 7,
) -> None:
    """A code that lets chats join; it is shown this once."""
    code = finish(_invite(chosen(), name, uses, timedelta(days=days)))
    out.print(f"Code, shown only now: {code}", markup=False)
    out.print("It is typed into the chat as it stands, or after /join.", markup=False)


@teams.command("list")
def show_teams() -> None:
    """The teams, and how many chats are in each."""
    for each in finish(_teams(chosen())):
        closed = "  (closed)" if each.closed else ""
        out.print(f"{each.id:>4}  {each.name:<24} {each.members} members{closed}", markup=False)


@teams.command("close")
def close(name: Annotated[str, typer.Argument(help="The team's name.")]) -> None:
    """Nobody reads or joins any more."""
    finish(_close(chosen(), name))
    out.print(f"Team {name} is closed.", markup=False)


async def _add(found: "Settings", name: str, roles: "list[Role]") -> "tuple[Added, str]":
    from bot.installation import sealer_of
    from db import invitations
    from db import operators as kept
    from db.sealing import check_key

    async with opened(found) as base, base.unit_of_work() as session:
        sealer = sealer_of(found)
        await check_key(session, sealer)
        added = await kept.add(session, sealer, name, now(), roles=roles, issuer=found.organisation)
        return added, await invitations.invite(session, added.operator.id, now())


async def _everybody(found: "Settings") -> "tuple[Operator, ...]":
    from db import operators as kept

    async with opened(found) as base, base.reading() as session:
        return await kept.everybody(session)


async def _set_roles(found: "Settings", name: str, roles: "list[Role]") -> "Operator":
    from db import operators as kept

    async with opened(found) as base, base.unit_of_work() as session:
        return await kept.set_roles(session, (await kept.by_name(session, name)).id, roles, now())


async def _deactivate(found: "Settings", name: str) -> None:
    from db import operators as kept

    async with opened(found) as base, base.unit_of_work() as session:
        await kept.deactivate(session, (await kept.by_name(session, name)).id, now())


async def _unlock(found: "Settings", name: str) -> bool:
    from bot.installation import sealer_of
    from db import logins
    from db import operators as kept
    from db.sealing import check_key

    async with opened(found) as base, base.unit_of_work() as session:
        sealer = sealer_of(found)
        await check_key(session, sealer)
        return await logins.unlock(session, sealer, await kept.by_name(session, name), now())


async def _add_team(found: "Settings", name: str) -> None:
    from db import teams as kept

    async with opened(found) as base, base.unit_of_work() as session:
        await kept.add(session, name, now())


async def _invite(found: "Settings", name: str, uses: int, lasts: timedelta) -> str:
    from db import teams as kept

    async with opened(found) as base, base.unit_of_work() as session:
        team = await kept.by_name(session, name)
        return await kept.invite(session, team.id, now(), uses=uses, lasts=lasts)


async def _teams(found: "Settings") -> "tuple[Team, ...]":
    from db import teams as kept

    async with opened(found) as base, base.reading() as session:
        return await kept.everyone(session)


async def _close(found: "Settings", name: str) -> None:
    from db import teams as kept

    async with opened(found) as base, base.unit_of_work() as session:
        await kept.close(session, (await kept.by_name(session, name)).id, now())


def _roles(names: list[str]) -> "list[Role]":
    from db.permissions import ROLES

    found = [role for role in ROLES if role in names]
    if unknown := sorted(set(names) - set(found)):
        fail(f"--role: {', '.join(unknown)} is none of {', '.join(ROLES)}")
    return found
