"""An advisory as a form, and a form as an advisory; what cannot be one is told by field, all at once."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from bot.locales import say
from bot.render import BAMAKO
from bot.web.console.forms import Form, moment
from bot.web.console.words import field_word, place
from knowledge.alert import Alert, Kind, ResponseType, Scope, Status
from knowledge.entry import LANGS, Lang
from knowledge.place import Gazetteer

TEXTS = ("event", "area", "headline", "action", "happened", "not_known", "changed", "sender_name", "sources")
PAIRS = ("official.who", "official.says", "mistake.wrong", "mistake.right")
_WHOLE = ("severity", "urgency", "certainty", "event_code", "severity_unknown_because")
_UNKNOWN = {"severity": "Unknown", "urgency": "Unknown", "certainty": "Unknown"}
_MOMENTS = ("expires", "next_update")
_HOURS = re.compile(r"\d{1,2}")
FIRST_HOURS = 6  # a new advisory ends so much later unless somebody says otherwise
EVENT = "OET-193"  # OASIS event terms: terrorist incident
Fields = dict[str, list[str]]


class NotYet(Exception):
    """The form is no advisory yet; `problems` are sentences for the operator."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def empty(lang: Lang, organisation: str) -> Fields:
    """A new advisory's form."""
    fields: Fields = {"event_code": [EVENT], "expires_in": [str(FIRST_HOURS)]}
    fields |= {name: [value] for name, value in _UNKNOWN.items()}  # nothing is grave, or sure, by default
    for each in LANGS:
        fields[f"{each}.sender_name"] = [say("console.sender", each, organisation=organisation)]
    return fields


def fields_of(alert: Alert) -> Fields:
    """The form of an advisory that is there."""
    fields: Fields = {name: [str(getattr(alert, name) or "")] for name in _WHOLE}
    fields |= {"places": list(alert.places), "response_types": [each.value for each in alert.response_types]}
    fields |= {f"{name}_at": [_local(getattr(alert, name))] for name in _MOMENTS}
    fields["exercise"] = ["yes"] if alert.exercise else []
    fields["team"] = [str(alert.team or "")]
    fields["untranslated"] = [alert.untranslated or ""]
    for info in alert.infos:
        for name in TEXTS:
            fields[f"{info.lang}.{name}"] = [str(getattr(info, name) or "")]
        for name, text in info.texts().items():
            fields[f"{info.lang}.{name}"] = [text]
    return fields


def following(alert: Alert, kind: Kind, now: datetime) -> Fields:
    """The form of a message that follows one: its text, ready to be changed, and room for what changed."""
    fields = fields_of(alert)
    for lang in LANGS:
        for name in ("changed", "mistake.wrong", "mistake.right"):
            fields.pop(f"{lang}.{name}", None)
        if kind is Kind.ALL_CLEAR or (kind is Kind.UPDATE and alert.kind.ends):
            for name in ("headline", "action", "happened", "not_known"):
                fields.pop(f"{lang}.{name}", None)
    if kind is Kind.UPDATE or alert.expires <= now:
        fields["expires_in"] = [str(FIRST_HOURS)]
    if kind in (Kind.UPDATE, Kind.ALL_CLEAR) or (alert.next_update and alert.next_update <= now):
        fields["next_update_at"] = [""]
    return fields


def alert_of(form: Form, kept: Mapping[str, Any], places: Gazetteer, now: datetime, lang: Lang) -> Alert:
    """The advisory of a form; `kept` is what the form does not ask: kind, thread, what it replaces.

    Raises: NotYet, in the operator's language.
    """
    values: dict[str, Any] = {**kept, **{name: form.one(name) or _UNKNOWN.get(name) for name in _WHOLE}}
    values |= {"places": form.all("places"), "response_types": _responses(form, Kind(kept["kind"]))}
    values |= _scope(form, kept)
    problems: list[str] = []
    for name in _MOMENTS:
        values[name] = _moment(form, name, kept.get(name), now, lang, problems)
    values["untranslated"] = form.one("untranslated") or None
    infos = [_info(form, each, places) for each in LANGS]
    values["infos"] = tuple(info for info in infos if not (values["untranslated"] == info["lang"] and _bare(info)))
    try:
        found = Alert.model_validate(values)
    except ValidationError as error:
        problems += [wrong_field(item, values, lang) for item in error.errors()]
        raise NotYet(tuple(dict.fromkeys(problems))) from None
    if problems:
        raise NotYet(tuple(problems))
    return found


def _responses(form: Form, kind: Kind) -> tuple[str, ...]:
    if kind is Kind.ALL_CLEAR:
        return (ResponseType.ALL_CLEAR,)
    return tuple(each for each in form.all("response_types") if each != ResponseType.ALL_CLEAR)


def _scope(form: Form, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Chosen for the first message of a thread; what follows is read by whoever read that.

    An edit may keep a draft to a team, and never makes public what was kept to one.
    """
    team = form.number("team")
    if "status" in kept:
        return {"scope": Scope.TEAM, "team": team} if team and not kept.get("replaces") else {}
    scope = {"scope": Scope.TEAM, "team": team} if team else {"scope": Scope.PUBLIC, "team": None}
    return {"status": Status.EXERCISE if form.one("exercise") else Status.ACTUAL, **scope}


def _info(form: Form, lang: Lang, places: Gazetteer) -> dict[str, Any]:
    """The text in one language; where the area was left out, the places' names stand for it."""
    info: dict[str, Any] = {"lang": lang, **{name: form.one(f"{lang}.{name}") for name in TEXTS}}
    for name in ("not_known", "changed"):
        info[name] = info[name] or None
    info["area"] = info["area"] or ", ".join(place(places, each, lang) for each in form.all("places"))
    for whole, parts in (("official", ("who", "says")), ("mistake", ("wrong", "right"))):
        pair = {part: form.one(f"{lang}.{whole}.{part}") for part in parts}
        info[whole] = pair if any(pair.values()) else None
    return info


def _bare(info: Mapping[str, Any]) -> bool:
    return not any(info[name] for name in ("headline", "action", "happened"))


def _moment(
    form: Form, name: str, kept: datetime | None, now: datetime, lang: Lang, problems: list[str]
) -> datetime | None:
    """So many hours from now, or at an hour of Bamako; what was not touched keeps its seconds."""
    hours, at = form.one(f"{name}_in"), form.one(f"{name}_at")
    if _HOURS.fullmatch(hours):
        return now + timedelta(hours=int(hours))
    if not at:
        return now + timedelta(hours=FIRST_HOURS) if name == "expires" else None
    if at == _local(kept):
        return kept
    try:
        return moment(at)
    except ValueError:
        problems.append(say("console.not_a_moment", lang, field=field_word(name, lang)))
        return now + timedelta(hours=FIRST_HOURS)


def wrong_field(item: Any, values: Mapping[str, Any], lang: Lang) -> str:
    """A sentence about a field that pydantic refuses."""
    where = [str(part) for part in item["loc"]]
    field = _field(where, values, lang)
    match item["type"]:
        case "string_too_long" | "too_long":
            limit, length = item["ctx"]["max_length"], len(str(item["input"]))
            return say("console.too_long", lang, field=field, limit=limit, length=length)
        case "string_pattern_mismatch" if where[0] == "event_code":
            return say("console.event_code_wrong", lang)
        case _:
            return say("console.field_wrong", lang, field=field)


def _field(where: list[str], values: Mapping[str, Any], lang: Lang) -> str:
    if where[0] != "infos" or len(where) < 3:
        return field_word(where[0], lang)
    of = values["infos"][int(where[1])]["lang"]
    named = field_word(".".join(where[2:]), lang)
    return say("console.field_in", lang, field=named, language=say(f"console.language.{of}", lang))


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(BAMAKO):%Y-%m-%dT%H:%M}" if at else ""
