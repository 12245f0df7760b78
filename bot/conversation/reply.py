"""What the assistant answers: plain text with roles, buttons, and what is to be done besides. No markup."""

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.alert import Severity
from knowledge.context import Context
from knowledge.entry import Lang

MAX_ACTION = 64  # bytes; Telegram's limit for callback data, kept on every channel


class Role(StrEnum):
    """How a line is to be set; a channel that cannot, shows it plainly."""

    BODY = "body"
    HEADING = "heading"  # three or four words above an answer
    QUIET = "quiet"  # how sure, as of when, according to whom
    ALERT = "alert"  # an advisory in force, above everything else
    LINK = "link"  # text is followed by its address
    COPIED = "copied"  # to be passed on as it is: a space that does not break makes an SMS longer


@dataclass(frozen=True)
class Line:
    """One paragraph of plain text; `url` only with the role LINK."""

    text: str
    role: Role = Role.BODY
    url: str | None = None


@dataclass(frozen=True)
class Button:
    """A tap that says something: `label` is what is read, `action` what comes back, <= MAX_ACTION bytes.

    Every button has a typed equivalent: typing the label, or its number, does the same.
    """

    label: str
    action: str


@dataclass(frozen=True)
class Subscribe:
    """Follow a place from a severity on, at once or once a day."""

    place: str
    least: Severity
    daily: bool = False


@dataclass(frozen=True)
class Unsubscribe:
    """End one subscription, or all where `place` is None."""

    place: str | None = None


@dataclass(frozen=True)
class TakePart:
    """Receive the messages of exercises, set anywhere within this place; None: no longer."""

    place: str | None


@dataclass(frozen=True)
class ChooseLanguage:
    """The person chose a language; it outranks every guess."""

    lang: Lang


@dataclass(frozen=True)
class SetDiscreet:
    """Pushed messages show nothing on a lock screen until opened."""

    on: bool


@dataclass(frozen=True)
class DeleteMe:
    """Forget this chat: subscriptions, context, address."""


@dataclass(frozen=True)
class CountUnanswered:
    """Count one more question without an answer, by topic near it; its text is not kept."""

    topic: str


@dataclass(frozen=True)
class LeaveQuestion:
    """Keep a question for the curators: the person agreed; names in it are masked already."""

    text: str
    lang: Lang


Effect = Subscribe | Unsubscribe | TakePart | ChooseLanguage | SetDiscreet | DeleteMe | CountUnanswered | LeaveQuestion


@dataclass(frozen=True)
class Reply:
    """One message to one person. `buttons` are rows. `entries` are the ids shown, in order."""

    lines: tuple[Line, ...]
    lang: Lang
    buttons: tuple[tuple[Button, ...], ...] = ()
    entries: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    intent: str | None = None
    abstained: bool = False
    danger: bool = False

    @property
    def text(self) -> str:
        """The plain text that a person would read."""
        return "".join(_spaced(line) for line in self.lines).strip()


def _spaced(line: Line) -> str:
    """A line with what stands before it: what says how sure it is follows on the next line, all else after a gap."""
    gap = "\n" if line.role is Role.QUIET else "\n\n"
    return f"{gap}{line.text} {line.url}" if line.url else f"{gap}{line.text}"


@dataclass(frozen=True)
class Turn:
    """An answer, what to remember of it, and what is to be done in the same unit of work."""

    reply: Reply
    context: Context
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Following:
    """One subscription of the person."""

    place: str
    least: Severity
    daily: bool = False


@dataclass(frozen=True)
class Person:
    """What a channel knows of who is asking."""

    channel: str = "terminal"  # telegram | web | terminal
    chosen: Lang | None = None
    recognised: Lang | None = None  # the language last recognised in three words or more
    hint: Lang | None = None  # the phone's or browser's setting
    group: bool = False
    may_subscribe: bool = True  # in a group only its administrators
    following: tuple[Following, ...] = field(default=())
    exercises: bool = False  # takes part in them
    discreet: bool = False
