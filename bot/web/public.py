"""The public app: the chat, advisories as they come, health and counts."""

import logging
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.cap import Publisher
from bot.dialogue import Desk
from bot.web import asking, health, html, publications, watching
from bot.web.answers import part, wants_part
from bot.web.guard import BadForm, Foreign, SecurityHeaders
from bot.web.html import sentence
from bot.web.session import Cookies, page_language
from bot.web.site import Site
from bot.web.wake import Wake

log = logging.getLogger(__name__)


def public_app(
    desk: Desk,
    wake: Wake,
    *,
    base_url: str = "http://127.0.0.1",
    sender: str = "security-desk@example.org",
    contact: str | None = None,
) -> Starlette:
    """The public web. Whoever sends rings `wake`; `base_url` is how people reach it, `sender` and `contact` are CAP's."""
    secure = base_url.startswith("https:")
    site = Site(desk, wake, Cookies(secure), Publisher(sender, contact, base_url))
    # No secret stands in a page beside what a stranger could put there, so compressing gives none away (BREACH).
    middleware = [Middleware(SecurityHeaders, secure=secure), Middleware(GZipMiddleware, minimum_size=400)]
    app = Starlette(routes=_routes(site), middleware=middleware, exception_handlers=_failures(site))
    app.state.site = site
    return app


class Files(StaticFiles):
    """Files whose address changes with their content, so that a browser asks for each once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _routes(site: Site) -> list[Route | Mount]:
    return [
        Route("/", partial(asking.show_page, site)),
        Route("/say", partial(asking.say_words, site), methods=["POST"]),
        Route("/tap", partial(asking.tap, site), methods=["POST"]),
        Route("/language", partial(asking.choose_language, site), methods=["POST"]),
        Route("/new", partial(watching.show_news, site)),
        Route("/wake", partial(watching.stream, site)),
        Route("/advisories", partial(publications.show_list, site)),
        Route("/advisories.atom", partial(publications.show_feed, site)),
        Route("/advisories/{identifier}.cap.xml", partial(publications.show_cap, site)),
        Route("/advisories/{identifier}", partial(publications.show_one, site)),
        Route("/v/{identifier}", partial(publications.show_one, site)),
        Route("/health/live", health.live),
        Route("/health/ready", partial(health.ready, site)),
        Route("/metrics", partial(health.metrics, site)),
        Mount("/static", Files(directory=html.FOLDER / "static")),
    ]


def _failures(site: Site) -> dict[Any, Any]:
    return {
        BadForm: partial(_failed, site, "web.bad_form", 413),
        Foreign: partial(_failed, site, "web.foreign", 403),
        404: partial(_failed, site, "web.not_found", 404),
        405: partial(_failed, site, "web.not_found", 405),
        500: partial(_failed, site, "web.error", 500),
    }


async def _failed(site: Site, key: str, status: int, request: Request, problem: Exception) -> Response:
    """What happened and what to do, in a sentence of the page."""
    if status == 500:
        site.counts.errors += 1
        log.error("a page failed", exc_info=problem)
    elif status in (403, 413):
        site.counts.forms_refused += 1
    lang = page_language(request)
    said = [sentence(key, lang)]
    return part(html.fragment(said), status) if wants_part(request) else HTMLResponse(html.page(lang, said, []), status)
