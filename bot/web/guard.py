"""What every answer of the web carries, and what a request must show: headers, origin, size."""

from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A message of 4,096 characters takes up to 9 bytes a character in a form (three of UTF-8, each as %XX).
LARGEST_FORM = 40 * 1024  # bytes
MOST_FIELDS = 10

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Other sites learn nothing. "no-referrer" would make browsers send "Origin: null" with our own forms,
    # and the older ones, which have no Sec-Fetch-Site, could not be told from a foreign site.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds the headers to every response; pages are never stored by a cache, files say so themselves."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = _HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class Foreign(Exception):
    """Another site sent this form."""


class BadForm(Exception):
    """The form is too large, or not one of ours."""


def from_here(headers: Headers) -> bool:
    """True unless the browser says that another site sent this.

    One that says nothing is let through: it sends our cookie to us alone (SameSite), so a foreign form
    would speak for nobody.
    """
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a posted form.

    Raises: BadForm when it is larger than any message can be, or holds more fields than ours.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise BadForm
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise BadForm from None
