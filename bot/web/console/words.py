"""Words of the console for states, kinds and moments: dynamic keys stand here, so that the check finds them."""

from datetime import datetime, timedelta

from babel.dates import format_datetime, format_time

from bot.dates import as_of
from bot.locales import count, say, sentences
from bot.noting import moment as moment
from bot.noting import number as number
from bot.render import BAMAKO, severity_word
from db.alerts import Record
from knowledge.alert import Alert, Certainty, Kind, ResponseType, Severity, Urgency
from knowledge.entry import Lang
from knowledge.place import Gazetteer
from knowledge.problem import Problem

COVERAGE = "coverage.yaml"  # is about the whole pack: a problem of it is none of a field's


def kind_word(kind: Kind, lang: Lang) -> str:
    return say(f"console.kind.{kind.value}", lang)


def state_word(record: Record, now: datetime, lang: Lang) -> str:
    """How far an advisory has come; that it has expired is computed, never stored."""
    if record.state == "issued" and record.alert.expires <= now:
        return say("console.state.expired", lang)
    if record.state == "approved" and record.issue_at:
        return say("console.goes_out_at", lang, at=moment(record.issue_at, lang))
    return say(f"console.state.{record.state}", lang)


def role_word(role: str, lang: Lang) -> str:
    return say(f"console.role.{role}", lang)


def severity(alert: Alert, lang: Lang) -> str:
    return severity_word(alert.severity, lang)


def severity_class(alert: Alert) -> str:
    """As the stylesheet names it."""
    return "unknown" if alert.kind.ends else alert.severity.value.lower()


def severities(lang: Lang) -> list[tuple[str, str]]:
    """The choices of a form: CAP's word and ours."""
    return [(each.value, severity_word(each, lang)) for each in Severity]


def second(at: datetime, lang: Lang) -> str:
    """With its year and second, for the record."""
    return str(format_datetime(at.astimezone(BAMAKO), "d MMM y, HH:mm:ss", locale=lang))


def day(value: str, lang: Lang) -> str:
    """A day that is kept as text: 22 Feb 2027."""
    return as_of(value, lang)


def hour(at: datetime, lang: Lang) -> str:
    return str(format_time(at.astimezone(BAMAKO), "H\u00a0'h'\u00a0mm" if lang == "fr" else "HH:mm", locale=lang))


def lasting(span: timedelta, lang: Lang) -> str:
    """How long, roughly, in the largest unit that says enough."""
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 1:
        return say("console.span.seconds", lang)
    if minutes < 90:
        return count("console.span.minutes", lang, minutes)
    if minutes < 48 * 60:
        return count("console.span.hours", lang, round(minutes / 60))
    return count("console.span.days", lang, round(minutes / 60 / 24))


def place(places: Gazetteer, place_id: str, lang: Lang) -> str:
    return getattr(places[place_id].name, lang) if place_id in places else place_id


def parents(places: Gazetteer, place_id: str, lang: Lang) -> str:
    """What contains a place, nearest first: "Commune VI, Bamako, Mali"."""
    return ", ".join(place(places, each, lang) for each in places.ancestors(place_id)) if place_id in places else ""


def headline(alert: Alert, lang: Lang) -> str:
    """Its headline; a draft may have none."""
    found = alert.info(lang).headline if alert.infos else ""
    return found or say("console.no_headline", lang)


def navigation(lang: Lang) -> list[tuple[str, str]]:
    """The pages in the order of the rail."""
    return [
        ("/", say("console.now", lang)),
        ("/advisories", say("console.advisories", lang)),
        ("/knowledge", say("knowledge.title", lang)),
        ("/unanswered", say("knowledge.unanswered", lang)),
        ("/reach", say("console.reach", lang)),
        ("/people", say("console.people", lang)),
        ("/record", say("console.record", lang)),
    ]


def first_steps(lang: Lang) -> list[tuple[str, str]]:
    """What a desk does before its first night: the page, and what to do there."""
    return [
        ("/people", say("console.first.people", lang)),
        ("/notices", say("console.first.notices", lang)),
        ("/phone", say("console.first.phone", lang)),
        ("/knowledge?group=stale", say("console.first.contacts", lang)),
    ]


def field_word(name: str, lang: Lang) -> str:
    """The label of a field, by its name in an advisory: "headline", "official.says"."""
    return say(f"console.field.{name.replace('.', '_')}", lang)


def field_at(at: tuple[str, ...], lang: Lang) -> str:
    """The label of a field in a text or of the whole: ("fr", "headline") is "Headline (French)"."""
    if at[0] in ("en", "fr") and len(at) > 1:
        named = field_word(".".join(at[1:]), lang)
        return say("console.field_in", lang, field=named, language=say(f"console.language.{at[0]}", lang))
    if at[0] in ("en", "fr"):
        return say(f"console.language.{at[0]}", lang)
    return field_word(at[0], lang)


def sheet_title(kind: Kind, record: Record | None, before: Record | None, lang: Lang) -> str:
    """What is being written, by number."""
    if record:
        return say("console.edit_title", lang, kind=kind_word(kind, lang), number=record.id)
    if before:
        return say("console.follow_title", lang, kind=kind_word(kind, lang), number=before.id)
    return say("console.new_title", lang)


def urgencies(lang: Lang) -> list[tuple[str, str]]:
    return [(each.value, say(f"console.urgency.{each.value}", lang)) for each in Urgency]


def certainties(lang: Lang) -> list[tuple[str, str]]:
    return [(each.value, say(f"console.certainty.{each.value}", lang)) for each in Certainty]


def weighed(alert: Alert, lang: Lang) -> list[tuple[str, str]]:
    """What feeds sort by and no sentence says, label by label: who approves it reads it too."""
    chosen = {
        "urgency": say(f"console.urgency.{alert.urgency.value}", lang),
        "certainty": say(f"console.certainty.{alert.certainty.value}", lang),
        "response_types": ", ".join(word for value, word in responses(lang) if value in alert.response_types),
        "event_code": next((word for value, word in events(alert.event_code, lang) if value == alert.event_code), ""),
        "severity_unknown_because": alert.severity_unknown_because or "",
    }
    return [(field_word(name, lang), word) for name, word in chosen.items() if word]


def responses(lang: Lang) -> list[tuple[str, str]]:
    """What may be chosen; AllClear belongs to the kind, and None says nothing."""
    chosen = [each for each in ResponseType if each not in (ResponseType.ALL_CLEAR, ResponseType.NONE)]
    return [(each.value, say(f"console.response.{each.value}", lang)) for each in chosen]


def events(present: str, lang: Lang) -> list[tuple[str, str]]:
    """OASIS event terms that a desk needs; another one that is there already stays."""
    known = [(code, say(f"console.event.{code[4:]}", lang)) for code in ("OET-193", "OET-001", "OET-165", "OET-009")]
    return known if not present or present in dict(known) else [*known, (present, present)]


def knowledge_group(group: str, lang: Lang) -> str:
    return say(f"knowledge.group.{group}", lang)


def topic_word(topic: str, lang: Lang) -> str:
    """A topic that was counted before this program no longer has one stays as it is."""
    key = f"knowledge.topic.{topic}"
    return say(key, lang) if key in sentences(lang) else topic


def tense_word(tense: str, lang: Lang) -> str:
    return say(f"knowledge.tense.{tense}", lang)


def status_word(status: str, lang: Lang) -> str:
    return say(f"knowledge.status.{status}", lang)


def audience_word(audience: str, lang: Lang) -> str:
    return say(f"knowledge.audience.{audience}", lang)


def revision_state(state: str, lang: Lang) -> str:
    return say(f"knowledge.state.{state}", lang)


def no_entries(group: str, lang: Lang) -> str:
    """What will appear here, and how to make the first one."""
    return say("knowledge.none", lang) if group == "all" else say(f"knowledge.none.{group}", lang)


def entry_field(at: str, lang: Lang) -> str:
    """The label of a field of an entry, by its name: "statements.2.as_of" is "Statement 2: As of"."""
    head, _, rest = at.partition(".")
    n, _, inner = rest.partition(".")
    if head == "statements" and n.isdecimal():
        label = say("knowledge.statement", lang, n=n)
        return say("console.within", lang, whole=label, part=_entry_label(inner, lang)) if inner else label
    if rest in ("en", "fr"):
        language = say(f"console.language.{rest}", lang)
        return say("console.field_in", lang, field=_entry_label(head, lang), language=language)
    return _entry_label(head, lang)


def found_wrong(problem: Problem, lang: Lang) -> str:
    """What the check of entries finds, by the label of its field; a rule without a sentence of ours in its own words."""
    if not problem.rule:
        return problem.what
    values = dict(problem.values)
    if "lang" in values:
        values["lang"] = say(f"console.language.{values['lang']}", lang)
    what = say(f"knowledge.wrong.{problem.rule}", lang, **values)
    if problem.file == COVERAGE:
        return what
    at = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in problem.at[:3])
    head = at if problem.at[0] == "statements" else ".".join(at.split(".")[:2])
    return say("console.rule", lang, field=entry_field(head, lang), what=what)


def _entry_label(name: str, lang: Lang) -> str:
    if name in ("en", "fr"):
        return say(f"console.language.{name}", lang)
    keys = (f"knowledge.field.{name}", f"knowledge.{'for_whom' if name == 'audience' else name}")
    return next((say(key, lang) for key in keys if key in sentences(lang)), name)
