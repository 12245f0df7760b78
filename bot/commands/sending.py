"""`advisory sending`: pausing what is pushed, how far it is, and what to do about unclear copies."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands.common import out
from bot.commands.installation import chosen, finish, now, opened, operator

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.settings import Settings
    from db.queue import Queue

Number = Annotated[int, typer.Argument(help="The advisory's number.")]
As = Annotated[str | None, typer.Option("--as", help="Who you are: an operator's name.")]

commands = typer.Typer(no_args_is_help=True, help="Pause and resume what is pushed; answers go on.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(commands, name="sending")


@commands.command("pause")
def pause(
    why: Annotated[str, typer.Option(help="The reason, for other operators.")] = "an operator asked",
    who: As = None,
) -> None:
    """Nothing more is pushed until resumed; what is on its way arrives."""
    finish(_pause(chosen(), why, who))
    out.print("Sending is paused. Go on with: advisory sending resume")


@commands.command("resume")
def resume(who: As = None) -> None:
    """Go on; what has expired meanwhile is not sent."""
    finish(_resume(chosen(), who))
    out.print("Sending goes on.")


@commands.command("status")
def status() -> None:
    """What waits, until when that takes, and what needs an operator."""
    found = chosen()
    waiting, why, alarms = finish(_status(found))
    for line in _lines(waiting, found.rate):
        out.print(line, markup=False)
    for alarm in sorted(alarms):
        out.print(f"Alarm: {worded(*alarm)}.", markup=False)
    say_paused(why)


@commands.command("resend")
def resend(number: Number, who: As = None) -> None:
    """Send the unclear copies of an advisory once more; whoever has it already reads it twice."""
    n = finish(_settle(chosen(), number, who, "resend"))
    out.print(f"Copies that go out once more: {n}.")


@commands.command("accept")
def accept(number: Number, who: As = None) -> None:
    """Take the unclear copies of an advisory for arrived; nothing is sent."""
    n = finish(_settle(chosen(), number, who, "accept"))
    out.print(f"Copies taken for arrived: {n}.")


def say_paused(why: str | None) -> None:
    """Say it where sending is paused."""
    if why is not None:
        out.print(f"Sending is paused: {why}. Go on with: advisory sending resume", markup=False)


def worded(kind: str, subject: str) -> str:
    """An alarm in words."""
    about = subject.replace("alert:", "advisory ")
    return {
        "overdue": f"{about} has not reached everybody in its time",
        "unclear": f"{about} has copies of which nobody knows whether they arrived",
    }.get(kind, "sending has stopped by itself")


def until(messages: int, rate: float) -> str:
    """When so many messages will have gone out, if nothing stops them."""
    end = now() + timedelta(seconds=messages / rate)
    return f"at about {end:%Y-%m-%d %H:%M:%S} UTC, at {rate:g} a second"


def _lines(waiting: "Queue", rate: float) -> list[str]:
    if not waiting.total:
        return ["Nothing waits.", *_unclear(waiting)]
    words = ("Extreme", "Severe", "Moderate", "Minor", "unknown severity")
    parts = [f"{n} {words[rank] if rank < len(words) else 'edits'}" for rank, n in waiting.waiting.items()]
    since = [f"The longest waiting is due since {waiting.oldest:%Y-%m-%d %H:%M:%S} UTC."] if waiting.oldest else []
    return [
        f"Waiting: {', '.join(parts)}.",
        *since,
        f"All sent {until(waiting.total, rate)}.",
        *_unclear(waiting),
    ]


def _unclear(waiting: "Queue") -> list[str]:
    if not waiting.unclear:
        return []
    return [
        f"Unclear: {waiting.unclear} may have arrived. Decide with: advisory sending resend|accept NUMBER --as NAME"
    ]


async def _who(session: "AsyncSession", who: str | None) -> int | None:
    return (await operator(session, who)).id if who else None


async def _pause(found: "Settings", why: str, who: str | None) -> None:
    from db import sending

    async with opened(found) as base, base.unit_of_work() as session:
        await sending.pause(session, why, await _who(session, who), now())


async def _resume(found: "Settings", who: str | None) -> None:
    from db import sending

    async with opened(found) as base, base.unit_of_work() as session:
        await sending.resume(session, await _who(session, who), now())


async def _status(found: "Settings") -> "tuple[Queue, str | None, frozenset[tuple[str, str]]]":
    from db import overdue, settings
    from db.queue import queue

    async with opened(found) as base, base.reading() as session:
        return await queue(session, now()), await settings.why_paused(session), await overdue.raised(session)


async def _settle(found: "Settings", number: int, who: str | None, how: Literal["resend", "accept"]) -> int:
    from db import unclear

    async with opened(found) as base, base.unit_of_work() as session:
        decide = unclear.resend if how == "resend" else unclear.accept
        return await decide(session, number, (await operator(session, who)).id, now())
