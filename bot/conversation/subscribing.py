"""Following places: choose a place, from which severity, see what is in force at once; stop with an undo."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import rehearsing
from bot.conversation.answering import Asking
from bot.conversation.pages import page
from bot.conversation.reply import (
    Button,
    ChooseLanguage,
    DeleteMe,
    Effect,
    Following,
    Line,
    Person,
    SetDiscreet,
    Subscribe,
    Turn,
    Unsubscribe,
)
from bot.locales import say
from knowledge.alert import Severity
from knowledge.entry import Lang
from knowledge.place import Place
from knowledge.text import normalise, tokens

DEFAULT_LEAST = Severity.MODERATE
OFFERED = (Severity.MINOR, Severity.MODERATE, Severity.SEVERE)


# Words of the wish itself; what is left may be the name of a place.
_ASKING_WORDS = frozenset(
    [
        *(
            "subscribe",
            "sign",
            "register",
            "follow",
            "alerts",
            "alert",
            "advisories",
            "updates",
            "for",
            "please",
            "the",
        ),
        *("want", "get", "receive", "send", "messages", "notifications", "security", "would", "like", "notify"),
        *("abonner", "abonne", "abonnez", "abonnement", "inscrire", "suivre", "recevoir", "veux", "voudrais", "les"),
        *("alertes", "alerte", "avis", "securite", "pour", "svp", "moi", "nous", "des", "notification", "hello"),
        *("bonjour", "stp", "plait", "vous", "sur", "aux", "informe", "informez", "envoyez", "can", "you"),
    ]
)


def choose_place(asking: Asking, person: Person) -> Turn:
    """What is followed, and the places to follow."""
    lang, base = asking.lang, asking.base
    if not person.may_subscribe:
        return page(asking, (Line(say("subscribe.admins_only", lang)),), (), "subscribe")
    lines = [*_following(asking, person), Line(say("subscribe.which", lang))]
    places = [base.pack.gazetteer[name] for name in base.pack.about.subscribe_to]
    buttons = [Button(place.name[lang], f"a:{place.id}") for place in places]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    if person.following:
        rows += ((rehearsing.button(asking, on=not person.exercises),),)
    return page(asking, tuple(lines), rows, "subscribe")


def follow_named(asking: Asking, person: Person, text: str) -> Turn:
    """ "subscribe me to Faladié": the place is named; else the choice, with the nearest names for one not known."""
    gazetteer = asking.base.pack.gazetteer
    mentions = gazetteer.mentions(tokens(text))
    if mentions:
        return follow(asking, person, mentions[0].place, DEFAULT_LEAST)
    name = [word for word in tokens(text) if len(word) > 2 and word not in _ASKING_WORDS]
    return unknown_place(asking, " ".join(name)) if 0 < len(name) <= 2 else choose_place(asking, person)


def follow(asking: Asking, person: Person, place_id: str, least: Severity, *, daily: bool = False) -> Turn:
    """Follow a place, maybe once a day; what is in force there is shown at once."""
    lang, gazetteer = asking.lang, asking.base.pack.gazetteer
    if not person.may_subscribe:
        return page(asking, (Line(say("subscribe.admins_only", lang)),), (), "subscribe")
    if place_id not in gazetteer:
        return unknown_place(asking, place_id)
    place = gazetteer[place_id]
    in_force = asking.notices((place_id,), lang)
    lines = (
        Line(say("subscribe.done", lang, place=place.name[lang], least=say(f"severity.{least}", lang))),
        *((Line(say("subscribe.daily", lang)),) if daily else ()),
        *(in_force or (Line(say("subscribe.nothing_in_force", lang)),)),
        Line(say("subscribe.not_safe", lang)),
    )
    levels = tuple(
        Button(say(f"subscribe.from.{level}", lang), _again(Following(place_id, level, daily)))
        for level in OFFERED
        if level is not least
    )
    other = Following(place_id, least, not daily)
    when = Button(say("button.at_once" if daily else "button.daily", lang), _again(other))
    quiet = Button(
        say("button.discreet_off" if person.discreet else "button.discreet_on", lang),
        "i:off" if person.discreet else "i:on",
    )
    stop_here = Button(say("button.stop_place", lang), f"u:{place_id}")
    # What is grave never waits for the morning: who follows nothing else has no use for the choice.
    rows = (levels, (quiet, stop_here)) if least.rank >= Severity.SEVERE.rank else (levels, (when, quiet), (stop_here,))
    turn = page(asking, lines, rows, "subscribe")
    return replace(turn, effects=(Subscribe(place_id, least, daily),))


def _again(item: Following) -> str:
    """The tap that follows a place just so."""
    return f"a:{item.place}:{item.least}:daily" if item.daily else f"a:{item.place}:{item.least}"


def picked(offered: Sequence[str], said: str, lang: Lang) -> str | None:
    """The tap that the words of a button under a place choose, typed; `said` is normalised."""
    places = [action for action in offered if action.count(":") > 1 and action.startswith("a:")]
    daily = [action for action in places if action.endswith(":daily")]
    at_once = [action for action in places if action not in daily]
    levels = [(level, action) for level in OFFERED for action in (daily if len(daily) > 1 else at_once)]
    named = [
        *((f"subscribe.from.{level}", action) for level, action in levels if action.split(":")[2] == level),
        *(("button.daily", action) for action in daily if len(daily) == 1),
        *(("button.at_once", action) for action in at_once if len(at_once) == 1 and daily),
        *(("button.stop_place", action) for action in offered if action.startswith("u:")),
        *(("button.discreet_on", action) for action in offered if action == "i:on"),
        *(("button.discreet_off", action) for action in offered if action == "i:off"),
    ]
    return next((action for key, action in named if said == normalise(say(key, lang))), None)


def unknown_place(asking: Asking, name: str) -> Turn:
    """The nearest names with what contains them; nothing is followed."""
    lang, gazetteer = asking.lang, asking.base.pack.gazetteer
    followed = {place.id for place in asking.base.pack.contents.places}  # not the rest of the world
    near = [place for place in gazetteer.nearest_names(name, limit=6) if place.id in followed][:3]
    rows = tuple((Button(within(asking, place), f"a:{place.id}"),) for place in near)
    key = "subscribe.unknown_near" if near else "subscribe.unknown"
    return page(asking, (Line(say(key, lang)),), rows, "subscribe")


def within(asking: Asking, place: Place) -> str:
    """A place with what contains it, so that one Faladié is told from the other."""
    parent = asking.base.pack.gazetteer[place.parent].name[asking.lang] if place.parent else ""
    return (
        say("place.within", asking.lang, place=place.name[asking.lang], parent=parent)
        if parent
        else place.name[asking.lang]
    )


def stop(asking: Asking, person: Person, place_id: str | None = None) -> Turn:
    """No more advisories, for one place or at all, with a way back."""
    lang, gazetteer = asking.lang, asking.base.pack.gazetteer
    if not person.may_subscribe:
        return page(asking, (Line(say("subscribe.admins_only", lang)),), (), "unsubscribe")
    followed = [item for item in person.following if place_id in (None, item.place)]
    if not followed and not (place_id is None and person.exercises):
        return page(
            asking,
            (Line(say("unsubscribe.none", lang)),),
            ((Button(say("button.subscribe", lang), "a:"),),),
            "unsubscribe",
        )
    known = [item for item in followed if item.place in gazetteer]
    exercises = (say("exercises.name", lang),) if place_id is None and person.exercises else ()
    names = ", ".join((*(gazetteer[item.place].name[lang] for item in known), *exercises))
    undo = tuple(
        (Button(say("button.undo", lang, place=gazetteer[item.place].name[lang]), _again(item)),) for item in known[:4]
    )
    turn = page(asking, (Line(say("unsubscribe.done", lang, places=names)),), undo, "unsubscribe")
    return replace(turn, effects=(Unsubscribe(place_id),))


def choose_language(asking: Asking, text: str = "") -> Turn:
    """Switch to the language that is named; ask where none is."""
    named = _language_in(text)
    if named:
        return switch(asking, named)
    rows = ((Button("English", "l:en"), Button("Français", "l:fr")),)
    return page(asking, (Line(say("language.ask", asking.lang)),), rows, "language")


def switch(asking: Asking, lang: Lang) -> Turn:
    turn = page(replace(asking, lang=lang), (Line(say("language.done", lang)),), (), "language")
    return replace(turn, effects=(ChooseLanguage(lang),))


def discreet(asking: Asking, on: bool) -> Turn:
    """Pushed messages that show nothing on a lock screen, or the usual form again."""
    effect: Effect = SetDiscreet(on)
    return replace(page(asking, (Line(say("discreet.on" if on else "discreet.off", asking.lang)),)), effects=(effect,))


def confirm_delete(asking: Asking, person: Person) -> Turn:
    """Ask once before everything about this chat is deleted."""
    lang = asking.lang
    if not person.may_subscribe:
        return page(asking, (Line(say("subscribe.admins_only", lang)),))
    rows = ((Button(say("button.delete_yes", lang), "x:yes"), Button(say("button.delete_no", lang), "x:no")),)
    turn = page(asking, (Line(say("delete.ask", lang)),), rows, "help")
    return replace(turn, context=replace(turn.context, pending="delete"))


def delete(asking: Asking, person: Person) -> Turn:
    """Forget the chat; in a group only where its administrators say so."""
    if not person.may_subscribe:
        return page(asking, (Line(say("subscribe.admins_only", asking.lang)),))
    turn = page(asking, (Line(say("delete.done", asking.lang)),))
    return replace(turn, effects=(DeleteMe(),))


def _following(asking: Asking, person: Person) -> list[Line]:
    lang, gazetteer = asking.lang, asking.base.pack.gazetteer
    known = [item for item in person.following if item.place in gazetteer]
    return [
        Line(
            say(
                "subscribe.following_daily" if item.daily else "subscribe.following",
                lang,
                place=gazetteer[item.place].name[lang],
                least=say(f"severity.{item.least}", lang),
            )
        )
        for item in known
    ]


def _language_in(text: str) -> Lang | None:
    words = set(tokens(text))
    if words & {"english", "anglais"}:
        return "en"
    return "fr" if words & {"french", "francais"} else None
