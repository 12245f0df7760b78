"""An alert written in a file: read whole, every problem at once with its line, nothing kept when one is found."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from knowledge.alert import Alert, Kind, Reference, Scope
from knowledge.alert_rules import Broken, broken_rules
from knowledge.entry import LANGS, Lang
from knowledge.lines import Document, Path, Problem, read
from knowledge.place import Gazetteer

MAX_FILE = 64 * 1024  # bytes; the longest advisory that fits a message is a tenth of it
_FROM_NOW = re.compile(r"\+\s*(\d{1,4})\s*(h|min)")
_MOMENTS = ("onset", "expires", "next_update")
# What the database gives; a file that names one was meant for something else.
_GIVEN = frozenset({"id", "thread", "number", "identifier", "sent", "infos", "replaces", "reviewed", "team"})


def read_alert(
    text: str,
    name: str,
    gazetteer: Gazetteer,
    now: datetime,
    replaces: Reference | None = None,
    *,
    team: int | None = None,
) -> Alert | tuple[Problem, ...]:
    """The alert of a file, fit to be issued but for its approval; or everything that is wrong with it.

    `name` stands in the problems; `replaces` is the message that an update, a correction or an end replaces;
    `team` is the one that it is kept to.
    """
    if len(text.encode()) > MAX_FILE:
        return (Problem(name, 1, f"is larger than {MAX_FILE // 1024} KB; an advisory is a page at most"),)
    document = read(text, name)
    if isinstance(document, Problem):
        return (document,)
    if not isinstance(document.value, dict):
        return (Problem(name, 1, "is not an advisory; begin from the sample"),)
    try:
        alert = Alert.model_validate(_fields(document.value, gazetteer, now, replaces, team))
    except ValidationError as error:
        return tuple(_ordered(_form(error, document, name, gazetteer)))
    problems = [
        *_misplaced(document, name),
        *(_rule(broken, document, name, gazetteer) for broken in broken_rules(alert, gazetteer, now)),
    ]
    return tuple(_ordered(problems)) or alert


def _fields(
    value: dict[str, Any], gazetteer: Gazetteer, now: datetime, replaces: Reference | None, team: int | None
) -> dict[str, Any]:
    """The file's keys as the value's: texts become infos, hours from now moments."""
    fields = {key: each for key, each in value.items() if key not in _GIVEN and key != "texts"}
    for key in _MOMENTS:
        if key in fields:
            fields[key] = _moment(fields[key], now)
    texts = value.get("texts")
    places = value.get("places")
    fields["infos"] = tuple(
        _info(lang, info, places, gazetteer) for lang, info in (texts if isinstance(texts, dict) else {}).items()
    )
    if team is not None:
        fields |= {"scope": Scope.TEAM, "team": team}
    if replaces and value.get("kind", "alert") != Kind.ALERT:
        fields |= {"replaces": replaces, "number": replaces.number + 1}
    return fields


def _info(lang: str, info: Any, places: Any, gazetteer: Gazetteer) -> Any:
    if not isinstance(info, dict):
        return info
    if "area" in info or lang not in LANGS or not isinstance(places, list):
        return {**info, "lang": lang}
    known: Lang = "fr" if lang == "fr" else "en"
    names = [gazetteer[place].name[known] for place in places if place in gazetteer]
    return {"area": ", ".join(names), **info, "lang": lang}


def _moment(value: Any, now: datetime) -> Any:
    found = _FROM_NOW.fullmatch(str(value).strip())
    if not found:
        return value
    n = int(found[1])
    return now + (timedelta(hours=n) if found[2] == "h" else timedelta(minutes=n))


def _misplaced(document: Document, name: str) -> Iterator[Problem]:
    for key in sorted(_GIVEN & set(document.value)):
        yield Problem(name, document.line((key,)), f"{key}: is not written in the file; remove it")


def _form(error: ValidationError, document: Document, name: str, gazetteer: Gazetteer) -> Iterator[Problem]:
    """What is not even of the right kind: words that CAP does not know, misspelt keys, moments without offset."""
    yield from _misplaced(document, name)
    yield from _unknown_places(document, name, gazetteer)
    for each in error.errors():
        where = _where(each["loc"], document)
        yield Problem(name, document.line(where), f"{'.'.join(map(str, where))}: {_say(each)}")


def _unknown_places(document: Document, name: str, gazetteer: Gazetteer) -> Iterator[Problem]:
    places = document.value.get("places")
    for n, place in enumerate(places if isinstance(places, list) else []):
        if place not in gazetteer:
            what = f"places: {place} is not in the gazetteer{_nearest(str(place), gazetteer)}"
            yield Problem(name, document.line(("places", n)), what)


def _where(loc: tuple[int | str, ...], document: Document) -> Path:
    """The place in the file of a place in the value."""
    if loc[0] != "infos" or len(loc) < 2:
        return loc if loc[0] != "infos" else ("texts",)
    langs = list(document.value["texts"])
    return ("texts", langs[int(loc[1])], *loc[2:])


def _say(error: Any) -> str:
    match error["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            return "is not known here; correct its spelling or remove it"
        case "enum" | "literal_error":
            return f"{error['input']!r} is not one of {error['ctx']['expected']}"
        case "timezone_aware" | "datetime_from_date_parsing" | "datetime_parsing" | "datetime_type":
            return "write a moment with its offset, 2024-09-17T12:00+00:00, or hours from now, +6h"
        case "string_pattern_mismatch" if error["loc"][0] == "event_code":
            return "write an OASIS event term, e.g. OET-193"
        case "string_pattern_mismatch":
            return f"{error['input']!r} is not an id: small letters, digits and hyphens"
        case _:
            return str(error["msg"])


def _rule(broken: Broken, document: Document, name: str, gazetteer: Gazetteer) -> Problem:
    if broken.at == ("places",):
        for problem in _unknown_places(document, name, gazetteer):
            if f"{broken.what.split()[0]} is not" in problem.what:
                return problem
    if broken.at == ("replaces",):
        return Problem(name, document.line(("kind",)), str(broken))
    where: Path = ("texts", *broken.at) if broken.at[0] in LANGS else broken.at
    return Problem(name, document.line(where), f"{'.'.join(map(str, where))}: {broken.what}")


def _nearest(text: str, gazetteer: Gazetteer) -> str:
    """The nearest names with what contains them, e.g. "; perhaps faladie (Faladié, in Bamako)"."""
    found = [_named(place.id, gazetteer) for place in gazetteer.nearest_names(text)]
    return f"; perhaps {' or '.join(found)}" if found else "; use one of its ids"


def _named(place_id: str, gazetteer: Gazetteer) -> str:
    place = gazetteer[place_id]
    parent = f", in {gazetteer[place.parent].name.en}" if place.parent else ""
    return f"{place.id} ({place.name.en}{parent})"


def _ordered(problems: Any) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line)
