"""Who is asking: a random number in a cookie, made when the person first does something."""

import re
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from knowledge.entry import Lang

LASTS = 90 * 24 * 3600  # s since the last question; as long, a page that comes back is still subscribed
_SESSION = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits


@dataclass(frozen=True)
class Cookies:
    """How cookies are set; `secure` where people reach the page over https."""

    secure: bool

    @property
    def name(self) -> str:
        return "__Host-chat" if self.secure else "chat"

    def session(self, request: Request) -> str | None:
        """The session of a page that asked something before."""
        value = request.cookies.get(self.name, "")
        return value if _SESSION.fullmatch(value) else None

    def keep_session(self, response: Response, session: str) -> None:
        self._set(response, self.name, session)

    def forget_session(self, response: Response) -> None:
        self._set(response, self.name, "", lasts=0)

    def keep_language(self, response: Response, lang: Lang) -> None:
        """The language of the page, which says nothing about the person."""
        self._set(response, "lang", lang)

    def _set(self, response: Response, name: str, value: str, lasts: int = LASTS) -> None:
        # Lax: with Strict, who follows a link from a message would come without the conversation.
        response.set_cookie(name, value, max_age=lasts, httponly=True, samesite="lax", secure=self.secure)


def new_session() -> str:
    return secrets.token_urlsafe(32)


def page_language(request: Request) -> Lang:
    """The language of the page: of the link, chosen before, the browser's, else English."""
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wanted in ("en", "fr"):
            return "fr" if wanted == "fr" else "en"
    return browser_language(request.headers.get("accept-language", ""))


def browser_language(accepted: str) -> Lang:
    """The better liked of our languages in an Accept-Language header."""
    liked: dict[str, float] = {}
    for item in accepted[:500].split(","):
        name, _, quality = item.strip().partition(";q=")
        language = name.split("-")[0].lower()
        liked[language] = max(liked.get(language, 0.0), _quality(quality))
    return "fr" if liked.get("fr", 0.0) > liked.get("en", 0.0) else "en"


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
