"""`advisory notice`: templates approved in daylight, of which one operator alone can issue one at night."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import noticing, steps
from bot.commands.common import fail, out
from bot.commands.installation import chosen, finish, now

if TYPE_CHECKING:
    from knowledge.alert import Alert
    from knowledge.notice import Slots

As = Annotated[str | None, typer.Option("--as", help="Who you are: an operator's name.")]
Name = Annotated[str, typer.Argument(help="The notice's name, as `advisory notice list` shows it.")]
Number = Annotated[int, typer.Argument(help="The number of its text.")]

commands = typer.Typer(no_args_is_help=True, help="Developing notices: approved in daylight, issued by one operator.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(commands, name="notice")


@commands.command("write")
def write(
    file: Annotated[Path | None, typer.Argument(help="Templates as YAML; the ones that are shipped otherwise.")] = None,
    who: As = None,
) -> None:
    """Store templates; each then waits for two operators who did not write it."""
    for kept in finish(noticing.write(chosen(), steps.gazetteer(), file, who)):
        out.print(f"{kept.template.name} {kept.number}: {kept.state}", markup=False)
    out.print("Next, two other operators: advisory notice approve NAME NUMBER --as NAME")


@commands.command("list")
def show_all() -> None:
    """Every template with its state."""
    for kept in finish(noticing.everything(chosen())):
        given = f"{len(kept.approved_by)} approvals"
        headline = kept.template.infos[0].headline
        out.print(f"{kept.template.name:<16} {kept.number:>3}  {kept.state:<10} {given}  {headline}", markup=False)


@commands.command("approve")
def approve(name: Name, number: Number, who: As = None) -> None:
    """Approve the text that is shown, at an example place; two who did not write it are needed."""
    found, gazetteer = chosen(), steps.gazetteer()
    kept, operator = finish(noticing.shown(found, name, number, who))
    _show(noticing.example(kept.template, gazetteer, now()))
    code = steps.asked_code(operator)
    after = finish(noticing.approve(found, kept, operator, code))
    out.print(f"{name} {number} is {after.state}, with {len(after.approved_by)} approvals.", markup=False)


@commands.command("withdraw")
def withdraw(name: Name, number: Number, who: As = None) -> None:
    """Nobody issues it any more."""
    finish(noticing.withdraw(chosen(), name, number, who))
    out.print(f"{name} {number} is withdrawn.", markup=False)


@commands.command("issue")
def issue(
    name: Name,
    place: Annotated[str, typer.Option(help="Where: a place's id or name.")],
    who: As = None,
    at: Annotated[str | None, typer.Option("--at", help="When it happened: HH:MM in Bamako; now otherwise.")] = None,
    minutes: Annotated[int, typer.Option(help="For how long it holds, at most 180.")] = 120,
    exercise: Annotated[bool, typer.Option(help="Reaches only those who joined exercises.")] = False,
) -> None:
    """Issue an approved notice alone, after a look at it; all operators are told."""
    found, gazetteer = chosen(), steps.gazetteer()
    slots = _slots(noticing.found_place(place, gazetteer), at, minutes)
    filled, operator = finish(noticing.filled(found, gazetteer, name, slots, who, exercise=exercise))
    for line in noticing.placed(slots.place, gazetteer):
        out.print(line, markup=False)
    _show(filled)
    code = steps.asked_code(operator)
    typer.confirm("Send this now?", abort=True, err=True)
    record, told = finish(noticing.issue(found, gazetteer, name, slots, filled, operator, code))
    out.print(f"Advisory {record.id} is issued. Chats that will be told: {told}. All operators are told.")


def _slots(place: str, at: str | None, minutes: int) -> "Slots":
    from datetime import timedelta

    from bot.render import BAMAKO
    from knowledge.notice import Slots

    present = now().replace(second=0, microsecond=0)
    hour = present
    if at is not None:
        try:
            clock = datetime.strptime(at, "%H:%M")  # noqa: DTZ007 - only its hour and minute are taken
        except ValueError:
            fail(f"--at: {at} is not an hour such as 05:10")
        hour = present.astimezone(BAMAKO).replace(hour=clock.hour, minute=clock.minute)
        if hour > present:  # it is past midnight, and it happened before
            hour -= timedelta(days=1)
    return Slots(place, hour, present + timedelta(minutes=minutes))


def _show(alert: "Alert") -> None:
    from bot.commands.alerts import show

    show(alert)
