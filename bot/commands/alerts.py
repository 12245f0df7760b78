"""`advisory alert`: an advisory from draft to issued, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import steps
from bot.commands.common import moment, out
from bot.commands.installation import chosen, finish, now

if TYPE_CHECKING:
    from db.alerts import Record
    from knowledge.alert import Alert
    from knowledge.entry import Lang

Number = Annotated[int, typer.Argument(help="The advisory's number, as `advisory alert status` lists it.")]
File = Annotated[Path, typer.Argument(help="An advisory as YAML; bot/samples has one to begin from.")]
As = Annotated[str | None, typer.Option("--as", help="Who you are: an operator's name.")]

commands = typer.Typer(no_args_is_help=True, help="Draft, approve, issue and withdraw advisories.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(commands, name="alert")


@commands.command("draft")
def draft(
    file: File,
    who: As = None,
    replaces: Annotated[
        int | None, typer.Option(help="The advisory in force that an update, correction or end replaces.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Keep it to a team: nobody else reads it.")] = None,
) -> None:
    """Store an advisory from a file; every problem is told at once, and then nothing is stored."""
    found, gazetteer = chosen(), steps.gazetteer()
    record = finish(steps.draft(found, gazetteer, file, who, replaces, team))
    _drafted(record, who)


@commands.command("update")
def update(number: Number, file: File, who: As = None) -> None:
    """Draft what replaces an advisory in force: the file says its kind (update, minor, correction, all_clear, ...)."""
    record = finish(steps.draft(chosen(), steps.gazetteer(), file, who, number, None))
    _drafted(record, who)


@commands.command("edit")
def edit(number: Number, file: File, who: As = None) -> None:
    """Put another text in the place of one that is not issued; approvals are void."""
    record = finish(steps.edit(chosen(), steps.gazetteer(), number, file, who))
    _drafted(record, who)


@commands.command("changes")
def changes(number: Number) -> None:
    """What is otherwise than in the message that it replaces, or than before its last edit."""
    for each in finish(steps.changes(chosen(), number)):
        out.print(str(each), markup=False)


@commands.command("preview")
def preview(what: Annotated[str, typer.Argument(help="An advisory's number, or a file.")]) -> None:
    """Show it exactly as people will read it, in both languages; nothing is stored."""
    if what.isdecimal():
        show(finish(steps.get(chosen(), int(what))).alert)
        return
    alert = steps.read_file(Path(what), steps.gazetteer())
    show(alert)


@commands.command("submit")
def submit(number: Number, who: As = None) -> None:
    """Hand a draft over for review by a second operator."""
    record = finish(steps.submit(chosen(), steps.gazetteer(), number, who))
    _in_review(record)


@commands.command("approve")
def approve(number: Number, who: As = None) -> None:
    """Approve the text that is shown, and no other; whoever wrote it cannot."""
    found = chosen()
    record, approver = finish(steps.shown(found, number, who))
    show(record.alert)
    after = finish(steps.approve(found, record, approver, steps.asked_code(approver)))
    if after.state == "approved":
        out.print(f"Advisory {number} is approved. Next: advisory alert issue {number} --as {who}", markup=False)
    else:
        out.print(f"Approved by {approver.name}. Extreme needs one more operator.", markup=False)


@commands.command("reject")
def reject(number: Number, why: Annotated[str, typer.Option(help="What is to be changed.")], who: As = None) -> None:
    """Send it back to its author as a draft; approvals are void."""
    finish(steps.reject(chosen(), number, why, who))
    out.print(f"Advisory {number} is a draft again.")


@commands.command("issue")
def issue(
    number: Number,
    who: As = None,
    at: Annotated[str | None, typer.Option("--at", help="An hour to issue it at, ISO 8601; at once otherwise.")] = None,
) -> None:
    """Send an approved advisory to everybody who follows its places."""
    later = moment(at) if at else None
    told = finish(steps.issue(chosen(), steps.gazetteer(), number, who, later))
    if told is None:
        out.print(f"Advisory {number} will be issued at {later:%Y-%m-%d %H:%M} UTC, if it is still approved then.")
    else:
        out.print(f"Advisory {number} is issued. Chats that will be told: {told}. See: advisory alert status {number}")


@commands.command("unschedule")
def unschedule(number: Number, who: As = None) -> None:
    """Take back the hour at which it would go out; it stays approved."""
    finish(steps.unschedule(chosen(), number, who))
    out.print(f"Advisory {number} does not go out by itself any more.")


@commands.command("break-glass")
def break_glass(
    number: Number,
    why: Annotated[str, typer.Option(help="Why it cannot wait for a second operator; everybody reads it.")],
    who: As = None,
) -> None:
    """Issue a Severe or Extreme advisory alone: every operator is alarmed, the record keeps it."""
    found, gazetteer = chosen(), steps.gazetteer()
    record, operator = finish(steps.shown(found, number, who))
    show(record.alert)
    code = steps.asked_code(operator)
    typer.confirm("Send this now, without a second operator?", abort=True, err=True)
    told = finish(steps.issue_alone(found, gazetteer, record, operator, code, why))
    out.print(f"Advisory {number} is issued. Chats that will be told: {told}. Every operator is alarmed.")


@commands.command("review")
def review(
    number: Number,
    who: As = None,
    next_update: Annotated[
        str | None,
        typer.Option("--next", help="By when readers hear again, ISO 8601; otherwise what was promised stands."),
    ] = None,
) -> None:
    """You looked again and nothing has changed: messages and answers say so, and the promise moves."""
    finish(steps.review(chosen(), number, who, moment(next_update) if next_update else None))
    out.print(f"Advisory {number} is marked as looked at again.")


@commands.command("check")
def check(number: Number, who: As = None) -> None:
    """Send it to your own linked chat, and to nobody else."""
    sent = finish(steps.send_to_me(chosen(), number, who))
    out.print("It is on its way to your chat." if sent else "It went to your chat within the last minute.")


@commands.command("cancel")
def cancel(
    number: Number,
    why: Annotated[str, typer.Option(help="Why, in English: people will read it.")],
    why_fr: Annotated[str | None, typer.Option(help="Why, in French; a general sentence otherwise.")] = None,
    who: As = None,
) -> None:
    """Write the message that withdraws an advisory, in force or over; it is approved and issued like any other."""
    reasons: dict[Lang, str] = {"en": why, **({"fr": why_fr} if why_fr else {})}
    record = finish(steps.cancel(chosen(), steps.gazetteer(), number, reasons, who))
    show(record.alert)
    _in_review(record)


@commands.command("status")
def status(
    number: Annotated[int | None, typer.Argument(help="An advisory's number; all otherwise.")] = None,
) -> None:
    """How far an advisory has gone, or what there is."""
    from bot.commands.progress import show_all, show_one

    found = chosen()
    if number is None:
        finish(show_all(found))
    else:
        finish(show_one(found, number))


def show(alert: "Alert") -> None:
    """The message as it will be sent, and the hash that an approval is bound to."""
    from bot.render import CLOSE, plain, pushed
    from knowledge.alert import content_hash
    from knowledge.alert_rules import advice
    from knowledge.entry import LANGS

    for lang in LANGS:
        out.rule({"en": "English", "fr": "Français"}[lang])
        out.print(plain(pushed(alert, lang, now()), CLOSE), markup=False)
    out.rule()
    out.print(f"Content {content_hash(alert)[:16]}; an approval holds for this text only.", markup=False)
    for hint in advice(alert):
        out.print(f"Consider: {hint}", markup=False)


def _drafted(record: "Record", who: str | None) -> None:
    out.print(f"Advisory {record.id} is a draft. Next: advisory alert submit {record.id} --as {who}", markup=False)


def _in_review(record: "Record") -> None:
    out.print(
        f"Advisory {record.id} is in review. Next, a second operator: advisory alert approve {record.id} --as NAME",
        markup=False,
    )
