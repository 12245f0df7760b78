"""A page of the console as HTML: one environment, in which every value is escaped and no character hides."""

import re
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from bot.locales import count, say
from bot.spacing import unbroken
from bot.web import html
from bot.web.console import recorded, telling, words
from bot.web.console.site import AT, Console
from bot.web.console.visit import Visit
from knowledge.entry import Lang

# Marks that turn the direction of what follows, and widths of nothing: a text could read otherwise than it is.
WORDS = SimpleNamespace(
    **{name: value for module in (words, telling, recorded) for name, value in vars(module).items()}
)
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def visible(value: object) -> object:
    """The text with what hides in it written out; French spaces that do not break stay."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)


def show(console: Console, visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page, or a part of one, for a logged-in operator."""
    shared = {"console": console, "operator": visit.operator, "token": visit.form_token, "now": console.now()}
    path = visit.request.url.path
    return HTMLResponse(render(template, visit.lang, path=path, **{**shared, **values}), status)


def plain(console: Console, lang: Lang, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for whoever is not logged in."""
    shared = {"console": console, "operator": None, "path": "", "token": ""}
    return HTMLResponse(render(template, lang, **{**shared, **values}), status)


def render(template: str, lang: Lang, **values: Any) -> str:
    shared = {
        "at": AT,
        "lang": lang,
        "asset": asset,
        "w": WORDS,
        "say": partial(_say, lang),
        "count": partial(_count, lang),
    }
    return _environment().get_template(f"console/{template}").render(**{**shared, **values})


def compiled() -> None:
    """Compile every template, so that nobody waits for it at 03:00: a third of a second in all, once."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def asset(name: str) -> str:
    """The address of a static file on the console's own host."""
    return AT + html.file(name)


def _say(lang: Lang, key: str, **values: Any) -> str:
    return unbroken(say(key, lang, **values))


def _count(lang: Lang, key: str, n: int, **values: Any) -> str:
    return unbroken(count(key, lang, n, **{"n": words.number(n, lang), **values}))


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(html.FOLDER / "templates")
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
