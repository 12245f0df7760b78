"""What an operator reads on the phone: an advisory that waits, with both texts as people will read them; how things stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import noting
from bot.conversation.reply import Button, Line, Reply, Role
from bot.locales import count, say
from bot.placing import placed
from bot.render import CLOSE, band, plain, pushed
from db.acknowledgements import Read
from db.alerts import Record
from db.overview import Audience
from knowledge.entry import Lang
from knowledge.place import Gazetteer

PREFIX = "o:"  # of the actions of an operator's buttons
SHOWN = 40  # hexadecimal digits of the content hash in a button; an action has room for 64 bytes
REASONS = ("wording", "facts", "place", "over")  # why an advisory goes back, one tap each


@dataclass(frozen=True)
class Asked:
    """An advisory that waits, and what its text does not say: who wrote it, for which team, how many it reaches."""

    record: Record
    author: str
    team: str | None
    audience: Audience


def request(asked: Asked, gazetteer: Gazetteer, lang: Lang, now: datetime) -> Reply:
    """An advisory that waits for approval: what an approver decides by, and its texts, each in one piece."""
    record, audience = asked.record, asked.audience
    told = audience.sends + audience.on_web
    lead = Line(say("phone.request", lang, alert=record.id, author=asked.author), Role.HEADING)
    about = (*_about(asked, gazetteer, lang), Line(count("phone.reaches", lang, told)), *_later(audience, lang))
    lines = [lead, *about, *_texts(record, now)]
    buttons = (_button("approve", record, lang), _button("reject", record, lang))
    return Reply(tuple(lines), lang, (buttons,))


def approved(record: Record, audience: Audience, lang: Lang) -> Reply:
    """It may be issued: one button, and how many it reaches."""
    told = audience.sends + audience.on_web
    line = Line(count("phone.approved", lang, told, alert=record.id))
    return Reply((line, *_later(audience, lang)), lang, ((_button("issue", record, lang),),))


def issued(record: Record, told: int, lang: Lang) -> Reply:
    """It is on its way, to how many."""
    return Reply((Line(count("phone.issued", lang, told, alert=record.id)),), lang)


def reasons(record: Record, lang: Lang) -> Reply:
    """Why it goes back."""
    rows = tuple((Button(say(f"phone.reason.{name}", lang), f"{PREFIX}back:{record.id}:{name}"),) for name in REASONS)
    return Reply((Line(say("phone.why", lang)),), lang, rows)


def standing(
    in_force: Sequence[Record],
    read: Mapping[int, Read],
    waiting: Sequence[Record],
    paused: str | None,
    lang: Lang,
    now: datetime,
) -> Reply:
    """What is in force and how many of its team have `read` it, what waits for a second person, whether sending is
    paused."""
    lines = [Line(say("phone.paused", lang, why=paused))] if paused else []
    for record in in_force:
        lines.append(band(record.alert, lang, now))
        lines += [Line(noting.read(read[record.id], lang), Role.QUIET)] if record.id in read else []
    lines += [] if in_force else [Line(say("phone.none_in_force", lang))]
    for record in waiting:
        headline = record.alert.info(lang).headline if record.alert.infos else ""
        lines.append(Line(say(f"phone.waits.{record.state}", lang, alert=record.id, headline=headline)))
    rows = tuple((_button("show", record, lang),) for record in waiting if record.state == "in_review")
    return Reply(tuple(lines), lang, rows)


def sentence(key: str, lang: Lang, **values: object) -> Reply:
    return Reply((Line(say(key, lang, **values)),), lang)


def _about(asked: Asked, gazetteer: Gazetteer, lang: Lang) -> Iterator[Line]:
    alert = asked.record.alert
    places = "; ".join(placed(place, gazetteer, lang) for place in alert.places if place in gazetteer)
    yield Line(say("phone.about", lang, kind=say(f"console.kind.{alert.kind.value}", lang), places=places))
    if asked.team:
        yield Line(say("phone.team", lang, team=asked.team))
    responses = ", ".join(say(f"console.response.{each.value}", lang) for each in alert.response_types)
    urgency = say(f"console.urgency.{alert.urgency.value}", lang)
    yield Line(say("phone.rated" if responses else "phone.urgency", lang, urgency=urgency, responses=responses))


def _later(audience: Audience, lang: Lang) -> list[Line]:
    return [Line(count("phone.morning", lang, audience.morning))] if audience.morning else []


def _texts(record: Record, now: datetime) -> list[Line]:
    return [Line(plain(pushed(record.alert, info.lang, now), CLOSE)) for info in record.alert.infos]


def _button(what: str, record: Record, lang: Lang) -> Button:
    action = f"{PREFIX}{what}:{record.id}:{record.content_hash[:SHOWN]}"
    return Button(say(f"phone.button.{what}", lang, alert=record.id), action)
