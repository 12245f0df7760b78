"""An issued alert as a CAP 1.2 document (OASIS, urn:oasis:names:tc:emergency:cap:1.2), for other systems to read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.locales import say
from knowledge.alert import Alert, Info, Kind
from knowledge.place import Gazetteer, PlaceKind

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
EVENT_CODES = "OET:v1.2"  # OASIS Event Terms
MEDIA_TYPE = "application/cap+xml"
# A circle is drawn around a quarter or what contains it, never around a barracks, a base or a school.
_NEVER_DRAWN = frozenset({PlaceKind.SITE, PlaceKind.LANDMARK})
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Publisher:
    """Who publishes: CAP's sender, a contact for readers, and where a message's page is."""

    sender: str
    contact: str | None
    base_url: str

    def page(self, identifier: str) -> str:
        return f"{self.base_url}/advisories/{identifier}"


def document(alert: Alert, earlier: Iterable[Alert], publisher: Publisher, gazetteer: Gazetteer) -> bytes:
    """The alert as XML; `earlier` are the messages of its thread before it, of which it names the unexpired ones.

    Raises: ValueError where the alert was never issued.
    """
    if not alert.identifier or not alert.sent:
        raise ValueError("only an issued alert has a CAP document")
    root = Element("alert", xmlns=NAMESPACE)
    _put(root, _head(alert, earlier, publisher))
    for info in alert.infos:
        _put_info(SubElement(root, "info"), alert, info, publisher, gazetteer)
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))


def _head(alert: Alert, earlier: Iterable[Alert], publisher: Publisher) -> Iterator[tuple[str, str | None]]:
    sent = alert.sent or alert.expires
    yield "identifier", alert.identifier
    yield "sender", publisher.sender
    yield "sent", instant(sent)
    yield "status", alert.status.value
    yield "msgType", alert.kind.msg_type
    yield "scope", "Public"
    yield "note", say("alert.exercise", "en") if alert.exercise else None
    yield "references", " ".join(_references(alert, earlier, publisher.sender, sent)) or None
    yield "incidents", str(alert.thread) if alert.thread else None


def _references(alert: Alert, earlier: Iterable[Alert], sender: str, now: datetime) -> Iterator[str]:
    """Every earlier message that had not expired, and in any case the one that is replaced."""
    replaced = alert.replaces.identifier if alert.replaces else None
    for before in earlier:
        if before.identifier and before.sent and (before.expires > now or before.identifier == replaced):
            yield f"{sender},{before.identifier},{instant(before.sent)}"


def _put_info(element: Element, alert: Alert, info: Info, publisher: Publisher, gazetteer: Gazetteer) -> None:
    _put(element, [("language", info.lang), ("category", alert.category.value), ("event", info.event)])
    _put(element, [("responseType", response.value) for response in alert.response_types])
    _put(element, [(name, getattr(alert, name).value) for name in ("urgency", "severity", "certainty")])
    _pair(element, "eventCode", EVENT_CODES, alert.event_code)
    _put(element, _texts(alert, info, publisher))
    if alert.next_update:
        _pair(element, "parameter", "nextUpdate", instant(alert.next_update))
    _pair(element, "parameter", "sources", info.sources)
    _put_area(SubElement(element, "area"), alert, info, gazetteer)


def _texts(alert: Alert, info: Info, publisher: Publisher) -> Iterator[tuple[str, str | None]]:
    yield "effective", instant(alert.sent or alert.expires)
    yield "onset", instant(alert.onset) if alert.onset else None
    yield "expires", instant(alert.expires)
    yield "senderName", info.sender_name
    yield "headline", info.headline
    yield "description", "\n".join(_description(alert, info)) or None
    yield "instruction", info.action or None
    yield "web", publisher.page(alert.identifier or "")
    yield "contact", publisher.contact


def _description(alert: Alert, info: Info) -> Iterator[str]:
    if info.mistake:
        yield say("alert.correction", info.lang, wrong=info.mistake.wrong, right=info.mistake.right)
    if info.changed:
        yield say("alert.changed", info.lang, text=info.changed)
    if info.happened:
        yield say("alert.happened", info.lang, text=info.happened)
    if info.official:
        yield say("alert.official", info.lang, who=info.official.who, says=info.official.says)
    if info.not_known:
        yield say("alert.not_known", info.lang, text=info.not_known)
    if alert.kind in (Kind.ALL_CLEAR, Kind.CANCEL):
        yield say("alert.not_safe", info.lang)


def _put_area(element: Element, alert: Alert, info: Info, gazetteer: Gazetteer) -> None:
    _put(element, [("areaDesc", info.area), *(("circle", circle) for circle in _circles(alert, gazetteer))])
    for place in sorted(alert.places):
        _pair(element, "geocode", "place", place)


def _circles(alert: Alert, gazetteer: Gazetteer) -> list[str]:
    """Each as "latitude,longitude radius" in degrees and km, as coarse as the gazetteer's points."""
    found: dict[str, None] = {}
    for place_id in sorted(alert.places):
        around = (gazetteer[each] for each in (place_id, *gazetteer.ancestors(place_id)) if each in gazetteer)
        place = next((each for each in around if each.point and each.kind not in _NEVER_DRAWN), None)
        if place and place.point:
            found[f"{place.point.lat},{place.point.lon} {place.point.uncertainty_km}"] = None
    return list(found)


def _put(element: Element, values: Iterable[tuple[str, str | None]]) -> None:
    """Children in the order given, which the schema fixes; what is empty is left out."""
    for name, text in values:
        if text:
            SubElement(element, name).text = clean(text)


def _pair(element: Element, name: str, key: str, value: str) -> None:
    if value:
        _put(SubElement(element, name), [("valueName", key), ("value", value)])


def clean(text: str) -> str:
    """Without the characters that XML has no way to write."""
    return _NOT_IN_XML.sub("", text)


def instant(at: datetime) -> str:
    """A moment as CAP spells it: UTC is -00:00, never Z, and seconds have no fractions."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"
