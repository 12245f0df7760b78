"""Advisories as parts of the page: pushed messages, and the band of what is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.reply import Line, Role
from bot.locales import say
from bot.render import pushed, reminder, retired
from bot.web.html import PageLine, Part, Saying, page_line, without_mark
from knowledge.alert import Alert
from knowledge.entry import Lang

LEAD = (Role.ALERT, Role.HEADING)  # severity, place, hour and headline


@dataclass(frozen=True)
class Notice:
    """One advisory in force, in the band: `lead` is always read, `lines` when it is opened."""

    number: int
    lead: tuple[PageLine, ...]
    lines: tuple[PageLine, ...]
    severity: str
    exercise: bool
    lang: Lang


def notice(alert: Alert, lang: Lang, now: datetime, *, discreet: bool) -> Notice:
    """An advisory in the band; a discreet chat shows what it is about only when it is opened."""
    lines = _lines(pushed(alert, lang, now))
    number = alert.id or 0
    if discreet:
        shown = PageLine(say("web.discreet", lang), Role.HEADING, None)
        return Notice(number, (shown,), lines, "unknown", False, lang)
    lead = tuple(line for line in lines if line.role in LEAD)
    rest = tuple(line for line in lines if line.role not in LEAD)
    return Notice(number, lead, rest, severity_of(alert), alert.exercise, lang)


def arrived(alert: Alert, lang: Lang, now: datetime, *, discreet: bool) -> Saying:
    """A pushed advisory as a message."""
    severity = severity_of(alert) if alert.alarms else "unknown"
    return _saying(alert, severity, pushed(alert, lang, now), lang, discreet=discreet)


def late(alert: Alert, promised: datetime, lang: Lang, *, discreet: bool) -> Saying:
    """What its readers are told when the promised word has not come."""
    return _saying(alert, "unknown", reminder(alert, promised, lang), lang, discreet=discreet)


def overtaken(alert: Alert, successor: Alert | None, lang: Lang, *, discreet: bool) -> Saying:
    """What takes its place once it is replaced, ended, cancelled or expired."""
    return _saying(alert, "unknown", retired(alert, successor, lang), lang, discreet=discreet)


def severity_of(alert: Alert) -> str:
    """The severity as the stylesheet names it; what ends an event has none any more."""
    return "unknown" if alert.kind.ends else alert.severity.value.lower()


def _saying(alert: Alert, severity: str, lines: Sequence[Line], lang: Lang, *, discreet: bool) -> Saying:
    folded = say("web.discreet", lang) if discreet else None
    return Saying((Part(_lines(lines), severity, alert.exercise),), lang, folded=folded)


def _lines(lines: Sequence[Line]) -> tuple[PageLine, ...]:
    return tuple(page_line(line, without_mark(line.text)) for line in lines)
