"""An advisory as people will read it, by the renderer that sends it: in both languages, on Telegram and on the web."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.reply import Line
from bot.render import CLOSE, plain, pushed
from bot.spacing import unbroken
from bot.web.advisories import arrived, severity_of
from bot.web.console.telling import broken
from bot.web.html import Saying
from knowledge.alert import Alert
from knowledge.alert_rules import better, broken_rules
from knowledge.entry import LANGS, Lang
from knowledge.place import Gazetteer

LOCKED = 160  # characters that a lock screen or a first SMS shows


@dataclass(frozen=True)
class Seen:
    """One language: Telegram's message, the web's, and what a lock screen shows of it."""

    lang: Lang
    lines: tuple[Line, ...]
    web: Saying
    first: str
    length: int
    severity: str


@dataclass(frozen=True)
class Look:
    """What people would read, what must be mended before it can go out, and what would make it better."""

    seen: tuple[Seen, ...] = ()
    missing: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


def look(alert: Alert, places: Gazetteer, now: datetime, lang: Lang) -> Look:
    """An advisory as it would be put before its approver."""
    missing = tuple(broken(each.at, each.what, lang) for each in broken_rules(alert, places, now))
    return Look(tuple(previews(alert, now)), missing, tuple(broken(each.at, each.what, lang) for each in better(alert)))


def previews(alert: Alert, now: datetime) -> list[Seen]:
    """Every language that has a text, or that readers are told is still to come."""
    return [_seen(alert, lang, now) for lang in LANGS] if alert.infos else []


def _seen(alert: Alert, lang: Lang, now: datetime) -> Seen:
    lines = pushed(alert, lang, now)
    text = plain(lines, CLOSE)
    web = arrived(alert, lang, now, discreet=False)
    shown = tuple(replace(line, text=unbroken(line.text)) for line in lines)
    return Seen(lang, shown, web, text[:LOCKED], len(text), severity_of(alert))
