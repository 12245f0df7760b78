"""An entry as a person reads it: the fact first, then how sure, as of when, according to whom; then whom to ask."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from bot.conversation.reply import Button, Line, Role
from bot.dates import as_of
from bot.locales import say
from knowledge.base import Base
from knowledge.entry import Audience, Entry, Lang, Referral, Statement

RELATED = 2  # buttons to go on with


def tell(base: Base, entry: Entry, lang: Lang, now: datetime, audience: str | None = None) -> tuple[Line, ...]:
    """The first part of an answer: the statements shown at once, and whom to ask where something is not known."""
    shown = [statement for statement in entry.statements if not statement.more]
    return (*_lines(base, shown, lang, now), *_numbers(base, entry, lang), *_whom(base, entry, lang, audience))


def tell_these(base: Base, statements: list[Statement], lang: Lang, now: datetime) -> tuple[Line, ...]:
    """Some statements, each with how sure it is."""
    return tuple(_lines(base, statements, lang, now))


def _numbers(base: Base, entry: Entry, lang: Lang) -> Iterator[Line]:
    """The telephone numbers that belong under an entry; only those that an operator has verified."""
    for contact in base.pack.contents.contacts:
        if contact.usable and entry.id in contact.shown_with:
            checked = as_of(str(contact.verified_on), lang)
            yield Line(say("contact.number", lang, name=contact.name[lang], number=contact.number, date=checked))


def tell_more(base: Base, entry: Entry, lang: Lang, now: datetime) -> tuple[Line, ...]:
    """What stands behind "More"."""
    return tuple(_lines(base, [statement for statement in entry.statements if statement.more], lang, now))


def how_sure(base: Base, entry: Entry, lang: Lang, now: datetime) -> tuple[Line, ...]:
    """How sure, as of when and according to whom its statements are, each once."""
    under = (line.text for line in _lines(base, list(entry.statements), lang, now) if line.role is Role.QUIET)
    return tuple(Line(text) for text in dict.fromkeys(under))


def has_more(entry: Entry) -> bool:
    return any(statement.more for statement in entry.statements)


def whom_to_ask(base: Base, entry: Entry, lang: Lang, audience: str | None) -> tuple[Line, ...]:
    """Whom to ask instead, in full: worded for who is asking; for all of them where that is not known."""
    fitting = _referrals(base, entry, audience)
    return (Line(say("ask.lead", lang)), *(Line(item.text[lang]) for item in fitting)) if fitting else ()


def _whom(base: Base, entry: Entry, lang: Lang, audience: str | None) -> tuple[Line, ...]:
    """Whom to ask, as an answer ends: one line, in brief where several kinds of people may be asking."""
    fitting = _referrals(base, entry, audience)
    several = len({item.audience for item in fitting}) > 1
    said = (item.brief[lang] if several else item.text[lang] for item in fitting)
    return (Line(" ".join((say("ask.lead", lang), *said))),) if fitting else ()


def _referrals(base: Base, entry: Entry, audience: str | None) -> list[Referral]:
    referrals = [base.pack.referrals[name] for name in entry.ask_whom]
    own = [item for item in base.pack.referrals.values() if item.audience == audience] if referrals else []
    return [item for item in referrals if _for(item, audience)] or own or referrals


def sources(base: Base, entries: Iterable[Entry], lang: Lang) -> tuple[Line, ...]:
    """Who says it and where it was read, with addresses."""
    ids = dict.fromkeys(name for entry in entries for s in entry.statements for name in s.sources)
    lines: list[Line] = []
    for source in (base.pack.sources[name] for name in ids):
        copied = source.kind in ("mirror", "aggregator")
        key = "source.copy" if copied else "source.own" if source.kind == "source-document" else "source.read"
        text = say(key, lang, title=source.title, publisher=source.publisher, date=_source_date(source.date, lang))
        lines.append(Line(text, Role.LINK, source.url) if source.url else Line(text))
    return tuple(lines)


def buttons(base: Base, entry: Entry, lang: Lang) -> tuple[tuple[Button, ...], ...]:
    """More, sources, and where to go on from here: full questions."""
    first = [Button(say("button.more", lang), f"m:{entry.id}")] if has_more(entry) else []
    if any(statement.sources for statement in entry.statements):
        first.append(Button(say("button.sources", lang), f"s:{entry.id}"))
    onward = [question(base.pack.entries[name], lang) for name in entry.related[:RELATED]]
    return tuple(row for row in (tuple(first), *((button,) for button in onward)) if row)


def question(entry: Entry, lang: Lang) -> Button:
    """The entry's full question as a button."""
    return Button(entry.questions[lang][0], f"q:{entry.id}")


def _lines(base: Base, statements: list[Statement], lang: Lang, now: datetime) -> Iterator[Line]:
    for _, group in groupby(statements, key=lambda s: (s.status, s.as_of, s.by, s.valid_until, s.superseded_by)):
        together = list(group)
        yield from (Line(statement.text(lang)) for statement in together)
        yield Line(_under(base, together, lang, now), Role.QUIET)


def _under(base: Base, together: list[Statement], lang: Lang, now: datetime) -> str:
    first = together[0]
    if first.valid_until and first.valid_until < now.date().isoformat():
        return say("tag.lapsed", lang, date=as_of(first.valid_until, lang), who=_who(base, together, lang))
    tag = _tag(base, first, lang)
    return say("tag.overtaken", lang, tag=tag) if first.superseded_by else tag


def _tag(base: Base, statement: Statement, lang: Lang) -> str:
    return say(f"tag.{statement.status}", lang, date=as_of(statement.as_of, lang), who=_who(base, [statement], lang))


def _who(base: Base, statements: list[Statement], lang: Lang) -> str:
    names = dict.fromkeys(base.pack.voices[voice].name[lang] for item in statements for voice in item.by)
    return ", ".join(names)


def _for(referral: Referral, audience: str | None) -> bool:
    return audience is None or referral.audience in (Audience.EVERYONE, audience)


def _source_date(date: str, lang: Lang) -> str:
    try:
        return as_of(date, lang)
    except ValueError:  # "2024-09-17/18", "undated copy": the curator's own words about the copy
        return date if "undated" not in date else say("date.undated", lang)
