"""Who asks for a page of the console: the log-in behind the cookie, and the token that its forms must carry."""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bot.web.console.site import Console
from db import operators, sessions
from db.operators import Operator
from db.sessions import LogIn
from knowledge.entry import Lang

LARGEST_ID = 2**63
LOST: Final = timedelta(minutes=2)  # for so long the token before the last is taken: a reply can get lost
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits


@dataclass(frozen=True)
class Visit:
    """A request of a logged-in operator."""

    request: Request
    operator: Operator
    log_in: LogIn
    form_token: str  # what our own forms carry and another site cannot know
    token: str  # of the cookie, as it must be now
    renewed: bool  # the browser sent the one before

    @property
    def lang(self) -> Lang:
        return self.operator.language

    @property
    def number(self) -> int:
        """What the page's address is about."""
        return int(self.request.path_params["number"])

    def carries_token(self, sent: str) -> bool:
        return hmac.compare_digest(self.form_token, sent)


def whole_number(text: str, most: int = 1_000_000) -> int:
    """What stands in an address, such as where a list goes on; 0 where it is no number."""
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def cookie_name(console: Console) -> str:
    return "__Host-operator" if console.secure else "operator"


def token_of(console: Console, request: Request) -> str | None:
    """The token that the browser sent, whether it is worth something or not."""
    value = request.cookies.get(cookie_name(console), "")
    return value if _TOKEN.fullmatch(value) else None


async def visit_of(console: Console, request: Request) -> Visit | None:
    """The operator whose browser this is; one whose log-in is over is given, too: `log_in.over` says so."""
    token = token_of(console, request)
    if token is None:
        return None
    async with console.desk.database.reading() as session:
        log_in, renewed = await sessions.find(session, token, console.now()), False
        if log_in is None:
            token, renewed = next_token(console, token), True
            log_in = await sessions.find(session, token, console.now(), proved_since=console.now() - LOST)
        if log_in is None:
            return None
        operator = await operators.get(session, log_in.operator_id)
    if operator.demo and not console.demo:
        return None
    # Of the log-in and not of its token, which changes at each approval while other pages stay open.
    form_token = console.desk.sealer.lookup_key("form", f"{log_in.id}:{log_in.started_at.isoformat()}").hex()
    return Visit(request, operator, log_in, form_token, token, renewed)


def next_token(console: Console, token: str) -> str:
    """The token after this one, which nobody can tell without our key.

    Only the hash of a token is kept: whoever did not receive the new one with a reply that got lost is given it again.
    """
    key = console.desk.sealer.lookup_key("log-in token", token)
    return urlsafe_b64encode(key).rstrip(b"=").decode()


async def note_seen(console: Console, visit: Visit) -> None:
    """Idleness is counted from now on; written once a minute at most."""
    now = console.now()
    if now - visit.log_in.seen_at < sessions.NOTED:
        return
    async with console.desk.database.unit_of_work() as session:
        await sessions.seen(session, visit.log_in, now)


def keep_token(console: Console, response: Response, token: str) -> None:
    """Strict: no other site's link or form arrives logged in."""
    _set(console, response, token, None)


def forget_token(console: Console, response: Response) -> None:
    _set(console, response, "", 0)


def _set(console: Console, response: Response, value: str, lasts: int | None) -> None:
    response.set_cookie(
        cookie_name(console), value, max_age=lasts, httponly=True, samesite="strict", secure=console.secure, path="/"
    )
