"""Checks across the files of a pack: references, coverage, wording; every problem with its file, line and mend."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from knowledge.asof import latest
from knowledge.claims import claims_told_as_fact
from knowledge.entry import LANGS, Entry, Lang, Statement, Status, Tense
from knowledge.lines import Path as Where
from knowledge.lines import Problem
from knowledge.meaning import cut
from knowledge.pack import Pack
from knowledge.text import normalise, tokens

SHOWN = 900  # characters of the statements shown at once; 600 is the aim, a conflict of figures needs more
BUTTON = 75  # characters of a canonical question: it becomes a button

# Words that must not stand in our own voice, by language, and what to write instead.
_FORBIDDEN: tuple[tuple[Lang, str, str], ...] = (
    ("en", r"\bjunta\b", "authorities"),
    ("fr", r"\bjunte\b", "authorities"),
    ("en", r"\b(?:is|are|was|were) (?:now )?(?:perfectly |completely )?safe\b", "safe"),
    ("fr", r"\b(?:est|sont|était|étaient) (?:maintenant )?(?:sûre?s?|sans danger)\b", "safe"),
    ("en", r"!", "exclamation"),
    ("fr", r"!", "exclamation"),
)
# What is wrong with an entry, by rule; whoever shows it in another language has a sentence for each of these.
SENTENCES: Mapping[str, str] = {
    "unknown": "{field}: {id} does not exist; correct or remove it",
    "unknown_near": "{field}: {id} does not exist; did you mean {near}?",
    "unlisted": "statements.{n}.{field}: {id} is not in sources.yaml; correct or remove it",
    "unlisted_near": "statements.{n}.{field}: {id} is not in sources.yaml; did you mean {near}?",
    "overtaken": "statements.{n}.superseded_by: no statement {id}; name one of this entry, or entry#statement",
    "no_source": "statements.{n}: no source; add where it was read, or give it the status unknown",
    "asked_twice": "'{question}' stands in {other} already; ask it another way",
    "button": "the first question is a button: at most {most} characters",
    "shown": "{shown} characters of {lang} are shown at once; mark statements with more: true ({most} at most)",
    "authorities": "'{found}': write 'the transitional authorities', « les autorités de la transition »",
    "safe": "'{found}': nothing is called safe",
    "exclamation": "'{found}': no exclamation marks",
    "yes_or_no": "opens with yes or no, which answers only one of the ways to ask; say the fact",
    "danger": "the words for danger: at most {most} characters",
    "claim": "'{sentence}' tells a claim as fact; say who claims it, or that it is not confirmed",
    "ends_early": "ends before its own as_of; correct one",
    "whom_to_ask": "says that something is not known: add ask_whom, whom to ask instead",
    "now_unknown": "is about now: the first statement has the status unknown",
    "about_then": "{id} is about then, not about now",
    "fact_unlisted": "fact {fact} is not listed in coverage.yaml",
    "fact_lost": "fact {fact} is in no entry; add it to a statement, or write a reason in left_out",
    "fact_said": "fact {fact} is said after all; remove it from left_out",
    "sentence_lost": "sentence {n} of the source document is not carried ({lost})",
    "conflict": "conflict {n} ({topic}): {id} does not show {lost}",
    "missing": "entry {id} does not exist",
}
DANGER = 300  # characters of the words for danger


def check(pack: Pack) -> tuple[Problem, ...]:
    """Everything that is wrong across the files, in the order of the files."""
    rules = (
        _ids,
        _references,
        _questions,
        _wording,
        _claims,
        _dates,
        _unknowns,
        _other_files,
        _facts,
        _conflicts,
        _words,
    )
    return tuple(sorted((problem for rule in rules for problem in rule(pack)), key=lambda p: (p.file, p.line)))


def _at(pack: Pack, file: str, where: Where, what: str) -> Problem:
    document = pack.lines.get(file)
    return Problem(file, document.line(where) if document else 1, what)


def _entry_at(pack: Pack, entry: Entry, where: Where, rule: str, **values: object) -> Problem:
    return _told(pack, f"entries/{entry.id}.yaml", where, rule, **values)


def _told(pack: Pack, file: str, where: Where, rule: str, **values: object) -> Problem:
    """What one of the rules finds wrong."""
    found = _at(pack, file, where, SENTENCES[rule].format_map(values))
    return replace(found, rule=rule, at=where, values=values)


def _ids(pack: Pack) -> Iterator[Problem]:
    contents = pack.contents
    for name, ids in (
        ("places.yaml", [place.id for place in contents.places]),
        ("sites.yaml", [site.id for site in contents.sites]),
        ("restrictions.yaml", [item.id for item in contents.restrictions]),
        ("sources.yaml", [voice.id for voice in contents.voices] + [source.id for source in contents.sources]),
        ("contacts.yaml", [item.id for item in contents.referrals] + [item.id for item in contents.contacts]),
    ):
        for twice, n in Counter(ids).items():
            if n > 1:
                yield _at(pack, name, (), f"the id {twice} stands {n} times; ids are unique and never reused")
    for name in pack.lines:
        if name.startswith("entries/") and name[len("entries/") : -len(".yaml")] not in pack.entries:
            yield _at(pack, name, ("id",), "the file is not named after its id; rename one of them")


def _references(pack: Pack) -> Iterator[Problem]:
    for entry in pack.entries.values():
        for field, ids, known in (
            ("places", entry.places, pack.gazetteer),
            ("related", entry.related, pack.entries),
            ("ask_whom", entry.ask_whom, pack.referrals),
            ("when_asked_now", (entry.when_asked_now,) if entry.when_asked_now else (), pack.entries),
        ):
            for unknown in (item for item in ids if item not in known):
                yield _unknown(pack, entry, (field,), "unknown", unknown, known, field=field)
        for n, statement in enumerate(entry.statements):
            yield from _statement_references(pack, entry, n, statement)


def _statement_references(pack: Pack, entry: Entry, n: int, statement: Statement) -> Iterator[Problem]:
    for field, ids, known in (("by", statement.by, pack.voices), ("sources", statement.sources, pack.sources)):
        for unknown in (item for item in ids if item not in known):
            yield _unknown(pack, entry, ("statements", n, field), "unlisted", unknown, known, n=n, field=field)
    if statement.superseded_by and not _overtaken_by(pack, entry, statement.superseded_by):
        yield _entry_at(pack, entry, ("statements", n, "superseded_by"), "overtaken", n=n, id=statement.superseded_by)
    if not statement.sources and statement.status not in (Status.UNKNOWN, Status.GUIDANCE):
        yield _entry_at(pack, entry, ("statements", n), "no_source", n=n)


def _overtaken_by(pack: Pack, entry: Entry, name: str) -> bool:
    other, _, statement_id = name.rpartition("#")
    holder = pack.entries.get(other) if other else entry
    return holder is not None and statement_id in {statement.id for statement in holder.statements}


def _unknown(pack: Pack, entry: Entry, where: Where, rule: str, name: str, known: object, **values: object) -> Problem:
    """A name that is not there, with the one that was meant, if one is like it."""
    if near := _alike(name, known):
        return _entry_at(pack, entry, where, f"{rule}_near", id=name, near=near, **values)
    return _entry_at(pack, entry, where, rule, id=name, **values)


def _nearest(name: object, known: object) -> str:
    near = _alike(name, known)
    return f"; did you mean {near}?" if near else "; correct or remove it"


def _alike(name: object, known: object) -> str | None:
    from rapidfuzz import process

    ids = [place.id for place in known.places] if hasattr(known, "places") else list(known)  # type: ignore[call-overload]
    best = process.extractOne(str(name), ids, score_cutoff=70)
    return best[0] if best else None


def _questions(pack: Pack) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for entry in pack.entries.values():
        for lang in LANGS:
            for n, question in enumerate(entry.questions[lang]):
                where: Where = ("questions", lang, n)
                other = first.setdefault((lang, normalise(question)), entry.id)
                if other != entry.id or (lang, normalise(question)) in {
                    (lang, normalise(q)) for q in entry.questions[lang][:n]
                }:
                    yield _entry_at(pack, entry, where, "asked_twice", question=question, other=other)
            if len(entry.questions[lang][0]) > BUTTON:
                yield _entry_at(pack, entry, ("questions", lang, 0), "button", most=BUTTON)


def _wording(pack: Pack) -> Iterator[Problem]:
    for entry in pack.entries.values():
        for lang in LANGS:
            shown = sum(len(statement.text(lang)) for statement in entry.statements if not statement.more)
            if shown > SHOWN:
                yield _entry_at(pack, entry, ("statements",), "shown", shown=shown, lang=lang, most=SHOWN)
        for n, statement in enumerate(entry.statements):
            for lang, pattern, rule in _FORBIDDEN:
                text = statement.text(lang)
                found = re.search(pattern, text, re.IGNORECASE)
                if found and not _quoted(text, found.start()):
                    yield _entry_at(pack, entry, ("statements", n, lang), rule, found=found[0])
        for lang in LANGS:
            if re.match(r"(?:Yes|No|Oui|Non)\b[.,]", entry.statements[0].text(lang)):
                yield _entry_at(pack, entry, ("statements", 0, lang), "yes_or_no")
    danger = pack.entries.get(pack.about.danger)
    if danger:
        for lang in LANGS:
            if len(danger.statements[0].text(lang)) > DANGER:
                yield _entry_at(pack, danger, ("statements", 0, lang), "danger", most=DANGER)


def _claims(pack: Pack) -> Iterator[Problem]:
    for entry, n, lang, sentence in claims_told_as_fact(pack):
        yield _entry_at(pack, entry, ("statements", n, lang), "claim", sentence=sentence[:40])


def _quoted(text: str, at: int) -> bool:
    """True inside quotation marks, where somebody else is speaking."""
    before = text[:at]
    return before.count("«") > before.count("»") or before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _dates(pack: Pack) -> Iterator[Problem]:
    for entry in pack.entries.values():
        for n, statement in enumerate(entry.statements):
            end = latest(statement.as_of)
            if end and statement.valid_until and statement.valid_until < end.isoformat()[:7]:
                yield _entry_at(pack, entry, ("statements", n, "valid_until"), "ends_early")


def _unknowns(pack: Pack) -> Iterator[Problem]:
    for entry in pack.entries.values():
        if (entry.unknown or entry.tense is Tense.NOW) and not entry.ask_whom:
            yield _entry_at(pack, entry, ("ask_whom",), "whom_to_ask")
        if entry.tense is Tense.NOW and not entry.unknown:
            yield _entry_at(pack, entry, ("statements", 0), "now_unknown")
        target = pack.entries.get(entry.when_asked_now or "")
        if target and target.tense is Tense.PAST:
            yield _entry_at(pack, entry, ("when_asked_now",), "about_then", id=target.id)


def _other_files(pack: Pack) -> Iterator[Problem]:
    contents, about = pack.contents, pack.about
    for place in contents.places:
        if place.parent and place.parent not in pack.gazetteer:
            yield _at(pack, "places.yaml", (), f"{place.id}: parent {place.parent} does not exist")
    names: dict[str, str] = {}
    for place in (*contents.places, *contents.elsewhere):
        for name in {normalise(name) for name in (place.name.en, place.name.fr, *place.aliases)}:
            if names.setdefault(name, place.id) != place.id:
                yield _at(
                    pack, "places.yaml", (), f"the name {name!r} belongs to {names[name]} and {place.id}; keep one"
                )
    for name, entry_ids in (
        (
            "about.yaml",
            (
                about.danger,
                about.overview,
                about.other_towns,
                about.missing_person,
                about.checking,
                *about.starters,
                *about.advice,
            ),
        ),
        ("sites.yaml", tuple(site.entry for site in contents.sites)),
        ("restrictions.yaml", tuple(item.entry for item in contents.restrictions)),
        ("contacts.yaml", tuple(entry for contact in contents.contacts for entry in contact.shown_with)),
    ):
        for unknown in (entry for entry in entry_ids if entry not in pack.entries):
            yield _at(pack, name, (), f"entry {unknown} does not exist{_nearest(unknown, pack.entries)}")
    for name, place_ids in (
        ("about.yaml", (*about.places, *about.subscribe_to)),
        ("sites.yaml", tuple(place for site in contents.sites for place in (site.place, site.quarter))),
        ("restrictions.yaml", tuple(place for item in contents.restrictions for place in item.places)),
    ):
        for unknown in (place for place in place_ids if place not in pack.gazetteer):
            yield _at(pack, name, (), f"place {unknown} does not exist{_nearest(unknown, pack.gazetteer)}")


def _carried(pack: Pack) -> dict[str, set[str]]:
    """The entries that carry each fact."""
    carried: dict[str, set[str]] = {}
    for entry in pack.entries.values():
        for fact in (fact for statement in entry.statements for fact in statement.facts):
            carried.setdefault(fact, set()).add(entry.id)
    return carried


def _facts(pack: Pack) -> Iterator[Problem]:
    coverage, carried = pack.contents.coverage, _carried(pack)
    said = set(carried)
    for fact in coverage.facts:
        if fact not in said and fact not in coverage.left_out:
            yield _told(pack, "coverage.yaml", ("facts",), "fact_lost", fact=fact)
    for fact in sorted(said & set(coverage.left_out)):
        yield _told(pack, "coverage.yaml", ("left_out", fact), "fact_said", fact=fact)
    for entry in pack.entries.values():
        for n, statement in enumerate(entry.statements):
            for fact in (fact for fact in statement.facts if fact not in coverage.facts):
                yield _entry_at(pack, entry, ("statements", n, "facts"), "fact_unlisted", fact=fact)
    for sentence in coverage.sentences:
        lost = [fact for fact in sentence.facts if fact not in said and fact not in coverage.left_out]
        if lost or not (sentence.facts or sentence.why_not):
            where: Where = ("sentences", sentence.n - 1)
            yield _told(pack, "coverage.yaml", where, "sentence_lost", n=sentence.n, lost=", ".join(lost) or "-")


def _conflicts(pack: Pack) -> Iterator[Problem]:
    coverage = pack.contents.coverage
    for conflict in coverage.conflicts:
        entry = pack.entries.get(conflict.entry)
        held = {fact for statement in entry.statements for fact in statement.facts} if entry else set()
        if lost := [fact for fact in conflict.facts if fact not in held]:
            told = {"n": conflict.n, "topic": conflict.topic, "id": conflict.entry, "lost": ", ".join(lost)}
            yield _told(pack, "coverage.yaml", ("conflicts", conflict.n - 1), "conflict", **told)
    for missing in coverage.missing:
        for unknown in (entry for entry in missing.entries if entry not in pack.entries):
            yield _told(pack, "coverage.yaml", ("missing", missing.n - 1), "missing", id=unknown)


def _words(pack: Pack) -> Iterator[Problem]:
    asked = (
        pack.meanings.read(tokens(question), lang)
        for entry in pack.entries.values()
        for lang in LANGS
        for question in entry.questions[lang]
    )
    known = frozenset(number for meant in asked for number in meant)
    for number, (name, meaning) in enumerate(pack.contents.words.items()):
        if number not in known:
            yield _at(pack, "words.yaml", ("words", name), f"no example question has the meaning {name}; remove it")
        for lang in LANGS:
            for twice, n in Counter(tuple(cut(tokens(word), lang)) for word in meaning[lang]).items():
                if n > 1:
                    what = f"{' '.join(twice)!r} stands {n} times under {name}, endings aside; once is enough"
                    yield _at(pack, "words.yaml", ("words", name, lang), what)
