"""Talks to the assistant as a channel would, turn after turn."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.conversation.message import Message, Words
from bot.conversation.reply import Line, Person, Reply, Role, Turn
from bot.conversation.respond import respond
from knowledge.base import Base
from knowledge.context import Context

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Talk:
    """One dialogue; `band` stands above every answer about a place while an advisory is in force."""

    base: Base
    person: Person = field(default_factory=Person)
    context: Context = field(default_factory=Context)
    band: str | None = None
    last: Turn | None = None

    def say(self, message: str | Message) -> Reply:
        said = Words(message) if isinstance(message, str) else message
        self.last = respond(self.base, self.person, self.context, said, NOW, self._notices)
        self.context = self.last.context
        return self.last.reply

    def _notices(self, places: object, lang: str) -> tuple[Line, ...]:
        return (Line(self.band, Role.ALERT),) if self.band else ()
