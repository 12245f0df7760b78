"""One message in, one turn out: danger first, then what was meant, then what to say."""

from dataclasses import replace
from datetime import datetime

from bot.conversation import distress, followup, intents, keeping, pages, rehearsing, subscribing
from bot.conversation.again import answer_of_last, asked_again
from bot.conversation.answering import Asking, Notices, answer_text, audience_of, no_answer, show
from bot.conversation.danger import Danger, danger
from bot.conversation.followup import Ask
from bot.conversation.message import Attachment, Command, Location, Message, Tap, Words
from bot.conversation.reply import Person, Turn
from knowledge.alert import Severity
from knowledge.base import Base
from knowledge.context import Context
from knowledge.entry import Entry, Lang
from knowledge.moment import about_now
from knowledge.text import CUT, normalise, tokens

SURE_WORDS = 3  # from so many words on, the language of a message outranks what the person chose before

__all__ = ["Notices", "respond"]


def respond(base: Base, person: Person, context: Context, message: Message, now: datetime, notices: Notices) -> Turn:
    """What to answer, what to remember, what to do besides."""
    asking = Asking(base, context, _language(base, person, context, message), now, notices)
    turn = _answered(asking, person, message)
    return keeping.offered(asking, message, turn) if person.channel in keeping.KEEPING else turn


def _answered(asking: Asking, person: Person, message: Message) -> Turn:
    match message:
        case Words(text, forwarded):
            return _hear(asking, person, text[:CUT], forwarded)
        case Command(name, arguments):
            return _command(asking, person, name, arguments[:CUT])
        case Tap(action):
            return _tap(asking, person, action)
        case Location(lat, lon):
            return pages.location(asking, lat, lon)
        case Attachment(kind, caption):
            return (
                _hear(asking, person, caption[:CUT], True)
                if len(tokens(caption)) >= 2
                else pages.attachment(asking, kind)
            )


def _language(base: Base, person: Person, context: Context, message: Message) -> Lang:
    """That of the message where its words tell; else chosen, of the dialogue, last recognised, the phone's."""
    usual = person.chosen or context.lang or person.recognised or person.hint or "en"
    if not isinstance(message, Words):
        return usual
    found = base.recogniser.recognise(message.text[:CUT])
    if found is None or (person.chosen and len(tokens(message.text)) < SURE_WORDS):
        return usual
    return found


def _hear(asking: Asking, person: Person, text: str, forwarded: bool) -> Turn:
    said = normalise(text)
    if not said:
        return pages.attachment(asking, "other")
    asking = replace(asking, context=replace(asking.context, audience=audience_of(text) or asking.context.audience))
    # "Grave et plus" under a place is the button, and no cry.
    if tap := subscribing.picked(asking.context.choices, said, asking.lang):
        return _tap(asking, person, tap)
    sure = Danger.NONE if forwarded else danger(text)
    if sure is Danger.PRESENT or (sure is Danger.LIKELY and not intents.recognise(text)):
        return distress.conduct(asking)
    turn = _meant(asking, person, text, forwarded)
    if sure >= Danger.DOUBTFUL and turn.reply.choices[:1] == (asking.base.pack.about.danger,):
        return distress.conduct(asking)  # doubtful by itself, and nothing answers it better: both judges agree
    asks = sure >= Danger.DOUBTFUL or (sure is Danger.FAINT and turn.reply.abstained)
    return distress.asked_back(turn) if asks else turn


def _meant(asking: Asking, person: Person, text: str, forwarded: bool) -> Turn:
    """What the words ask for, where they are no cry."""
    picked = _picked(asking, text)
    if picked is not None:
        return _tap(asking, person, picked)
    intent = None if forwarded else intents.recognise(text)
    if intent:
        turn = _intent(asking, person, intent, text)
        if turn:
            return turn
    if distress.just_shown(asking, text, normalise(text)):
        return distress.still(asking)
    ask = followup.asked_of_last(text)
    last = _last(asking)
    if one := followup.asked_of_one(text, len(asking.context.entries)):
        ask, index = one
        last = asking.base.pack.entries.get(asking.context.entries[index])
    if ask and last:
        return answer_of_last(asking, last, ask)
    question = intents.without_greeting(text)
    return (
        answer_text(asking, question, True) if forwarded else _in_dialogue(asking, followup.without_opening(question))
    )


def _in_dialogue(asking: Asking, text: str) -> Turn:
    """The answer; of one that was just given, what the message asks of it, and not all of it again."""
    turn, last = answer_text(asking, text), _last(asking)
    if not last or turn.reply.entries != (last.id,) or asking.context.entries != (last.id,):
        return turn
    if about_now(normalise(text)) or len(tokens(text)) > followup.SHORT:
        return turn
    return asked_again(asking, last, text) or turn


def _picked(asking: Asking, text: str) -> str | None:
    """The action that a number, an ordinal or a button's own words choose."""
    offered = asking.context.choices
    said = normalise(text)
    for action in offered:
        entry = asking.base.pack.entries.get(action[2:]) if action.startswith("q:") else None
        if entry and said in (normalise(entry.questions[asking.lang][0]), normalise(entry.title[asking.lang])):
            return action
    index = followup.chosen(text, len(offered))
    return offered[index] if index is not None else None


def _intent(asking: Asking, person: Person, intent: intents.Intent, text: str) -> Turn | None:
    match intent.name:
        case "greeting":
            return pages.greeting(asking, intent.bambara)
        case "thanks":
            return pages.simple(asking, "thanks", "thanks")
        case "goodbye":
            return pages.simple(asking, "goodbye", "greeting")
        case "help":
            return pages.help_page(asking)
        case "subscribe":
            return subscribing.follow_named(asking, person, text)
        case "exercises":
            return rehearsing.wished(asking, person, text)
        case "unsubscribe":
            return subscribing.stop(asking, person)
        case "language":
            return _in_language(asking, text)
        case "operator":
            return pages.human(asking)
        case "refusal":
            return pages.refusal(asking)
        case "invention" | "insult":
            return pages.refusal(asking, f"refusal.{intent.name}")
        case "delete":
            return subscribing.confirm_delete(asking, person)
        case "affirm" | "deny":
            return _settle(asking, person, intent.name == "affirm")
        case "missing_person":
            return show(asking, [(asking.base.pack.entries[asking.base.pack.about.missing_person], False)])
        case "foreign":
            return pages.foreign(asking)
        case "about" | "privacy" | "alerts":
            return _PAGES[intent.name](asking)


def _in_language(asking: Asking, text: str) -> Turn:
    """Change the language; "say it in French" is also answered again in it."""
    turn, last = subscribing.choose_language(asking, text), _last(asking)
    if not (last and turn.effects):
        return turn
    again = show(replace(asking, lang=turn.reply.lang), [(last, False)], asking.context.places)
    return replace(again, reply=replace(again.reply, intent="language"), effects=turn.effects)


def _settle(asking: Asking, person: Person, yes: bool) -> Turn | None:
    """Yes or no to what is pending; a bare no to a choice declines it; else it settles nothing."""
    if asking.context.pending == "delete":
        return subscribing.delete(asking, person) if yes else pages.simple(asking, "delete.kept", None)
    if not yes and "n:" in asking.context.choices:
        return no_answer(asking)
    if yes and distress.CONDUCT in asking.context.choices[:1]:
        return distress.conduct(asking)
    if yes and asking.context.choices:
        return None
    return pages.simple(asking, "settle.nothing", None)


def _last(asking: Asking) -> Entry | None:
    entries = asking.context.entries
    return asking.base.pack.entries.get(entries[-1]) if entries else None


def _command(asking: Asking, person: Person, name: str, arguments: str) -> Turn:
    match name:
        case "start":
            return _deep_link(asking, person, arguments) if arguments else pages.start(asking)
        case "help":
            return pages.help_page(asking)
        case "subscribe":
            return _subscribe_to(asking, person, arguments)
        case "unsubscribe" | "stop":
            return subscribing.stop(asking, person)
        case _ if name in rehearsing.COMMANDS:
            return rehearsing.choose(asking, person)
        case "language":
            return subscribing.choose_language(asking, arguments)
        case "delete":
            return subscribing.confirm_delete(asking, person)
        case _ if name in _PAGES:
            return _PAGES[name](asking)
        case _:
            return pages.help_page(asking)


def _subscribe_to(asking: Asking, person: Person, arguments: str) -> Turn:
    if not arguments.strip():
        return subscribing.choose_place(asking, person)
    place = pages.named_place(asking, arguments)
    return (
        subscribing.follow(asking, person, place.id, subscribing.DEFAULT_LEAST)
        if place
        else subscribing.unknown_place(asking, arguments)
    )


def _deep_link(asking: Asking, person: Person, payload: str) -> Turn:
    """`/start e-ENTRY`, `sub-PLACE`, `exercises`: links on posters and in advisories; all else is a plain start."""
    kind, _, name = payload.strip().partition("-")
    if kind == rehearsing.LINK and not name:
        return rehearsing.choose(asking, person)
    if kind == "e" and name in asking.base.pack.entries:
        return show(asking, [(asking.base.pack.entries[name], False)])
    if kind == "sub" and name in asking.base.pack.gazetteer:
        return subscribing.follow(asking, person, name, subscribing.DEFAULT_LEAST)
    return pages.start(asking)


def _tap(asking: Asking, person: Person, action: str) -> Turn:
    """A button, maybe of an old message, maybe forged: what it names is looked up, never believed."""
    kind, _, name = action.partition(":")
    entry = asking.base.pack.entries.get(name)
    match kind:
        case "q" if entry:
            return show(asking, [(entry, False)])
        case "m" if entry:
            return answer_of_last(asking, entry, Ask.MORE)
        case "s" if entry:
            return answer_of_last(asking, entry, Ask.SOURCE)
        case "n":
            return no_answer(asking)
        case "d":
            return distress.conduct(asking)
        case "p" if name == "language":
            return subscribing.choose_language(asking)
        case "p" if name in _PAGES:
            return _PAGES[name](asking)
        case "l" if name in ("en", "fr"):
            return subscribing.switch(asking, "fr" if name == "fr" else "en")
        case "a":
            return _tapped_place(asking, person, name)
        case "u":
            return subscribing.stop(asking, person, name or None)
        case "r":
            return rehearsing.take_part(asking, person, on=name == "on")
        case "i":
            return subscribing.discreet(asking, name == "on")
        case "x":
            return _tapped_delete(asking, person, name)
        case "k":
            return pages.simple(asking, "keep.not", None) if name else keeping.ask(asking)
        case _:
            return pages.simple(asking, "tap.stale", None)


def _tapped_place(asking: Asking, person: Person, name: str) -> Turn:
    place, _, how = name.partition(":")
    if not place:
        return subscribing.choose_place(asking, person)
    least, _, daily = how.partition(":")
    known = Severity(least) if least in set(Severity) else subscribing.DEFAULT_LEAST
    return subscribing.follow(asking, person, place, known, daily=bool(daily))


def _tapped_delete(asking: Asking, person: Person, name: str) -> Turn:
    if name == "yes" and asking.context.pending == "delete":
        return subscribing.delete(asking, person)
    return pages.simple(asking, "delete.kept", None) if name == "no" else subscribing.confirm_delete(asking, person)


_PAGES: dict[str, pages.Page] = {
    "sites": pages.sites,
    "restrictions": pages.restrictions,
    "advice": pages.advice,
    "alerts": pages.alerts,
    "about": pages.about,
    "privacy": pages.privacy,
}
