"""A developing notice: a text approved in daylight, with slots for a place, an hour and an end, and for nothing else."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from knowledge.alert import Alert, Category, Certainty, Info, Kind, ResponseType, Severity, Status, Urgency, canonical
from knowledge.alert_rules import NEW_ALERT, broken_rules
from knowledge.entry import LANGS, Lang, Slug, Value
from knowledge.place import Gazetteer

LONGEST = timedelta(hours=3)  # what one person said alone holds no longer without a second one
OLDEST = timedelta(hours=6)  # an hour that lies further back belongs into an advisory
SLOTS = ("place", "hour", "end")
_SLOT = re.compile(r"\{([^{}]*)\}")
_TRIED_AT = "2024-09-17T23:30:00+00:00"  # any moment does: only the length of a filled text is looked at


class Template(Value):
    """A notice before its slots are filled; `area` is written from the place."""

    name: Slug
    event_code: str
    category: Category = Category.SECURITY
    response_types: tuple[ResponseType, ...] = ()
    urgency: Urgency = Urgency.IMMEDIATE
    severity: Severity
    certainty: Certainty = Certainty.POSSIBLE
    infos: tuple[Info, ...]


@dataclass(frozen=True)
class Slots:
    """What one operator fills in: a place of the gazetteer, the hour of what happened, and the end."""

    place: str
    hour: datetime
    end: datetime


def fill(template: Template, slots: Slots, gazetteer: Gazetteer, zone: tzinfo, status: Status = Status.ACTUAL) -> Alert:
    """The alert that people will read; `zone` is that of the place.

    Raises: ValueError for a place that is not in the gazetteer.
    """
    if slots.place not in gazetteer:
        raise ValueError(f"{slots.place} is not in the gazetteer")
    return Alert(
        kind=Kind.ALERT,
        status=status,
        category=template.category,
        event_code=template.event_code,
        response_types=template.response_types,
        urgency=template.urgency,
        severity=template.severity,
        certainty=template.certainty,
        places=(slots.place,),
        expires=slots.end,
        infos=tuple(_filled(info, slots, gazetteer, zone) for info in template.infos),
    )


def slot_problems(slots: Slots, gazetteer: Gazetteer, now: datetime) -> tuple[str, ...]:
    """What is wrong with what was filled in, all at once."""
    return tuple(_slot_problems(slots, gazetteer, now))


def template_problems(template: Template, gazetteer: Gazetteer, zone: tzinfo) -> tuple[str, ...]:
    """What keeps it from ever being approved: other slots, or a rule that it would break at some place."""
    found = dict.fromkeys(_form_problems(template))
    if found:
        return tuple(found)
    now = datetime.fromisoformat(_TRIED_AT)
    for place in gazetteer.places:
        alert = fill(template, Slots(place.id, now, now + LONGEST), gazetteer, zone)
        found |= dict.fromkeys(str(broken) for broken in broken_rules(alert, gazetteer, now))
    return tuple(found)


def template_hash(template: Template) -> str:
    """SHA-256 (hex) of its canonical JSON; an approval is bound to it."""
    return hashlib.sha256(canonical(template.model_dump(mode="json")).encode()).hexdigest()


def _slot_problems(slots: Slots, gazetteer: Gazetteer, now: datetime) -> Iterator[str]:
    if slots.place not in gazetteer:
        yield f"place: {slots.place} is not in the gazetteer: use one of its ids"
    if not now - OLDEST <= slots.hour <= now:
        yield f"hour: must lie within the last {OLDEST.seconds // 3600} hours"
    if not now < slots.end <= now + LONGEST:
        yield f"end: must lie within the next {LONGEST.seconds // 3600} hours; a full advisory may hold longer"


def _form_problems(template: Template) -> Iterator[str]:
    if sorted(info.lang for info in template.infos) != sorted(LANGS):
        yield "infos: write it once in each language"
    for info in template.infos:
        if info.area or info.official or info.changed or info.mistake:
            yield f"{info.lang}: area, official, changed and mistake are not written in a template: take them out"
        for field, text in info.texts().items():
            for slot in _SLOT.findall(text):
                if slot not in SLOTS:
                    yield f"{info.lang}.{field}: {{{slot}}} is no slot: there are {{place}}, {{hour}} and {{end}}"


def _filled(info: Info, slots: Slots, gazetteer: Gazetteer, zone: tzinfo) -> Info:
    values = {
        "place": _name(slots.place, gazetteer, info.lang),
        "hour": _hour(slots.hour, info.lang, zone),
        "end": _hour(slots.end, info.lang, zone),
    }
    texts = {field: _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), text) for field, text in info.texts().items()}
    room = NEW_ALERT - len(texts["headline"])
    return info.model_copy(update={**texts, "area": _area(slots.place, gazetteer, info.lang, room)})


def _area(place: str, gazetteer: Gazetteer, lang: Lang, room: int) -> str:
    """The place and what contains it, or as much of its name as the headline leaves room for, whole words."""
    name, parent = _name(place, gazetteer, lang), gazetteer[place].parent
    whole = f"{name}, {_name(parent, gazetteer, lang)}" if parent else name
    if len(whole) <= room:
        return whole
    return name if len(name) <= room else name[: room - 1].rpartition(" ")[0].rstrip(" ,;-") + "…"


def _name(place: str, gazetteer: Gazetteer, lang: Lang) -> str:
    return gazetteer[place].name[lang]


def _hour(at: datetime, lang: Lang, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local.hour} h {local.minute:02}" if lang == "fr" else f"{local:%H:%M}"
