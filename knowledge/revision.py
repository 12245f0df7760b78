"""Operators' versions of entries, laid over the pack: what is effective, what is wrong with one, what it changes."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.check import check
from knowledge.entry import Entry
from knowledge.lines import Problem
from knowledge.pack import Pack
from knowledge.writing import as_yaml

Revisions = Mapping[str, Entry | None]  # by entry id; None: the entry is not shown


@dataclass(frozen=True)
class Change:
    """One field of an entry that reads otherwise; "" where it is not there."""

    at: str
    before: str
    after: str


def laid_over(pack: Pack, revisions: Revisions) -> Pack:
    """The pack with these entries in the place of its own, and new ones behind them.

    What refers to an entry that is not shown no longer does.
    """
    if not revisions:
        return pack
    kept = [revisions.get(entry.id, entry) for entry in pack.contents.entries]
    new = [entry for name, entry in sorted(revisions.items()) if name not in pack.entries]
    entries = [entry for entry in (*kept, *new) if entry is not None]
    names = {entry.id for entry in entries}
    shown = tuple(_among(entry, names) for entry in entries)
    contents = pack.contents.model_copy(update={"entries": shown})
    return Pack(contents)


def problems(pack: Pack, entry: Entry) -> tuple[Problem, ...]:
    """What the pack's own check finds wrong with this entry in its place; takes half a second."""
    own = (f"entries/{entry.id}.yaml", "coverage.yaml")
    return tuple(problem for problem in check(laid_over(pack, {entry.id: entry})) if problem.file in own)


def fits(pack: Pack, entry: Entry) -> bool:
    """True where the pack knows every place, voice, source and referral that the entry names; a newer pack may not."""
    statements = entry.statements
    return (
        all(place in pack.gazetteer for place in entry.places)
        and all(voice in pack.voices for statement in statements for voice in statement.by)
        and all(source in pack.sources for statement in statements for source in statement.sources)
        and all(referral in pack.referrals for referral in entry.ask_whom)
    )


def needed(pack: Pack, entry_id: str) -> bool:
    """True where the pack names the entry for a duty of its own, such as the conduct in danger: it cannot go."""
    about = pack.about
    duties = (about.danger, about.overview, about.missing_person, about.checking, about.other_towns)
    return entry_id in {*duties, *about.starters, *about.advice}


def asks_otherwise(before: Pack, after: Pack) -> bool:
    """True where example questions differ, so that a matcher of the one does not know the other."""
    return _asked(before) != _asked(after)


def content_hash(entry: Entry) -> str:
    """SHA-256 (hex) of the entry as its file."""
    return hashlib.sha256(as_yaml(entry).encode()).hexdigest()


def changes(before: Entry | None, after: Entry | None) -> tuple[Change, ...]:
    """Every field that reads otherwise, statement by statement."""
    old, new = dict(_fields(before)), dict(_fields(after))
    every = dict.fromkeys((*old, *new))
    return tuple(Change(at, old.get(at, ""), new.get(at, "")) for at in every if old.get(at) != new.get(at))


def _asked(pack: Pack) -> dict[str, object]:
    return {entry.id: entry.questions for entry in pack.contents.entries}


def _among(entry: Entry, names: set[str]) -> Entry:
    """The entry, with references only to what is there."""
    related = tuple(name for name in entry.related if name in names)
    now = entry.when_asked_now if entry.when_asked_now in names else None
    if related == entry.related and now == entry.when_asked_now:
        return entry
    return entry.model_copy(update={"related": related, "when_asked_now": now})


def _fields(entry: Entry | None) -> Iterator[tuple[str, str]]:
    if entry is None:
        return
    plain = entry.model_dump(mode="json", exclude={"statements", "questions", "title"})
    yield from ((name, _shown(value)) for name, value in plain.items())
    for lang in ("en", "fr"):
        yield f"title.{lang}", getattr(entry.title, lang)
        yield f"questions.{lang}", "\n".join(getattr(entry.questions, lang))
    for n, statement in enumerate(entry.statements, 1):
        for name, value in statement.model_dump(mode="json").items():
            yield f"statements.{n}.{name}", _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
