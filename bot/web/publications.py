"""Issued public advisories for everybody: a list, a page for each with its history, Atom, CAP, the check link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot import atom, cap
from bot.checking import Became, became, told
from bot.conversation.reply import Line
from bot.dates import day
from bot.forwarding import forwardable
from bot.locales import say
from bot.render import pushed, retired
from bot.web import html
from bot.web.advisories import arrived
from bot.web.html import Saying
from bot.web.session import page_language
from bot.web.site import Site
from db import alerts
from db.alerts import Record
from knowledge.alert import Alert
from knowledge.entry import Lang


@dataclass(frozen=True)
class Item:
    """One message in a list: where it is read, what became of it, when it was issued."""

    href: str
    headline: str
    area: str
    became: str
    day: str
    in_force: bool


async def show_list(site: Site, request: Request) -> Response:
    """What is in force, then what was."""
    lang, now = page_language(request), site.desk.clock()
    async with site.desk.database.reading() as session:
        found = await alerts.published(session)
    items = [_item(record, lang, now) for record in found]
    held, over = [item for item in items if item.in_force], [item for item in items if not item.in_force]
    return _page(request, "advisories.html", lang, in_force=held, over=over)


async def show_feed(site: Site, request: Request) -> Response:
    """The same as Atom."""
    lang, now = page_language(request), site.desk.clock()
    async with site.desk.database.reading() as session:
        found = await alerts.published(session)
    entries = [_entry(record, found, lang, now) for record in found]
    return Response(atom.document(entries, lang, site.publisher, now), media_type=atom.MEDIA_TYPE)


async def show_cap(site: Site, request: Request) -> Response:
    """One message as CAP; exactly what was issued, whatever became of it."""
    record, thread = await _found(site, request)
    if record is None:
        return _unknown(request)
    earlier = [each.alert for each in thread if each.alert.number < record.alert.number]
    body = cap.document(record.alert, earlier, site.publisher, site.desk.base.pack.gazetteer)
    return Response(body, media_type=cap.MEDIA_TYPE)


async def show_one(site: Site, request: Request) -> Response:
    """One message: what became of it first, then its text, the text to forward, the thread."""
    lang, now = page_language(request), site.desk.clock()
    record, thread = await _found(site, request)
    if record is None:
        return _unknown(request)
    alert = record.alert
    holds = became(record, now) == "in_force"
    return _page(
        request,
        "advisory.html",
        lang,
        status=told(record, lang, now),
        said=_said(alert, lang, now),
        forward=forwardable(alert, lang, now, site.check_link(alert)) if holds else None,
        thread=[_item(each, lang, now) for each in thread] if len(thread) > 1 else [],
        cap=f"/advisories/{alert.identifier}.cap.xml",
    )


async def _found(site: Site, request: Request) -> tuple[Record | None, Sequence[Record]]:
    """The message of the address, and the issued messages of its thread, oldest first."""
    async with site.desk.database.reading() as session:
        record = await alerts.by_identifier(session, request.path_params["identifier"])
        if record is None or record.alert.thread is None:
            return None, ()
        whole = await alerts.history(session, record.alert.thread)
    return record, [each for each in whole if each.alert.identifier and each.alert.scope == record.alert.scope]


def _unknown(request: Request) -> Response:
    """Nothing of this number was issued here: whoever checks a forwarded text must read just that."""
    lang = page_language(request)
    return _page(request, "advisory.html", lang, 404, status=say("check.unknown", lang), said=None, thread=[])


def _said(alert: Alert, lang: Lang, now: datetime) -> Saying:
    return arrived(alert, lang, now, discreet=False)


def _item(record: Record, lang: Lang, now: datetime) -> Item:
    info, state = record.alert.info(lang), became(record, now)
    issued = day((record.alert.sent or now).date().isoformat(), lang)
    href = f"/advisories/{record.alert.identifier}"
    return Item(href, info.headline, info.area, _word(state, lang), issued, state == "in_force")


def _entry(record: Record, all_of_them: Iterable[Record], lang: Lang, now: datetime) -> atom.Entry:
    alert, state = record.alert, became(record, now)
    after = next((each.alert for each in all_of_them if _replaces(each.alert, alert)), None)
    over = state in ("replaced", "withdrawn", "ended")
    lines: Sequence[Line] = retired(alert, after, lang) if over else pushed(alert, lang, now)
    issued = alert.sent or now
    looked = alert.reviewed.at if alert.reviewed else issued
    changed = (after.sent if after else alert.expires if state == "ended" else None) or looked
    return atom.Entry(alert, _word(state, lang), lines, changed)


def _replaces(later: Alert, earlier: Alert) -> bool:
    return later.replaces is not None and later.replaces.identifier == earlier.identifier


def _word(state: Became, lang: Lang) -> str:
    return say(f"public.state.{state}", lang)


def _page(request: Request, template: str, lang: Lang, status_code: int = 200, **values: object) -> Response:
    other: Lang = "en" if lang == "fr" else "fr"
    values = {"forward": None, "cap": None, **values}
    body = html.render(
        template,
        lang=lang,
        other=other,
        path=request.url.path,
        say=lambda key: say(key, lang),
        file=html.file,
        **values,
    )
    return HTMLResponse(body, status_code)
