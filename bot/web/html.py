"""Replies and advisories as parts of the page. Values carry plain text; the templates escape it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.conversation.reply import Button, Line, Reply, Role
from bot.locales import say
from bot.spacing import unbroken
from knowledge.entry import Lang

FOLDER = Path(__file__).parent
# The mark before the severity word, as bot.render sets it; on the page a shape in the same colour stands for it.
MARKS = {"🔴": "extreme", "🟠": "severe", "🟡": "moderate", "🔵": "minor", "⚪": "unknown"}


@dataclass(frozen=True)
class PageLine:
    """One paragraph; `href` where it may be followed."""

    text: str
    role: str
    href: str | None


@dataclass(frozen=True)
class Part:
    """Paragraphs that belong together; with a severity they stand on its ground."""

    lines: tuple[PageLine, ...]
    severity: str | None = None
    exercise: bool = False


@dataclass(frozen=True)
class Saying:
    """One message of ours.

    A pushed one has the number of the `delivery` that brought it, and of the one `seen` last, which may have
    changed it; `replaces`: it is only shown in the place of that message. `folded` is what a discreet chat sees.
    """

    parts: tuple[Part, ...]
    lang: Lang
    buttons: tuple[Button, ...] = ()
    delivery: int | None = None
    seen: int | None = None
    replaces: bool = False
    folded: str | None = None


def saying(reply: Reply) -> Saying:
    """An answer as a message of the page."""
    buttons = (replace(button, label=unbroken(button.label)) for row in reply.buttons for button in row)
    return Saying(parts(reply.lines), reply.lang, tuple(buttons))


def sentence(key: str, lang: Lang) -> Saying:
    """One of the assistant's own sentences as a message."""
    return Saying((Part((page_line(Line(say(key, lang))),)),), lang)


def parts(lines: Sequence[Line]) -> tuple[Part, ...]:
    """Advisories in force apart from the answer below them."""
    made: list[Part] = []
    for alert, group in groupby(lines, key=lambda line: line.role is Role.ALERT):
        together = list(group)
        made += map(notice_part, together) if alert else [Part(tuple(map(page_line, together)))]
    return tuple(made)


def notice_part(line: Line) -> Part:
    """A line about an advisory in force, on the ground of its severity."""
    return Part((page_line(line, without_mark(line.text)),), severity_of(line.text))


def severity_of(text: str) -> str:
    """The severity that the mark in a text stands for; unknown without one."""
    return next((name for mark, name in MARKS.items() if mark in text), "unknown")


def without_mark(text: str) -> str:
    for mark in MARKS:
        text = text.replace(f"{mark} ", "").replace(mark, "")
    return text


def page(lang: Lang, sayings: Sequence[Saying], band: Sequence[object], question: str | None = None) -> str:
    """The whole page, with the question that was just asked where the browser runs no script."""
    return render(
        "page.html", lang=lang, sayings=sayings, band=band, question=question, say=lambda key: say(key, lang), file=file
    )


def fragment(sayings: Sequence[Saying], band: Sequence[object] | None = None) -> str:
    """Only what is new; the script of the page puts it in its place."""
    return render("fragment.html", sayings=sayings, band=band)


@cache
def file(name: str) -> str:
    """The address of a static file, which changes with its content."""
    digest = hashlib.sha256((FOLDER / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def page_line(line: Line, text: str | None = None) -> PageLine:
    """A line of a reply, maybe with another text; only web addresses can be followed."""
    followable = line.role is Role.LINK and (line.url or "").startswith(("https://", "http://"))
    shown = line.text if text is None else text
    shown = shown if line.role is Role.COPIED else unbroken(shown)
    return PageLine(shown, line.role, line.url if followable else None)


def render(name: str, **values: Any) -> str:
    """A template of the web, filled in; what it says is escaped."""
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(FOLDER / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
