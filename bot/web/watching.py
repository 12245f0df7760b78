"""What an open page waits for: a ring, then what is new."""

from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web import feed, html
from bot.web.answers import part
from bot.web.session import page_language
from bot.web.site import Site

HEARTBEAT = 20  # s; networks forget a connection that was silent for 30 and more
MOST_PAGES = 2000  # open streams in one process; a page that comes later looks once a minute instead
RETRY = 3000  # ms until a page whose stream broke comes back


async def show_news(site: Site, request: Request) -> Response:
    """What was pushed after a delivery's number, what became of those before it, and what is in force."""
    lang, chat = page_language(request), await site.chat(request)
    if chat is None:
        return part(html.fragment([], await feed.band(site, None, lang)))
    if not site.looks.take(chat.id, site.desk.clock()):
        return PlainTextResponse("", 429)
    after = request.query_params.get("after", "")
    news = await feed.news(site, chat, int(after[:18]) if after.isdecimal() else 0, lang)
    return part(html.fragment(news, await feed.band(site, chat, lang)))


async def stream(site: Site, request: Request) -> Response:
    """Server-sent events that only say that there is something to fetch."""
    if len(site.wake) >= MOST_PAGES:
        return PlainTextResponse("", 503)
    chat = await site.chat(request)
    return EventSourceResponse(_events(site, chat.id if chat else None), ping=HEARTBEAT)


async def _events(site: Site, chat_id: int | None) -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(comment="", retry=RETRY)  # at once: some proxies hold a stream back until its first bytes
    async for _ in site.wake.rings(chat_id):
        yield ServerSentEvent(data="new")
