"""What makes an alert fit to be issued: every broken rule at once, in a sentence that says what to do."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.alert import (
    Alert,
    Certainty,
    Info,
    Kind,
    Reach,
    Reference,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from knowledge.entry import LANGS

HEADLINE = 140  # characters, less than; the CAP profiles' limit
ACTIONS = 4  # lines; more is not read under fire
LIFE = timedelta(hours=72)  # nothing about an attack holds longer without somebody looking again
NEW_ALERT = 95  # characters of area and headline; what is left of 160 after mark, severity, date and hour
FOLLOW_UP = 58  # the same after "MISE À JOUR 12, remplace 17 sept., 16 h 30" as well
ALL_TEXTS = 2800  # characters a language; with labels it stays one Telegram message, which an edit can replace

_SAFE = {
    "en": re.compile(r"\b(?:safe|safely|no (?:more )?danger|out of danger)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?<!bien )sûre?s?\b|\bsans danger\b|\b(?:aucun|plus de) danger\b", re.IGNORECASE),
}
_DENIED = {
    "en": re.compile(r"does not mean[^.]*$", re.IGNORECASE),
    "fr": re.compile(r"ne (?:veut|veulent) pas dire[^.]*$", re.IGNORECASE),
}


# From the calmest on; what nobody knows may be worse than what is calm for sure.
_URGENCIES = (Urgency.PAST, Urgency.UNKNOWN, Urgency.FUTURE, Urgency.EXPECTED, Urgency.IMMEDIATE)
_CERTAINTIES = (
    Certainty.UNLIKELY,
    Certainty.UNKNOWN,
    Certainty.POSSIBLE,
    Certainty.LIKELY,
    Certainty.OBSERVED,
)


@dataclass(frozen=True)
class Broken:
    """A broken rule: where, by field and for a text by language, and what to do."""

    at: tuple[str, ...]
    what: str

    def __str__(self) -> str:
        return f"{'.'.join(self.at)}: {self.what}"


def check_issuable(alert: Alert, places: Container[str], now: datetime) -> tuple[str, ...]:
    """All broken rules as sentences; () when it may be issued. `places` is the gazetteer, or the known ids."""
    return tuple(str(broken) for broken in broken_rules(alert, places, now))


def broken_rules(alert: Alert, places: Container[str], now: datetime) -> tuple[Broken, ...]:
    """All broken rules, with the field each is about."""
    return (
        *_whole(alert),
        *_where(alert, places),
        *_when(alert, now),
        *_follow_up(alert),
        *_all_texts(alert),
    )


def advice(alert: Alert) -> tuple[str, ...]:
    """What would make it better without forbidding it."""
    return tuple(str(broken) for broken in better(alert))


def better(alert: Alert) -> tuple[Broken, ...]:
    """The same, with the field each is about."""
    return tuple(_advice(alert))


def _whole(alert: Alert) -> Iterator[Broken]:
    yield from _languages(alert)
    if alert.severity is Severity.UNKNOWN and not alert.severity_unknown_because:
        yield Broken(("severity",), "Unknown needs its reason in severity_unknown_because, or choose a severity")
    if (alert.scope is Scope.TEAM) != (alert.team is not None):
        yield Broken(("team",), "the scope team needs a team, and public has none: correct one of them")
    if (alert.kind is Kind.ALL_CLEAR) != (ResponseType.ALL_CLEAR in alert.response_types):
        yield Broken(("response_types",), "AllClear belongs to the kind all_clear, and only there")


def _languages(alert: Alert) -> Iterator[Broken]:
    """Both, or one and the plain word that the other is still to come."""
    present = [info.lang for info in alert.infos]
    for lang in LANGS:
        if present.count(lang) > 1:
            yield Broken((lang,), "stands twice: keep one")
        if lang not in present and (lang != alert.untranslated or not present):
            what = "is missing: write the text in this language too, or say with untranslated that it is still to come"
            yield Broken((lang,), what)
    if alert.untranslated in present:
        yield Broken(("untranslated",), "that text is there: take the word out")
    if alert.kind is Kind.TRANSLATION and alert.untranslated:
        yield Broken(("untranslated",), "a translation brings the missing text: write it")


def _where(alert: Alert, places: Container[str]) -> Iterator[Broken]:
    if not alert.places:
        yield Broken(("places",), "name at least one place")
    for place in alert.places:
        if place not in places:
            yield Broken(("places",), f"{place} is not in the gazetteer: use one of its ids")


def _when(alert: Alert, now: datetime) -> Iterator[Broken]:
    if alert.expires <= now:
        yield Broken(("expires",), "has passed: set a later end")
    if alert.onset and alert.expires <= alert.onset:
        yield Broken(("expires",), "is not after onset: set a later end or an earlier onset")
    if alert.expires > now + LIFE:
        yield Broken(("expires",), "is more than 72 hours away: set an earlier end and renew it with an update")
    if alert.next_update and not now < alert.next_update <= alert.expires:
        yield Broken(("next_update",), "must lie between now and expires: correct it or leave it out")


def _follow_up(alert: Alert) -> Iterator[Broken]:
    first = alert.kind is Kind.ALERT
    if not first and not alert.replaces:
        yield Broken(("replaces",), f"is missing: say which message this {alert.kind} replaces")
    if first and alert.replaces:
        yield Broken(("replaces",), "an alert opens a thread: remove replaces, or choose another kind")
    yield from _in_place(alert)


def _in_place(alert: Alert) -> Iterator[Broken]:
    """What changes messages in silence must not be what people have to hear."""
    before = alert.replaces
    if alert.kind.reach is not Reach.MESSAGES or before is None or before.severity is None:
        return
    for field in _risen(alert, before):
        yield Broken((field,), "rises, and no phone rings for a change in place: make it an update")
    if not set(alert.places) <= set(before.places):
        yield Broken(
            ("places",), "are more than before, and who is there hears of no change in place: make it an update"
        )
    if before.response_types is not None:
        told = set(before.response_types) - {ResponseType.ALL_CLEAR}  # which a change of an end cannot say again
        if set(alert.response_types) != told:
            what = "are others than before, and no phone rings for a change in place: make it an update"
            yield Broken(("response_types",), what)


def _risen(alert: Alert, before: Reference) -> Iterator[str]:
    if before.severity and alert.severity.reaches > before.severity.reaches:
        yield "severity"
    if before.urgency and _URGENCIES.index(alert.urgency) > _URGENCIES.index(before.urgency):
        yield "urgency"
    if before.certainty and _CERTAINTIES.index(alert.certainty) > _CERTAINTIES.index(before.certainty):
        yield "certainty"


def _all_texts(alert: Alert) -> Iterator[Broken]:
    for info in alert.infos:
        for rule in (_present, _short_enough, _opening, _wording, _never_safe):
            yield from rule(alert, info)


def _present(alert: Alert, info: Info) -> Iterator[Broken]:
    texts = info.texts()
    needed = {
        "event": "name the event in two or three words",
        "area": "say where in words",
        "headline": "write what to do, or what happened, in one line",
        "action": "write what the reader should do",
        "happened": "write what happened",
        "sender_name": "say who sends it",
        "sources": "say where it comes from",
    }
    if alert.kind is not Kind.ALERT:
        needed["changed"] = "say what changed"
    if alert.kind is Kind.CORRECTION:
        needed |= {"mistake.wrong": "write what was wrong", "mistake.right": "write what is right"}
    for field, what in needed.items():
        if field not in texts:
            yield Broken((info.lang, *field.split(".")), f"is missing: {what}")
    if info.mistake and alert.kind is not Kind.CORRECTION:
        yield Broken((info.lang, "mistake"), "belongs to a correction only: remove it, or choose the kind correction")
    if info.official and not (info.official.who and info.official.says):
        yield Broken((info.lang, "official"), "needs who speaks and what they say, or leave it out")


def _short_enough(alert: Alert, info: Info) -> Iterator[Broken]:
    if len(info.headline) >= HEADLINE:
        yield Broken((info.lang, "headline"), f"has {len(info.headline)} characters: stay below {HEADLINE}")
    if "\n" in info.headline:
        yield Broken((info.lang, "headline"), "is one line: take out the line break")
    if (lines := len(info.action.splitlines())) > ACTIONS:
        yield Broken((info.lang, "action"), f"has {lines} lines: keep the {ACTIONS} that matter most")
    if (length := sum(len(text) for text in info.texts().values())) > ALL_TEXTS:
        yield Broken((info.lang,), f"has {length} characters in all: {ALL_TEXTS} fit into one message")


def _opening(alert: Alert, info: Info) -> Iterator[Broken]:
    """Severity, place, hour and headline must stand within the first 160 characters: a lock screen, a forwarded SMS."""
    room = NEW_ALERT if alert.kind is Kind.ALERT else FOLLOW_UP
    if (length := len(info.area) + len(info.headline)) > room:
        what = f"with the area it has {length} characters: {room} fit into the first 160 of the message; shorten one"
        yield Broken((info.lang, "headline"), what)


def _wording(alert: Alert, info: Info) -> Iterator[Broken]:
    for field, text in info.texts().items():
        if "!" in text:
            yield Broken((info.lang, *field.split(".")), "take out the exclamation marks: a calm sentence is believed")


def _never_safe(alert: Alert, info: Info) -> Iterator[Broken]:
    for field in ("headline", "action", "changed"):
        text = getattr(info, field) or ""
        for found in _SAFE[info.lang].finditer(text):
            if not _DENIED[info.lang].search(text[: found.start()]):
                what = f"calls something {found[0]!r}: nothing is called safe; say what to do, or what is no longer advised"
                yield Broken((info.lang, field), what)


def _advice(alert: Alert) -> Iterator[Broken]:
    if not alert.response_types:
        yield Broken(("response_types",), "feeds sort by it: add Shelter, Avoid, Monitor or what fits")
    if not alert.next_update and not alert.kind.ends:
        yield Broken(("next_update",), "people wait for the next word: say until when you will have looked again")
    if alert.urgency is Urgency.UNKNOWN:
        yield Broken(("urgency",), "Unknown is discouraged by CAP: choose one if you can")
    if alert.status is Status.EXERCISE and alert.severity is Severity.EXTREME:
        yield Broken(("severity",), "an exercise that sounds loudest is the one mistaken for real: consider Severe")
    for info in alert.infos:
        if not info.not_known and not alert.kind.ends:
            yield Broken((info.lang, "not_known"), "say what is not known: readers will ask it")
        if info.headline and info.headline in (info.happened, info.action):
            yield Broken(
                (info.lang, "headline"),
                "repeats another field word for word: use the room for something else",
            )
