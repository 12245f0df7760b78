"""The page, and what a person does on it: ask, tap, choose the language."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.conversation.danger import in_danger
from bot.conversation.message import Command, Message, Tap, Words
from bot.conversation.reply import MAX_ACTION, Person, Reply
from bot.conversation.respond import respond
from bot.dialogue import converse
from bot.web import feed, html
from bot.web.answers import FORGOTTEN, PART_HEADER, part, wants_part
from bot.web.guard import Foreign, from_here, read_form
from bot.web.html import Saying, saying, sentence
from bot.web.limits import network
from bot.web.session import new_session, page_language
from bot.web.site import CHANNEL, Site
from db import chats
from knowledge.context import Context
from knowledge.entry import Lang

LABEL = 200  # characters of a button's label that are shown back
SPEAKER = "visitor"  # a browser's chat has one speaker


@dataclass(frozen=True)
class Asked:
    """A posted message: what was said and by whom; `text` is what the page shows of it."""

    message: Message
    text: str
    session_id: str
    known: bool  # has asked before
    lang: Lang


async def show_page(site: Site, request: Request) -> Response:
    """The page with a greeting and what was pushed and still holds. Nothing is stored of a mere look."""
    lang = page_language(request)
    chat = await site.chat(request)
    sayings = [_greeting(site, lang), *await feed.still_in_force(site, chat, lang)]
    response = HTMLResponse(html.page(lang, sayings, await feed.band(site, chat, lang)))
    if "lang" in request.query_params:
        site.cookies.keep_language(response, lang)
    return response


async def say_words(site: Site, request: Request) -> Response:
    """A typed question."""
    text = (await _form(request)).get("q", "").strip()
    if not text:
        return RedirectResponse("/", 303)
    return await _answer(site, request, _asked(site, request, Words(text), text))


async def tap(site: Site, request: Request) -> Response:
    """A button of the page."""
    form = await _form(request)
    message = Tap(form.get("action", "")[:MAX_ACTION])
    return await _answer(site, request, _asked(site, request, message, form.get("label", "")[:LABEL]))


async def choose_language(site: Site, request: Request) -> Response:
    """EN or FR in the header: for the page, and for the chat where there is one."""
    lang: Lang = "fr" if (await _form(request)).get("to") == "fr" else "en"
    asked = _asked(site, request, Tap(f"l:{lang}"), "")
    if asked.known and await site.chat(request) and _may(site, request, asked):
        await _converse(site, asked)
    response = RedirectResponse("/", 303)
    site.cookies.keep_language(response, lang)
    return response


async def _form(request: Request) -> dict[str, str]:
    """Raises: Foreign, BadForm."""
    if not from_here(request.headers):
        raise Foreign
    return await read_form(request)


def _asked(site: Site, request: Request, message: Message, text: str) -> Asked:
    known = site.cookies.session(request)
    return Asked(message, text, known or new_session(), known is not None, page_language(request))


async def _answer(site: Site, request: Request, asked: Asked) -> Response:
    if not _may(site, request, asked):
        site.counts.refused += 1
        return await _show(site, request, asked, sentence("web.too_many", asked.lang), 429)
    reply = await _converse(site, asked)
    return await _keep_session(site, asked, await _show(site, request, asked, saying(reply)))


def _may(site: Site, request: Request, asked: Asked) -> bool:
    """Within the limits; a sign of danger is always answered."""
    now = site.desk.clock()
    client = network(request.client.host if request.client else "")
    within = site.people.take(asked.session_id, now) if asked.known else site.newcomers.take(client, now)
    return within or _danger(asked.message)


def _danger(message: Message) -> bool:
    match message:
        case Words(text):
            return in_danger(text)
        case Tap(action):
            return action == "d:"
        case _:
            return False


async def _converse(site: Site, asked: Asked) -> Reply:
    reply = await converse(
        site.desk,
        channel=CHANNEL,
        address=asked.session_id,
        kind="private",
        speaker=SPEAKER,
        message=asked.message,
        hint=asked.lang,
    )
    site.counts.add(reply)
    return reply


async def _show(site: Site, request: Request, asked: Asked, answer: Saying, status: int = 200) -> Response:
    """The new message for the page's script; for a browser without it the question and its answer as a page.

    Not a redirect: the question is stored nowhere, so only this response can show it.
    """
    if wants_part(request):
        return part(html.fragment([answer]), status)
    band = await feed.band(site, await site.chat(request), asked.lang)
    return HTMLResponse(html.page(asked.lang, [answer], band, asked.text), status)


async def _keep_session(site: Site, asked: Asked, response: Response) -> Response:
    """The cookie lives on with each question, and ends when the person had everything deleted."""
    async with site.desk.database.reading() as session:
        still = await chats.find(session, site.desk.sealer, CHANNEL, asked.session_id)
    if still:
        site.cookies.keep_session(response, asked.session_id)
    else:
        site.cookies.forget_session(response)
        response.headers[PART_HEADER] = FORGOTTEN
    return response


def _greeting(site: Site, lang: Lang) -> Saying:
    person = Person(channel=CHANNEL, hint=lang)
    turn = respond(site.desk.base, person, Context(), Command("start"), site.desk.clock(), lambda places, lang: ())
    return saying(turn.reply)
