"""Exercises: practice messages go only to those who asked for them, and who asked can stop them."""

from dataclasses import replace

from bot.conversation.answering import Asking
from bot.conversation.pages import page
from bot.conversation.reply import Button, Line, Person, TakePart, Turn
from bot.locales import say
from knowledge.text import tokens

_OUT = {"leave", "quit", "stop", "quitter", "arreter"}
COMMANDS = ("exercises", "exercices")
LINK = "exercises"  # the payload of a deep link: a desk sends it to its people


def choose(asking: Asking, person: Person) -> Turn:
    """What exercises are, whether this chat takes part, and the way in or out."""
    lang = asking.lang
    if not person.may_subscribe:
        return page(asking, (Line(say("subscribe.admins_only", lang)),), (), "subscribe")
    stands = say("exercises.on" if person.exercises else "exercises.off", lang)
    lines = (Line(say("exercises.what", lang)), Line(stands))
    return page(asking, lines, ((button(asking, on=not person.exercises),),), "subscribe")


def wished(asking: Asking, person: Person, text: str) -> Turn:
    """What was typed: the name alone asks about them, with a word for in or out it is done."""
    words = set(tokens(text))
    if words <= {*COMMANDS}:
        return choose(asking, person)
    return take_part(asking, person, on=not words & _OUT)


def take_part(asking: Asking, person: Person, *, on: bool) -> Turn:
    """Take part from now on, or no longer; the real advisories come as before."""
    lang = asking.lang
    if not person.may_subscribe:
        return page(asking, (Line(say("subscribe.admins_only", lang)),), (), "subscribe")
    lines = (Line(say("exercises.joined" if on else "exercises.left", lang)),)
    turn = page(asking, lines, ((button(asking, on=not on),),), "subscribe")
    return replace(turn, effects=(TakePart(_everywhere(asking) if on else None),))


def button(asking: Asking, *, on: bool) -> Button:
    """The way in, or out."""
    return Button(say("button.exercises_on" if on else "button.exercises_off", asking.lang), "r:on" if on else "r:off")


def _everywhere(asking: Asking) -> str:
    """The place that contains all that can be followed: whoever takes part does so wherever the exercise is set."""
    first = asking.base.pack.about.subscribe_to[0]
    return (first, *asking.base.pack.gazetteer.ancestors(first))[-1]
