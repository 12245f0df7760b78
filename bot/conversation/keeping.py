"""A question without an answer is kept only where the person says so: sent again by them, names masked."""

import re
from dataclasses import replace

from bot.conversation.answering import Asking
from bot.conversation.message import Message, Words
from bot.conversation.pages import page
from bot.conversation.reply import Button, CountUnanswered, LeaveQuestion, Line, Turn
from bot.locales import say
from knowledge.base import Base
from knowledge.entry import LANGS
from knowledge.mend import contains, proper_words
from knowledge.names import PEOPLE
from knowledge.text import CUT, tokens

KEEPING = ("telegram", "web")  # channels with a desk behind them; a terminal keeps nothing
ASKED = "keep"  # what is pending while the question is awaited
MASK = "…"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES = frozenset(["mr", "mrs", "ms", "dr", "mme", "mlle", "monsieur", "madame", "colonel", "capitaine", "captain"])
_TITLED = re.compile(rf"(?i)\b(?:{'|'.join(sorted(_TITLES))})\.?\s+$")
_INTRODUCED = re.compile(
    r"(?i)\b(?:my name is|the name is|i am called|named|called|je m['’ ]?appelle|il s['’ ]?appelle|elle s['’ ]?appelle|"
    r"mon nom est|son nom est|nommée?)\s+(?:\w+\s+)?$"
)
_KIN = re.compile(
    r"(?i)\b(?:brother|sister|father|mother|husband|wife|son|daughter|uncle|aunt|cousin|friend|colleague|"
    r"fr[eè]re|s(?:oe|œ)ur|p[eè]re|m[eè]re|mari|femme|fils|fille|oncle|tante|cousine?|amie?|coll[eè]gue)\s+(?:\w+\s+)?$"
)


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
    return _WORD.sub(lambda found: MASK if _is_name(base, text, found) else found[0], text)


def _is_name(base: Base, text: str, found: re.Match[str]) -> bool:
    """Behind what announces a name, a common name of the region, or a strange word where names stand.

    In doubt it is one: a question without a word can still be read, a name that was kept cannot be taken back.
    """
    before, words = text[: found.start()], tokens(found[0])
    if _TITLED.search(before) or _INTRODUCED.search(before):
        return True
    if not words or base.pack.gazetteer.mentions(words):
        return False
    if words[0] in PEOPLE:  # a place named after somebody loses its name too: better so
        return True
    if set(words) & (base.reading.vocabulary | _TITLES):
        return False
    opens = not before.strip() or before.rstrip().endswith((".", "?", "!", "\n", ":"))
    # A capital says something only where not everything is one; else, only what no language knows is a name.
    if found[0][0].isupper() and not opens and not text.isupper():
        return True
    return (found[0][0].isupper() or _KIN.search(before) is not None) and not any(map(_is_a_word, words))


def _is_a_word(word: str) -> bool:
    return any(contains(proper_words(lang), word) for lang in LANGS)
