"""Issued public advisories as an Atom feed (RFC 4287), newest first, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot import cap
from bot.cap import Publisher
from bot.conversation.reply import Line
from bot.locales import say
from bot.render import CLOSE, plain
from knowledge.alert import Alert
from knowledge.entry import Lang

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Entry:
    """One message: what became of it in a word, the lines to read, and when either last changed."""

    alert: Alert
    became: str
    lines: Sequence[Line]
    updated: datetime


def document(entries: Sequence[Entry], lang: Lang, publisher: Publisher, now: datetime) -> bytes:
    """The feed as XML; an empty one says since when it is empty: now."""
    feed = Element("feed", {"xmlns": NAMESPACE, "{http://www.w3.org/XML/1998/namespace}lang": lang})
    address = f"{publisher.base_url}/advisories"
    _put(feed, "id", address)
    _put(feed, "title", say("public.feed", lang))
    _put(feed, "updated", _instant(max((entry.updated for entry in entries), default=now)))
    _link(feed, "self", f"{address}.atom?lang={lang}", MEDIA_TYPE)
    _link(feed, "alternate", f"{address}?lang={lang}", "text/html")
    _put(SubElement(feed, "author"), "name", publisher.sender)
    for entry in entries:
        _put_entry(SubElement(feed, "entry"), entry, lang, publisher)
    indent(feed)
    return bytes(tostring(feed, encoding="UTF-8", xml_declaration=True))


def _put_entry(element: Element, entry: Entry, lang: Lang, publisher: Publisher) -> None:
    alert, info = entry.alert, entry.alert.info(lang)
    page = publisher.page(alert.identifier or "")
    _put(element, "id", page)
    _put(element, "title", f"{entry.became} · {info.area} · {info.headline}")
    _put(element, "updated", _instant(entry.updated))
    _put(element, "published", _instant(alert.sent or entry.updated))
    _link(element, "alternate", f"{page}?lang={lang}", "text/html")
    _link(element, "alternate", f"{page}.cap.xml", cap.MEDIA_TYPE)
    SubElement(element, "category", term=alert.severity.value, scheme=cap.NAMESPACE)
    _put(element, "content", plain(entry.lines, CLOSE))


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = cap.clean(text)


def _link(parent: Element, rel: str, href: str, kind: str) -> None:
    SubElement(parent, "link", rel=rel, href=href, type=kind)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
