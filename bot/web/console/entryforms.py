"""An entry as a form, and a form as an entry; what cannot be one is told by field, all at once."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from bot.locales import say
from bot.web.console.forms import Form
from bot.web.console.visit import whole_number
from bot.web.console.words import entry_field
from knowledge.entry import LANGS, Entry, Lang, Statement

Fields = dict[str, list[str]]
PLAIN = ("topic", "tense", "when_asked_now", "review")
LISTS = ("places", "related", "ask_whom", "audience")
TOLD = ("en", "fr", "status", "as_of", "valid_until", "superseded_by", "id")  # of a statement, as they are typed
TOLD_LISTS = ("by", "sources", "facts")
MOST_STATEMENTS = 40


class NotAnEntry(Exception):
    """The form is no entry yet; `problems` are sentences for the curator."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def fields_of(entry: Entry) -> Fields:
    """The form that shows an entry, with one empty statement behind its own."""
    plain = entry.model_dump(mode="json")
    fields: Fields = {name: [plain[name] or ""] for name in PLAIN}
    fields |= {name: [", ".join(plain[name])] for name in ("places", "related")}
    fields |= {name: list(plain[name]) for name in ("ask_whom", "audience")}
    fields["missing"] = [", ".join(map(str, entry.missing))]
    for lang in LANGS:
        fields[f"title.{lang}"] = [entry.title[lang]]
        fields[f"questions.{lang}"] = ["\n".join(entry.questions[lang])]
    for n, statement in enumerate(entry.statements):
        fields |= _statement_fields(n, statement)
    return {name: values for name, values in fields.items() if values}


def shown_statements(form: Form) -> range:
    """The numbers of the statements that the form shows: those that are there, and an empty one."""
    there = [n for n in range(MOST_STATEMENTS) if form.one(f"s{n}.en") or form.one(f"s{n}.fr")]
    return range(min(MOST_STATEMENTS, max(there, default=-1) + 2))


def entry_of(entry_id: str, form: Form, lang: Lang) -> Entry:
    """The entry that was typed.

    Raises: NotAnEntry.
    """
    value: dict[str, Any] = {"id": entry_id, "title": {each: form.one(f"title.{each}") for each in LANGS}}
    value |= {name: form.one(name) for name in PLAIN if form.one(name)}
    value |= {name: _listed(form, name) for name in LISTS if _listed(form, name)}
    value["missing"] = [n for n in map(whole_number, _listed(form, "missing")) if n]
    value["questions"] = {
        each: [line for line in form.one(f"questions.{each}").split("\n") if line.strip()] for each in LANGS
    }
    value["statements"] = list(_statements(form))
    try:
        return Entry.model_validate(value)
    except ValidationError as error:
        raise NotAnEntry(tuple(_problems(error, lang))) from None


def _statement_fields(n: int, statement: Statement) -> Fields:
    plain = statement.model_dump(mode="json")
    fields: Fields = {f"s{n}.{name}": [plain[name] or ""] for name in TOLD}
    fields |= {f"s{n}.{name}": [", ".join(plain[name])] for name in TOLD_LISTS}
    fields[f"s{n}.more"] = ["yes"] if statement.more else []
    return fields


def _statements(form: Form) -> Iterator[dict[str, Any]]:
    """What was typed, in order; a statement without text in either language is left out."""
    for n in range(MOST_STATEMENTS):
        if not (form.one(f"s{n}.en") or form.one(f"s{n}.fr")):
            continue
        plain = {name: form.one(f"s{n}.{name}") for name in TOLD if form.one(f"s{n}.{name}")}
        lists = {name: _listed(form, f"s{n}.{name}") for name in TOLD_LISTS}
        yield {**plain, **lists, "more": form.one(f"s{n}.more") == "yes"}


def _listed(form: Form, name: str) -> list[str]:
    """Ids, ticked or separated by commas."""
    return [each.strip() for value in form.all(name) for each in value.split(",") if each.strip()]


def _problems(error: ValidationError, lang: Lang) -> Iterator[str]:
    for item in error.errors(include_url=False):
        where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in item["loc"])
        yield say("console.rule", lang, field=entry_field(where, lang), what=_what(item, lang))


def _what(item: Any, lang: Lang) -> str:
    """What is wrong with a field; what is none of the usual is told as what cannot be read."""
    match item["type"]:
        case "missing" | "string_too_short":
            return say("knowledge.missing", lang)
        case "too_short":
            return say("knowledge.too_few", lang, n=item["ctx"]["min_length"])
        case "string_pattern_mismatch":
            return say("knowledge.bad_form", lang, given=str(item["input"])[:60])
        case "string_too_long":
            return say("knowledge.too_long", lang, n=item["ctx"]["max_length"])
        case _:
            return say("knowledge.bad_form", lang, given=str(item["input"])[:60])
