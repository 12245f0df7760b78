"""Questions answered: one, or several in the order asked, each once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import rumour
from bot.conversation.reply import Button, CountUnanswered, Line, Reply, Role, Turn
from bot.conversation.resolving import resolve
from bot.conversation.splitting import MOST, questions, sentences
from bot.conversation.telling import buttons, question, tell
from bot.locales import say
from knowledge.answer import (
    Answer,
    Choice,
    NoAnswer,
    Outcome,
    answer,
    known_rumour,
)
from knowledge.base import Base
from knowledge.context import Context
from knowledge.entry import Audience, Entry, Lang, Tense, Topic
from knowledge.text import normalise, tokens

Notices = Callable[[Collection[str], Lang], tuple[Line, ...]]
TRUE_AT = 0.7  # that an entry answers whether something is true: a near one would confirm what it does not tell
LOOKED_AT = 4  # sentences of one message; nobody asks more at once, and each costs a search
SENTENCE_AT = 0.6  # probability; one sentence of several has lost its surroundings and must be surer than the whole
EARLIER = 8  # answers that a dialogue can come back to
STARTERS = 3  # buttons under an honest no


@dataclass(frozen=True)
class Asking:
    """Who asks, in which dialogue, when: what every answer needs."""

    base: Base
    context: Context
    lang: Lang
    now: datetime
    notices: Notices


def answer_text(asking: Asking, text: str, forwarded: bool = False) -> Turn:
    """Answer what a message asks, or say honestly that nothing fits."""
    if rumour.is_claim(text, forwarded):
        return _claim(asking, text)
    if rumour.asks_of_before(text):
        return _of_text_before(asking)
    outcomes = _several(asking, text)
    if len(outcomes) > 1:
        return show(asking, [(entry, dated) for entry, dated in outcomes])
    outcome = _best(asking, text, outcomes)
    asks_if_true = rumour.asks_if_true(text)
    if asks_if_true:
        outcome = _rumour_first(asking, text, outcome)
    about = asking.base.pack.about
    match outcome:
        case Answer(entry) if entry.id == about.danger:
            # Near a cry, but none was found before: asked back, with the conduct one tap away.
            return _offer(asking, (entry, asking.base.pack.entries[about.advice[0]]))
        case Answer(entry, p) if asks_if_true and p < TRUE_AT and entry.tense is not Tense.NOW:
            return _unverified(asking, entry)
        case Answer(entry, _, dated):
            return show(asking, [(entry, dated)], places=_places(asking, text))
        case Choice(entries):
            # Whether something is true is no matter of what was meant: what is near it stands below.
            return _unverified(asking, entries[0]) if asks_if_true else _offer(asking, entries)
        case NoAnswer(near=near):
            return _unverified(asking) if asks_if_true else no_answer(asking, near)


def _rumour_first(asking: Asking, text: str, outcome: Outcome) -> Outcome:
    """The rumour that is known, before what cannot be known of now and before a choice."""
    if isinstance(outcome, Answer) and outcome.entry.tense is not Tense.NOW:
        return outcome
    known, about_now = known_rumour(asking.base, rumour.claim_alone(text), asking.lang)
    return Answer(known, 1.0) if known and not about_now else outcome


def show(asking: Asking, entries: list[tuple[Entry, bool]], places: tuple[str, ...] = ()) -> Turn:
    """Entries as one reply; several stand under headings. A dated one says first that it is not of now."""
    base, lang = asking.base, asking.lang
    lines: list[Line] = []
    for entry, dated in entries:
        if len(entries) > 1:
            lines.append(Line(entry.title[lang], Role.HEADING))
        if dated:
            lines.append(Line(say("answer.not_now", lang)))
        lines += tell(base, entry, lang, asking.now, asking.context.audience)
    ids = tuple(entry.id for entry, _ in entries)
    last = entries[-1][0]
    places = places or tuple(place for place in last.places if place not in base.wide)
    asked = places or tuple(place for entry, _ in entries for place in entry.places)
    single = entries[0][0] if len(entries) == 1 else None
    reply = Reply(
        (*asking.notices(asked, lang), *lines),
        lang,
        buttons(base, single, lang) if single else (),
        entries=ids,
        danger=ids == (base.pack.about.danger,),
    )
    reply = replace(reply, buttons=()) if reply.danger else reply
    remembered = replace(
        asking.context,
        entries=ids,
        before=_earlier(asking.context, ids),
        places=places,
        choices=_actions(reply),
        lang=lang,
        no_answers=0,
        pending=None,
    )
    return Turn(reply, remembered)


def _earlier(context: Context, shown: tuple[str, ...]) -> tuple[str, ...]:
    """The answers before these, latest first, each once."""
    known = dict.fromkeys((*context.entries[::-1], *context.before))
    return tuple(name for name in known if name not in shown)[:EARLIER]


def no_answer(asking: Asking, near: Topic | None = None) -> Turn:
    """An honest no: what I don't have, what I do have, whom to ask; never twice in a row the same sentence."""
    lang, n = asking.lang, asking.context.no_answers
    key = ("no_answer.first", "no_answer.second", "no_answer.third")[min(n, 2)]
    lines = [Line(say(key, lang)), Line(say("no_answer.whom", lang))] if n < 2 else [Line(say(key, lang))]
    rows = tuple((item,) for item in starters(asking.base, lang)[:STARTERS])
    reply = Reply((*asking.notices((), lang), *lines), lang, rows, abstained=True)
    remembered = replace(asking.context, choices=_actions(reply), lang=lang, no_answers=n + 1, pending=None)
    return Turn(reply, remembered, (CountUnanswered(near or "nothing"),))


def starters(base: Base, lang: Lang) -> list[Button]:
    """Full questions to start with."""
    return [question(base.pack.entries[name], lang) for name in base.pack.about.starters]


def _best(asking: Asking, text: str, found: list[tuple[Entry, bool]]) -> Outcome:
    """The message as one question; where that finds nothing, the sentence of it that does."""
    outcome = resolve(asking.base, asking.context, asking.lang, text)
    if isinstance(outcome, Answer):
        return outcome
    if found:
        return Answer(found[0][0], 1.0, found[0][1])
    return _in_a_sentence(asking, text) or outcome


def _in_a_sentence(asking: Asking, text: str) -> Answer | None:
    """The surest answer to one sentence of a message that tells a story around it."""
    told = [sentence for sentence in sentences(text) if len(sentence.split()) > 1]
    if len(told) < 2:
        return None
    outcomes = (answer(asking.base, sentence, asking.lang) for sentence in told[-LOOKED_AT:])
    sure = [outcome for outcome in outcomes if isinstance(outcome, Answer) and outcome.p >= SENTENCE_AT]
    return max(sure, key=lambda outcome: outcome.p, default=None)


def _several(asking: Asking, text: str) -> list[tuple[Entry, bool]]:
    """The different entries that the parts of a message ask for, in order; fewer than two where it is one question."""
    found: dict[str, tuple[Entry, bool]] = {}
    parts = questions(text)
    if len(parts) < 2:
        return []
    for part in parts[:LOOKED_AT]:
        before = replace(asking.context, entries=tuple(found)[-1:] or asking.context.entries)
        match resolve(asking.base, before, asking.lang, part):
            case Answer(entry, _, dated):
                found.setdefault(entry.id, (entry, dated))
            case Answer() | Choice() | NoAnswer():
                continue
    return list(found.values())[:MOST]


def _claim(asking: Asking, text: str) -> Turn:
    """A forwarded or pasted text is one claim: a rumour that is known, or an honest "I can't verify this".

    A denial of then says nothing about tonight: where the text speaks of now, the known rumour is only offered.
    """
    known, about_now = known_rumour(asking.base, rumour.claim_alone(text), asking.lang)
    return show(asking, [(known, False)]) if known and not about_now else _unverified(asking, known)


def _of_text_before(asking: Asking) -> Turn:
    """ "Is it fake?" alone is about the text before: the rumour shown last, else how to check a text at all."""
    entries = asking.base.pack.entries
    shown = [entries[name] for name in asking.context.entries if name in entries]
    last = shown[-1] if shown and shown[-1].topic is Topic.RUMOURS else None
    return show(asking, [(last or entries[asking.base.pack.about.checking], False)])


def _unverified(asking: Asking, near: Entry | None = None) -> Turn:
    base, lang = asking.base, asking.lang
    lines = (Line(say("rumour.unverified", lang)), Line(say("rumour.whom", lang)))
    rows: tuple[tuple[Button, ...], ...] = ((question(near, lang),),) if near else ()
    known = [e for e in base.pack.entries.values() if e.topic is Topic.RUMOURS and e is not near][:2]
    rows += tuple((question(entry, lang),) for entry in known)
    reply = Reply((*asking.notices((), lang), *lines), lang, rows, abstained=True)
    return Turn(reply, replace(asking.context, choices=_actions(reply), lang=lang, pending=None))


def _offer(asking: Asking, entries: tuple[Entry, ...]) -> Turn:
    """Did you mean: up to three full questions, and none of these."""
    lang = asking.lang
    rows = tuple((question(entry, lang),) for entry in entries)
    none = (Button(say("button.none", lang), "n:"),)
    text = say("choice.lead", lang) if len(entries) > 1 else say("choice.single", lang)
    options = [Line(f"{n}. {entry.questions[lang][0]}") for n, entry in enumerate(entries, 1)]
    reply = Reply(
        (*asking.notices((), lang), Line(text), *options),
        lang,
        (*rows, none),
        choices=tuple(entry.id for entry in entries),
        abstained=True,
    )
    remembered = replace(asking.context, choices=_actions(reply), lang=lang, pending=None)
    return Turn(reply, remembered)


def _places(asking: Asking, text: str) -> tuple[str, ...]:
    return tuple(mention.place for mention in asking.base.pack.gazetteer.mentions(tokens(text)))


def _actions(reply: Reply) -> tuple[str, ...]:
    return tuple(button.action for row in reply.buttons for button in row)


_NGO = frozenset(["ngo", "ngos", "ong", "staff", "team", "teams", "colleagues", "colleague", "humanitarian", "aid", "office", "focal", "driver", "convoy", "equipe", "equipes", "collegues", "collegue", "humanitaire", "personnel", "mission", "chauffeur", "bureau"])  # fmt: skip
_TRAVELLER = frozenset(["tourist", "travel", "travelling", "traveling", "traveler", "traveller", "trip", "holiday", "visit", "visiting", "visa", "embassy", "fly", "flying", "touriste", "voyage", "voyager", "voyageur", "voyageurs", "sejour", "vacances", "visiter", "ambassade", "expat"])  # fmt: skip
_RESIDENT = frozenset(["quartier", "voisins", "maison", "shop", "boutique", "marche", "chez", "habite", "habitons", "neighbours", "neighbors", "live", "kids", "parents"])  # fmt: skip


def audience_of(text: str) -> str | None:
    """Who seems to be asking, from plain words; None where they do not tell, and all are told whom to ask."""
    words = set(normalise(text).split())
    for audience, tell_tale in ((Audience.NGO, _NGO), (Audience.TRAVELLER, _TRAVELLER), (Audience.RESIDENT, _RESIDENT)):
        if words & tell_tale:
            return str(audience)
    return None
