"""A question without an answer is kept only where the person says so: sent again by them, names masked."""

import re
from dataclasses import replace

from bot.conversation.answering import Asking
from bot.conversation.message import Message, Words
from bot.conversation.pages import page
from bot.conversation.reply import Button, CountUnanswered, LeaveQuestion, Line, Turn
from bot.locales import say
from knowledge.base import Base
from knowledge.names import PEOPLE
from knowledge.text import CUT, tokens

KEEPING = ("telegram", "web")  # channels with a desk behind them; a terminal keeps nothing
ASKED = "keep"  # what is pending while the question is awaited
MASK = "…"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES = frozenset(["mr", "mrs", "ms", "dr", "mme", "mlle", "monsieur", "madame", "colonel", "capitaine", "captain"])
_TITLED = re.compile(rf"(?i)\b(?:{'|'.join(sorted(_TITLES))})\.?\s+$")


def offered(asking: Asking, message: Message, turn: Turn) -> Turn:
    """Under an honest no: the question may be kept; one that was sent again for that is."""
    if not any(isinstance(effect, CountUnanswered) for effect in turn.effects):
        return turn
    if asking.context.pending == ASKED and isinstance(message, Words):
        return keep(asking, message.text[:CUT])
    button = Button(say("keep.button", turn.reply.lang), "k:")
    reply = replace(turn.reply, buttons=(*turn.reply.buttons, (button,)))
    context = replace(turn.context, choices=(*turn.context.choices, button.action))
    return replace(turn, reply=reply, context=context)


def ask(asking: Asking) -> Turn:
    """What is kept, for how long, and the request to send it again: nothing of before was remembered."""
    cancel = ((Button(say("keep.cancel", asking.lang), "k:no"),),)
    turn = page(asking, (Line(say("keep.ask", asking.lang)),), cancel)
    return replace(turn, context=replace(turn.context, pending=ASKED))


def keep(asking: Asking, text: str) -> Turn:
    """It is left for the curators."""
    turn = page(asking, (Line(say("keep.done", asking.lang)),))
    return replace(turn, effects=(LeaveQuestion(masked(asking.base, text), asking.lang),))


def masked(base: Base, text: str) -> str:
    """The text without what looks like the name of a person; other tell-tale parts are masked where it is stored."""
    if text.isupper():
        return text  # capitals say nothing here
    return _WORD.sub(lambda found: MASK if _is_name(base, text, found) else found[0], text)


def _is_name(base: Base, text: str, found: re.Match[str]) -> bool:
    """Behind a title, a common name of the region, or a capitalised word that neither the pack nor the gazetteer knows."""
    before, words = text[: found.start()], tokens(found[0])
    if _TITLED.search(before):
        return True
    if not words or base.pack.gazetteer.mentions(words):
        return False
    if words[0] in PEOPLE:  # a place named after somebody loses its name too: better so
        return True
    opens = not before.strip() or before.rstrip().endswith((".", "?", "!", "\n", ":"))
    known = set(words) & (base.reading.vocabulary | _TITLES)
    return found[0][0].isupper() and not opens and not known
