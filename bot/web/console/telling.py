"""Sentences of the console about advisories, notes and figures."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from unicodedata import combining, normalize
from urllib.parse import urlencode

from bot.locales import count, say
from bot.noting import moment, number
from bot.noting import note as note
from bot.noting import read as read
from bot.placing import placed as placed
from bot.refusing import told
from bot.render import severity_word
from bot.web.console.words import field_at, lasting, place
from db.acknowledgements import Read
from db.alerts import Changed, NotIssuable, Record
from db.notes import Note
from db.overview import Audience, Followers, NotReached
from db.refusals import Refused
from db.sessions import LogIn
from knowledge.alert import Alert, Severity
from knowledge.entry import Lang
from knowledge.notice import Template
from knowledge.place import Gazetteer

MOST_PLACES = 12  # rows of the list of followed places
_SLOT = re.compile(r"\{[^{}]*\}")
Rows = list[tuple[str, int]]


def group_word(group: str, lang: Lang) -> str:
    return say(f"console.group.{group}", lang)


def order_word(order: str, lang: Lang) -> str:
    """By what a list is sorted."""
    return say(f"console.order.{order}", lang)


def places(gazetteer: Gazetteer, ids: Iterable[str], lang: Lang) -> str:
    return ", ".join(place(gazetteer, each, lang) for each in ids) or say("console.no_places", lang)


def confirming(alert: Alert, lang: Lang) -> str:
    """The word to type before it goes out: it says what is about to happen."""
    if alert.exercise:
        return say("console.confirm.exercise", lang)
    if alert.kind.ends:
        return say("console.confirm.end", lang)
    return severity_word(alert.severity, lang).upper()


def refused(problem: Refused, lang: Lang) -> str:
    """Why it was not done; of broken rules every one, with the field it is about."""
    match problem:
        case NotIssuable(problems=problems):
            return "\n".join(
                (told(str(problem).partition("\n")[0], lang), *(f"- {rule(each, lang)}" for each in problems))
            )
        case Changed(sentence=sentence):
            return told(sentence, lang)
        case _:
            return told(str(problem), lang)


def rule(problem: str, lang: Lang) -> str:
    """ "fr.headline: is missing: …" by the field's label; what names no field of an advisory stays whole."""
    at, _, what = problem.partition(": ")
    if not what or at.partition(".")[0] in ("hour", "end", "place"):
        return told(problem, lang)
    return broken(tuple(at.split(".")), what, lang)


def broken(at: tuple[str, ...], what: str, lang: Lang) -> str:
    """A broken rule with the label of its field."""
    return say("console.rule", lang, field=field_at(at, lang), what=told(what, lang))


def plain(text: str) -> str:
    """Without capitals and accents, which a thumb at night leaves out."""
    return "".join(each for each in normalize("NFD", text.strip().casefold()) if not combining(each))


def audience(found: Audience, lang: Lang) -> str:
    """How many people, those of the web with them: "4,180 chats, 12 of them on the web"."""
    if found.sends + found.on_web == 0:
        return count("console.edits_only", lang, found.edits) if found.edits else say("console.nobody", lang)
    whole = found.sends + found.on_web
    if not found.on_web:
        return count("console.chats_n", lang, whole, shown=number(whole, lang))
    return count("console.chats_web", lang, whole, shown=number(whole, lang), web=number(found.on_web, lang))


def note_link(seen: Note) -> str:
    """Where it is dealt with."""
    kind, _, of = seen.subject.partition(":")
    return {"alert": f"/advisories/{of}", "operator": "/people"}.get(kind, "")


def until(record: Record, now: datetime, lang: Lang) -> str:
    span = lasting(record.alert.expires - now, lang)
    return say("console.until", lang, at=moment(record.alert.expires, lang), span=span)


def promise(record: Record, now: datetime, lang: Lang) -> str:
    """By when people were told to hear again, and whether that has passed."""
    at = record.alert.promised() or record.alert.expires
    key = "console.promise_late" if at <= now else "console.promise_due"
    return say(key, lang, at=moment(at, lang), span=lasting(abs(at - now), lang))


def missed(found: NotReached, lang: Lang) -> str:
    return say(
        "console.missed",
        lang,
        blocked=number(found.blocked, lang),
        failed=number(found.failed, lang),
        unclear=number(found.unclear, lang),
        unchanged=number(found.unchanged, lang),
    )


def held(record: Record, found: Mapping[int, Read], now: datetime, lang: Lang) -> str:
    """Until when it holds, and how many of a team have read it."""
    until_then, seen = until(record, now, lang), found.get(record.id)
    if seen is None:
        return until_then
    return f"{until_then} · {say('console.read_short', lang, shown=number(seen.n, lang), of=number(seen.of, lang))}"


def channels(found: Mapping[tuple[str, str], int], lang: Lang) -> Rows:
    """Chats by channel; those that blocked us apart."""
    return [
        (say(f"console.chat_{state}", lang, channel=channel.capitalize()), n) for (channel, state), n in found.items()
    ]


def followed(gazetteer: Gazetteer, found: Iterable[Followers], lang: Lang) -> Rows:
    rows = [(place(gazetteer, each.place, lang), each.subscriptions) for each in found]
    rest = sum(n for _, n in rows[MOST_PLACES:])
    return [*rows[:MOST_PLACES], (say("console.other_places", lang), rest)] if rest else rows


def from_severities(found: Mapping[int, int], lang: Lang) -> Rows:
    """From which severity on people want to hear, the least first."""
    return [(severity_word(each, lang), found[each.rank]) for each in reversed(Severity) if each.rank in found]


def states(found: Mapping[str, int], lang: Lang) -> Rows:
    return [
        (say(f"console.delivery.{state}", lang), n) for state, n in sorted(found.items(), key=lambda each: -each[1])
    ]


def most(rows: Rows) -> int:
    return max(n for _, n in rows) or 1


def of(log_ins: Collection[LogIn], operator_id: int) -> list[LogIn]:
    return [each for each in log_ins if each.operator_id == operator_id]


def role_what(role: str, lang: Lang) -> str:
    return say(f"console.role.{role}.what", lang)


def template_title(template: Template, lang: Lang) -> str:
    """A notice by its headline, with its slots as dots."""
    info = next((each for each in template.infos if each.lang == lang), template.infos[0])
    return _SLOT.sub("…", info.headline)


def ago(minutes: int, lang: Lang) -> str:
    span = timedelta(minutes=minutes)
    return say("console.ago", lang, span=lasting(span, lang)) if minutes else say("console.just_now", lang)


def for_minutes(minutes: int, lang: Lang) -> str:
    return lasting(timedelta(minutes=minutes), lang)


def query(asked: Mapping[str, str]) -> str:
    """The page's own question, to come back to."""
    return urlencode(dict(asked))
