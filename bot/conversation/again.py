"""What is asked of an answer already given: source, date, more, doubt; and never the same text a second time."""

import re
from dataclasses import replace

from bot.conversation.answering import Asking, show
from bot.conversation.followup import Ask
from bot.conversation.reply import Line, Turn
from bot.conversation.telling import has_more, how_sure, sources, tell, tell_more, tell_these, whom_to_ask
from bot.locales import say
from knowledge.base import Base
from knowledge.entry import Entry, Lang, Statement
from knowledge.facets import facets
from knowledge.features import stems
from knowledge.leaning import names_nothing
from knowledge.text import normalise, tokens

_MONTH = r"(?:jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|fev\w*|avr\w*|mai|juin|juil\w*|aout)"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:er)? )?{_MONTH}(?: \d{{4}})?\b|\b(?:19|20)\d\d\b|\b\d{{1,2}} (?:h\b(?: \d\d)?|\d\d\b)"
)
# By what is asked for: what a statement that tells it looks like.
_TELLS = {
    "when": _DATE,
    "how_many": re.compile(r"\b(?:\d+|dozens?|hundreds?|dizaines?|centaines?|douzaine|twenty|fifty|cinquantaine|vingtaine)\b"),
    "how_long": re.compile(r"\b(?:\d+|two|three|few|deux|trois|quelques) (?:hours?|days?|minutes?|heures?|jours?)\b|\blasted\b|\bdure"),
    "who": re.compile(r"\b(?:according to|says?|said|told|reported|denied|announced|selon|d apres|a dit|a dementi|annonce|affirme|indique)\b"),
    "why": re.compile(r"\b(?:because|reason|since it|due to|parce que|car|raison|motif|en raison)\b"),
}  # fmt: skip


def asked_again(asking: Asking, entry: Entry, text: str) -> Turn | None:
    """The part of the answer before that a follow-up asks for, or that no more is known; None where all of it is asked."""
    base, lang, now = asking.base, asking.lang, asking.now
    told = _that_tell(base, entry, lang, text)
    whole = {statement for statement in entry.statements if not statement.more}.issubset(told)
    if whole and not names_nothing(base.matcher.understood(text, lang)):
        return None  # the same question again
    if told and not whole:
        return of_last(asking, entry, tell_these(base, told, lang, now))
    new = tell_more(base, entry, lang, now)
    return of_last(asking, entry, (Line(say("again.nothing", lang)), *new, *whom_to_ask(base, entry, lang, None)))


def answer_of_last(asking: Asking, last: Entry, ask: Ask) -> Turn:
    """Source, date, more, shorter, again, how sure, whom to ask, and now: asked of the answer given last."""
    base, lang, now = asking.base, asking.lang, asking.now
    match ask:
        case Ask.SOURCE:
            return of_last(asking, last, sources(base, [last], lang) or (Line(say("source.none", lang)),))
        case Ask.DATE:
            return of_last(asking, last, (Line(say("date.lead", lang)), *tell(base, last, lang, now)))
        case Ask.MORE:
            more = tell_more(base, last, lang, now) if has_more(last) else (Line(say("more.none", lang)),)
            return of_last(asking, last, more)
        case Ask.SHORTER:
            return of_last(asking, last, tell(base, last, lang, now)[:2])
        case Ask.REPEAT:
            return show(asking, [(last, False)], asking.context.places)
        case Ask.DOUBT:
            return of_last(asking, last, (Line(say("doubt.lead", lang)), *how_sure(base, last, lang, now)))
        case Ask.WHOM:
            whom = whom_to_ask(base, last, lang, asking.context.audience)
            return of_last(asking, last, whom or (Line(say("no_answer.whom", lang)),))
        case Ask.NOW:
            now_entry = base.pack.entries.get(last.when_asked_now or "")
            dated = now_entry is None and last.tense == "past"
            return show(asking, [(now_entry or last, dated)], asking.context.places)


def of_last(asking: Asking, last: Entry, lines: tuple[Line, ...]) -> Turn:
    """Lines about the entry shown before, in its place of the dialogue."""
    turn = show(asking, [(last, False)], asking.context.places)
    rows = tuple(row for row in turn.reply.buttons if not any(button.action[:2] in ("m:", "s:") for button in row))
    lines = (*asking.notices(last.places, asking.lang), *lines)
    return replace(turn, reply=replace(turn.reply, lines=lines, buttons=rows))


def _that_tell(base: Base, entry: Entry, lang: Lang, text: str) -> list[Statement]:
    """The statements that name what is named, else those that look like what is asked for."""
    words = base.matcher.understood(text, lang)
    wanted = {stem for word in words if not names_nothing((word,)) for stem in stems([word], lang)}
    said = [(statement, normalise(statement.text(lang))) for statement in entry.statements]
    naming = [statement for statement, words_said in said if wanted & set(stems(tokens(words_said), lang))]
    if naming:
        return naming
    looks = [_TELLS[name] for name in _TELLS if name in facets(" ".join(words))]
    return [statement for statement, words_said in said if any(_found(look, words_said) for look in looks)]


def _found(look: re.Pattern[str], said: str) -> bool:
    """True where a statement tells it; the numbers of a date count nobody."""
    return bool(look.search(said if look is _DATE else _DATE.sub(" ", said)))
