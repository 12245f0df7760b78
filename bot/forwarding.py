"""The text that a reader passes on: an advisory in at most 600 plain characters, its hour and its end in it."""

from datetime import datetime

from bot.conversation.reply import Line, Role
from bot.render import CLOSE, plain, pushed
from knowledge.alert import Alert
from knowledge.entry import Lang

LIMIT = 600  # characters; more is cut by messengers, or not read
_SHORTEST = 60  # characters that the first piece of advice keeps


def forwardable(alert: Alert, lang: Lang, now: datetime, check_url: str | None) -> str:
    """The advisory as it was pushed, shortened from the end of its body; how it opens and until when it holds stay.

    `check_url` tells whoever gets it whether it still holds.
    """
    lines = pushed(alert, lang, now, check_url=check_url)
    while len(plain(lines, CLOSE)) > LIMIT:
        body = [at for at, line in enumerate(lines) if line.role is Role.BODY]
        if len(body) > 1:
            del lines[body[-1]]
        else:
            return plain(_cut(lines), CLOSE)
    return plain(lines, CLOSE)


def _cut(lines: list[Line]) -> list[Line]:
    """What is left of the body, then the sources at the end of the foot, lose what is too much."""
    for role, kept in ((Role.BODY, _SHORTEST), (Role.QUIET, _SHORTEST)):
        too_much = len(plain(lines, CLOSE)) - LIMIT
        lines = [_shorter(line, too_much, kept) if line.role is role and too_much > 0 else line for line in lines]
    return lines


def _shorter(line: Line, by: int, kept: int) -> Line:
    """Without its last words, and at least `kept` characters long."""
    room = max(kept, len(line.text) - by - 2)
    if room >= len(line.text):
        return line
    return Line(line.text[:room].rpartition(" ")[0].rstrip(" ,;:.") + " …", line.role, line.url)
