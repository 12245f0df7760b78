"""What a message wants besides an answer: a greeting, help, a subscription, a person, a refusal, another language."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.conversation import greetings
from bot.conversation.greetings import without_greeting
from bot.conversation.harm import asks_for_harm
from bot.conversation.manners import is_rude, wants_invention
from bot.conversation.missing import searches
from bot.conversation.services import LEAD, OF_OTHERS, OTHERS, SERVICES, TAIL
from bot.conversation.tongues import foreign
from knowledge.text import normalise

__all__ = ["Intent", "Name", "recognise", "without_greeting"]

Name = Literal[
    "greeting", "thanks", "goodbye", "help", "subscribe", "unsubscribe", "exercises", "language", "operator", "refusal", "about",
    "privacy", "delete", "alerts", "invention", "insult", "affirm", "deny", "missing_person", "foreign",
]  # fmt: skip


@dataclass(frozen=True)
class Intent:
    """What was recognised; `bambara` where a greeting is answered in kind."""

    name: Name
    bambara: bool = False


SHORT = 14  # words; in a longer message "stop" or "delete" is about something else
TOLD_IN = 40  # words; a search for somebody may be told at this length


def recognise(text: str) -> Intent | None:
    """The intent of a message; None where it is, or holds, a question to be answered."""
    said = normalise(text)
    if not said:
        return None
    if asks_for_harm(said):
        return Intent("refusal")
    if wants_invention(said):
        return Intent("invention")
    if is_rude(said):
        return Intent("insult")
    words = said.count(" ") + 1
    short = _small_talk(said) or _service(said) or _twice_said(text) if words <= SHORT else None
    if short:
        return short
    if words <= TOLD_IN and searches(said):
        return Intent("missing_person")
    return Intent("foreign") if foreign(said) else None


def _small_talk(said: str) -> Intent | None:
    if _NO.match(said):
        return Intent("deny")
    if greetings.thanks(said):
        return Intent("thanks")
    if _YES.match(said):
        return Intent("affirm")
    if greetings.parts(said):
        return Intent("goodbye")
    return Intent("greeting", greetings.in_bambara(said)) if greetings.greets(said) else None


def _service(said: str) -> Intent | None:
    """What is asked of the assistant itself, without the greeting before it and the politeness around it."""
    asked = said[len(greetings.opening(said)) :].strip()
    asked = TAIL.sub("", LEAD.sub("", asked)) or asked
    for name, pattern in SERVICES.items():
        if pattern.fullmatch(asked) and not (name in OF_OTHERS and OTHERS.search(said)):
            return Intent(name)
    return None


def _twice_said(text: str) -> Intent | None:
    """The same wish in two clauses: "can I talk to somebody, a real person?"; no clause may ask anything else."""
    clauses = [said for said in map(normalise, _CLAUSES.split(text)) if said]
    wish = _service(clauses[0]) if len(clauses) > 1 else None
    fits = wish and all(said.count(" ") < ADDED or _service(said) for said in clauses[1:])
    return wish if fits else None


_CLAUSES = re.compile(r"[,;.!?\n]+")
ADDED = 3  # words of a clause that only adds to the wish before it

_YES = re.compile(
    r"^(?:yes|yep|yeah|y|ok|okay|sure|oui|ouais|wi|daccord|d accord|confirm\w*|awo|delete|effacer|supprimer)(?: (?:please|svp|merci|delete|tout|everything|i am sure|je confirme))*$"
)
_NO = re.compile(
    r"^(?:no|nope|n|non|cancel|annuler|ayi|none|none of (?:these|them|those)|aucune?|aucun de ceux la|aucune de ces questions|rien de tout ca)(?: (?:thanks|merci|thank you))*$"
)
