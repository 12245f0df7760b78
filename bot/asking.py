"""Questions from files: the `ask --jsonl` contract, answered by the same conversation as everybody's."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bot.conversation.message import Words
from bot.conversation.reply import Person, Reply
from bot.conversation.respond import respond
from knowledge.base import Base
from knowledge.context import Context
from knowledge.entry import LANGS, Lang


class BadLine(Exception):
    """A line that is not of the contract's form; the message says which and why."""


class Asker:
    """Answers questions; those of one conversation remember what was said before, in memory only."""

    def __init__(self, base: Base, now: datetime) -> None:
        self._base = base
        self._now = now
        self._contexts: dict[str, Context] = {}

    def ask(self, text: str, hint: Lang | None = None, conversation: str | None = None) -> Reply:
        """Answer one message; without a conversation it is the first of its own."""
        context = self._contexts.get(conversation, Context()) if conversation else Context()
        turn = respond(self._base, Person(hint=hint), context, Words(text), self._now, lambda places, lang: ())
        if conversation:
            self._contexts[conversation] = turn.context
        return turn.reply


def answer_lines(asker: Asker, lines: Iterable[str]) -> Iterator[str]:
    """One JSON line for each line read, in the same order.

    Raises: BadLine.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answered(asker, number, line), ensure_ascii=False)


def _answered(asker: Asker, number: int, line: str) -> dict[str, Any]:
    asked = _read(number, line)
    reply = asker.ask(asked["q"], asked.get("lang"), asked.get("conversation"))
    return {"id": asked.get("id"), **as_json(reply)}


def as_json(reply: Reply) -> dict[str, Any]:
    """The contract's fields of a reply; `intent` is null for questions and pages."""
    told: dict[str, Any] = {
        "answer": reply.text,
        "abstained": reply.abstained,
        "lang": reply.lang,
        "intent": reply.intent,
        "entries": list(reply.entries),
    }
    return told | ({"choices": list(reply.choices)} if reply.choices else {})


def _read(number: int, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError as error:
        raise BadLine(f"line {number} is not JSON: {error}") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("q"), str):
        raise BadLine(f'line {number} needs an object with "q", the question, as text')
    if asked.get("lang") not in (None, *LANGS):
        raise BadLine(f'line {number}: "lang" is "en" or "fr"')
    if not isinstance(asked.get("conversation"), str | None):
        raise BadLine(f'line {number}: "conversation" is a text')
    return asked
