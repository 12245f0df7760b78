"""The assistant in a terminal: the same conversation, buttons as numbers."""

from collections.abc import Callable
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.conversation.message import Command, Message, Tap, Words
from bot.conversation.reply import Button, ChooseLanguage, Following, Person, Reply, Role, Subscribe, Turn, Unsubscribe
from bot.conversation.respond import respond
from knowledge.base import Base
from knowledge.context import Context
from knowledge.entry import Lang

_STYLES = {Role.QUIET: "dim", Role.HEADING: "bold", Role.ALERT: "bold reverse", Role.LINK: "underline"}


def as_text(reply: Reply) -> str:
    """A reply as plain text, its buttons numbered."""
    options = [f"[{n}] {button.label}" for n, button in enumerate(_buttons(reply), 1)]
    return "\n".join([reply.text, *([""] if options else []), *options])


def talk(base: Base, hint: Lang | None, clock: Callable[[], datetime]) -> None:
    """Read lines until an empty one or the end of input, and answer each."""
    console = Console(highlight=False)
    person, context = Person("terminal", hint=hint), Context()
    turn = respond(base, person, context, Command("start"), clock(), lambda places, lang: ())
    while True:
        _show(console, turn.reply)
        person, context = _after(person, turn), turn.context
        try:
            line = console.input("\n> ").strip()
        except EOFError:
            return
        if not line:
            return
        turn = respond(base, person, context, _message(line, turn.reply), clock(), lambda places, lang: ())


def _message(line: str, shown: Reply) -> Message:
    buttons = _buttons(shown)
    if line.isdigit() and 1 <= int(line) <= len(buttons):
        return Tap(buttons[int(line) - 1].action)
    if line.startswith("/"):
        name, _, arguments = line[1:].partition(" ")
        return Command(name, arguments)
    return Words(line)


def _after(person: Person, turn: Turn) -> Person:
    """The person after what the turn did; in a terminal it lasts as long as the conversation."""
    from dataclasses import replace

    for effect in turn.effects:
        match effect:
            case ChooseLanguage(lang):
                person = replace(person, chosen=lang)
            case Subscribe(place, least, daily):
                kept = tuple(item for item in person.following if item.place != place)
                person = replace(person, following=(*kept, Following(place, least, daily)))
            case Unsubscribe(place):
                kept = tuple(item for item in person.following if place is not None and item.place != place)
                person = replace(person, following=kept)
            case _:
                pass
    return person


def _show(console: Console, reply: Reply) -> None:
    console.print()
    for line in reply.lines:
        console.print(Text(line.text, style=_STYLES.get(line.role, "")))
        if line.url:
            console.print(Text(f"  {line.url}", style="dim"))
    for number, button in enumerate(_buttons(reply), 1):
        console.print(Text(f"[{number}] {button.label}", style="cyan"))


def _buttons(reply: Reply) -> list[Button]:
    return [button for row in reply.buttons for button in row]
