"""What a request must show before a page of the console does anything: a log-in, our own origin, the form's token."""

from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.console.forms import Form, read_form
from bot.web.console.site import AT, Console
from bot.web.console.visit import Visit, keep_token, note_seen, visit_of

Endpoint = Callable[[Request], Awaitable[Response]]
Page = Callable[[Console, Visit], Awaitable[Response]]
Action = Callable[[Console, Visit, Form], Awaitable[Response]]
Over = Callable[[Console, Visit, Form], Awaitable[Response | None]]


class Forged(Exception):
    """The form was not sent by a page of ours, or by one of a log-in that ended."""


def page(console: Console, show: Page, *, counts: bool = True) -> Endpoint:
    """A page for operators; what a page fetches by itself (`counts` False) is no sign that anybody is there."""
    return partial(_page, console, show, counts)


def action(console: Console, do: Action, *, when_over: Over | None = None, counts: bool = True) -> Endpoint:
    """Something that an operator does; `when_over` saves what came from a log-in that is over.

    It may answer by itself, where somebody is still typing and the page must stay.
    """
    return partial(_action, console, do, when_over, counts)


async def _page(console: Console, show: Page, counts: bool, request: Request) -> Response:
    visit = await visit_of(console, request)
    if visit is None or visit.log_in.over:
        return log_in_first(request)
    if counts:
        await note_seen(console, visit)
    return _renewed(console, visit, await show(console, visit))


async def _action(console: Console, do: Action, when_over: Over | None, counts: bool, request: Request) -> Response:
    require_own_origin(request)
    form = await read_form(request)
    visit = await visit_of(console, request)
    if visit is None:
        return log_in_first(request)
    if not visit.carries_token(form.one("token")):
        raise Forged
    if visit.log_in.over:
        answer = await when_over(console, visit, form) if when_over else None
        return answer or log_in_first(request)
    if counts:
        await note_seen(console, visit)
    return _renewed(console, visit, await do(console, visit, form))


def _renewed(console: Console, visit: Visit, response: Response) -> Response:
    """With the token that a browser never received, where it still sends the one before."""
    if visit.renewed and "set-cookie" not in response.headers:
        keep_token(console, response, visit.token)
    return response


def require_own_origin(request: Request) -> None:
    """A browser says where a form comes from; one that does not is not let in.

    Raises: Forged.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        ours = site == "same-origin"
    else:
        ours = origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    if not ours:
        raise Forged


def log_in_first(request: Request) -> Response:
    """To the log-in, and from there back to the page."""
    target = log_in_link(request)
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)


def log_in_link(request: Request) -> str:
    """The log-in, and from there back to the page."""
    return f"{AT}/login?next={quote(_where(request))}"


def came_from(request: Request) -> str:
    """The page of ours whose form this was; the first page where the browser does not say."""
    return own_address(request.headers.get("referer", ""))


def own_address(url: str) -> str:
    """Path and query where they are the console's, else its first page: nobody is sent to another site."""
    try:
        asked = urlsplit(url)
    except ValueError:
        return f"{AT}/"
    path, query = asked.path, asked.query
    ours = path.startswith(f"{AT}/") and "//" not in path and "\\" not in path and f"{path}{query}".isprintable()
    if not ours:
        return f"{AT}/"
    return f"{path}?{query}" if query else path


def _where(request: Request) -> str:
    """The page that somebody has before them, of which a script may have fetched only a part."""
    if request.headers.get("hx-request"):
        return own_address(request.headers.get("hx-current-url", ""))
    return own_address(str(request.url)) if request.method == "GET" else came_from(request)
