"""What commands, menu items and short requests show: help, sites, restrictions, advice, about, privacy."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

from bot.conversation.answering import Asking, starters
from bot.conversation.reply import Button, Line, Reply, Role, Turn
from bot.conversation.telling import question
from bot.dates import as_of, day
from bot.locales import say
from knowledge.entry import Lang, Restriction
from knowledge.place import Place, distance_km
from knowledge.text import normalise

Page = Callable[[Asking], Turn]

NEAR_KM = 3.0  # within this of a site's point, whose own uncertainty is half of it, "near" is honest


def page(
    asking: Asking, lines: tuple[Line, ...], rows: tuple[tuple[Button, ...], ...] = (), intent: str | None = None
) -> Turn:
    """A turn that shows a page and offers its buttons."""
    reply = Reply(lines, asking.lang, rows, intent=intent)
    offered = tuple(button.action for row in rows for button in row)
    return Turn(reply, replace(asking.context, choices=offered, lang=asking.lang, no_answers=0, pending=None))


def start(asking: Asking) -> Turn:
    """The first message: what this is, that nobody reads it, that it is no emergency service."""
    lang = asking.lang
    lines = (Line(say("start.what", lang)), Line(say("start.nobody", lang)), Line(say("start.try", lang)))
    return page(asking, (*asking.notices((), lang), *lines), (*_starters(asking), *menu(lang)), "help")


def help_page(asking: Asking) -> Turn:
    """What can be asked; the way to say "I am in danger" stands first."""
    lang = asking.lang
    danger = (Button(say("button.danger", lang), "d:"),)
    return page(
        asking,
        (Line(say("help.what", lang)), Line(say("help.how", lang))),
        (danger, *_starters(asking), *menu(lang)),
        "help",
    )


def greeting(asking: Asking, bambara: bool) -> Turn:
    """A greeting in kind; one in Bambara is answered in Bambara, then one line in French."""
    lang: Lang = "fr" if bambara else asking.lang
    lines = (Line(say("greeting.bambara" if bambara else "greeting.hello", lang)), Line(say("greeting.offer", lang)))
    return page(replace(asking, lang=lang), lines, _starters(replace(asking, lang=lang)), "greeting")


def sites(asking: Asking) -> Turn:
    """The places that were hit: quarter, landmark, what happened."""
    base, lang = asking.base, asking.lang
    lines: list[Line] = [Line(say("sites.lead", lang, date=day(base.pack.about.first_day, lang)))]
    for site in base.pack.contents.sites:
        who = ", ".join(base.pack.voices[voice].name[lang] for voice in site.by)
        lines += [
            Line(site.name[lang], Role.HEADING),
            Line(f"{site.landmark[lang]}."),
            Line(site.what[lang]),
            Line(say(f"tag.{site.status}", lang, date=as_of(site.as_of, lang), who=who), Role.QUIET),
        ]
    entries = dict.fromkeys(site.entry for site in base.pack.contents.sites)
    rows = tuple((question(base.pack.entries[name], lang),) for name in list(entries)[:3])
    return page(asking, (*asking.notices(base.pack.about.places, lang), *lines), rows)


def restrictions(asking: Asking) -> Turn:
    """Movement restrictions by state; none of them is listed as in force, which only an alert can say."""
    base, lang = asking.base, asking.lang
    lines: list[Line] = [Line(say("restrictions.lead", lang))]
    listed = sorted(base.pack.contents.restrictions, key=lambda item: _STATES.index(item.state))
    for state, items in groupby(listed, key=lambda item: item.state):
        lines.append(Line(say(f"restrictions.{state}", lang), Role.HEADING))
        lines += [line for item in items for line in _restriction(asking, item)]
    rows = (
        ((question(base.pack.entries["unknown-roads-now"], lang),),) if "unknown-roads-now" in base.pack.entries else ()
    )
    return page(asking, (*asking.notices(base.pack.about.places, lang), *lines), rows)


def advice(asking: Asking) -> Turn:
    """What to do: the entries of guidance and advice, as questions to tap."""
    base, lang = asking.base, asking.lang
    rows = tuple((question(base.pack.entries[name], lang),) for name in base.pack.about.advice)
    return page(asking, (*asking.notices(base.pack.about.places, lang), Line(say("advice.lead", lang))), rows)


def alerts(asking: Asking) -> Turn:
    """Everything in force, or that nothing is."""
    lang = asking.lang
    lines = asking.notices(tuple(place.id for place in asking.base.pack.contents.places), lang)
    none = (Line(say("alerts.none", lang)), Line(say("alerts.none_means", lang)))
    return page(asking, lines or none, ((Button(say("button.subscribe", lang), "a:"),),), "help")


def about(asking: Asking) -> Turn:
    """Who this is and what it stands on."""
    lang, pack = asking.lang, asking.base.pack.about
    lines = (
        Line(say("about.what", lang)),
        Line(say("about.rules", lang)),
        Line(say("about.until", lang, last=day(pack.last_known, lang), searched=day(pack.searched, lang))),
        Line(say("start.nobody", lang)),
    )
    rows = tuple(
        (question(asking.base.pack.entries[name], lang),)
        for name in ("source-document", "knowledge-confirmed")
        if name in asking.base.pack.entries
    )
    return page(asking, lines, rows, "help")


def privacy(asking: Asking) -> Turn:
    """What is kept, for how long, and how to have it deleted."""
    lang = asking.lang
    lines = tuple(
        Line(say(key, lang))
        for key in (
            "privacy.kept",
            "privacy.texts",
            "privacy.left",
            "privacy.location",
            "privacy.web",
            "privacy.delete",
        )
    )
    return page(asking, lines, ((Button(say("button.delete", lang), "x:"),),), "help")


def human(asking: Asking) -> Turn:
    """Nobody reads this chat: said plainly, with whom to ask."""
    base, lang = asking.base, asking.lang
    desk = next((item for item in base.pack.contents.contacts if item.id == "desk" and item.usable), None)
    lines = [Line(say("human.nobody", lang))]
    if desk:
        lines.append(Line(say("human.desk", lang, name=desk.name[lang], number=desk.number)))
    lines += [
        Line(referral.text[lang]) for referral in base.pack.contents.referrals if referral.audience != "everyone"
    ][:4]
    return page(asking, tuple(lines), ((Button(say("button.danger", lang), "d:"),),), "operator")


def refusal(asking: Asking, key: str = "refusal") -> Turn:
    """One sentence, no lecture, and what it can do."""
    lang = asking.lang
    reply = Reply((Line(say(key, lang)),), lang, _starters(asking), intent="refusal", abstained=True)
    return Turn(reply, replace(asking.context, lang=lang, pending=None, choices=_actions(reply)))


def foreign(asking: Asking) -> Turn:
    """A message in another language: said in both of ours at once that these are the ones."""
    lang = asking.lang
    reply = Reply((Line(say("foreign.only", lang)),), lang, _starters(asking), abstained=True)
    return Turn(reply, replace(asking.context, pending=None, choices=_actions(reply)))


def simple(asking: Asking, key: str, intent: str | None) -> Turn:
    """One sentence, such as "you're welcome"."""
    return page(asking, (Line(say(key, asking.lang)),), (), intent)


def attachment(asking: Asking, kind: str) -> Turn:
    """Something that cannot be read gets a civil reply with four taps."""
    lang = asking.lang
    known = kind if kind in ("voice", "audio", "photo", "video", "sticker", "document", "contact") else "other"
    rows = (*_starters(asking)[:3], (Button(say("button.danger", lang), "d:"),))
    return page(asking, (Line(say(f"attachment.{known}", lang)),), rows)


def location(asking: Asking, lat: float, lon: float) -> Turn:
    """How far the shared position is from the affected sites, and what applies there; nothing of it is kept."""
    base, lang = asking.base, asking.lang
    lines = [Line(say("location.lead", lang))]
    for site in base.pack.contents.sites:
        if site.point:
            far = distance_km(site.point, lat, lon)
            key = "location.near" if far <= NEAR_KM else "location.far"
            lines.append(
                Line(
                    say(key, lang, site=site.name[lang], km=_km(far, lang), unsure=_km(site.point.uncertainty_km, lang))
                )
            )
    lines.append(Line(say("location.not_kept", lang)))
    near = _near(asking, lat, lon)
    rows = tuple(
        (question(base.pack.entries[name], lang),)
        for name in ("unknown-safe-now", "guidance-attack")
        if name in base.pack.entries
    )
    return page(asking, (*asking.notices(near, lang), *lines), rows)


def menu(lang: Lang) -> tuple[tuple[Button, ...], ...]:
    """The pages, two in a row."""
    buttons = [Button(say(f"menu.{name}", lang), f"p:{name}") for name in ("sites", "restrictions", "advice", "alerts")]
    buttons += [Button(say("button.subscribe", lang), "a:"), Button(say("menu.language", lang), "p:language")]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def named_place(asking: Asking, text: str) -> Place | None:
    """The place that a text names, if it names one."""
    mentions = asking.base.pack.gazetteer.mentions(tuple(normalise(text).split()))
    return asking.base.pack.gazetteer[mentions[0].place] if mentions else None


def _starters(asking: Asking) -> tuple[tuple[Button, ...], ...]:
    return tuple((button,) for button in starters(asking.base, asking.lang)[:3])


def _actions(reply: Reply) -> tuple[str, ...]:
    return tuple(button.action for row in reply.buttons for button in row)


_STATES = ["end_not_found", "ended", "uncorroborated"]


def _restriction(asking: Asking, item: Restriction) -> tuple[Line, ...]:
    base, lang = asking.base, asking.lang
    who = ", ".join(base.pack.voices[voice].name[lang] for voice in item.by)
    return (Line(item.what[lang]), Line(_span(item, who, lang), Role.QUIET))


def _span(item: Restriction, who: str, lang: Lang) -> str:
    """By whom, from when until when, according to whom; a date that nobody gave is not made up."""
    if item.since is None:
        return say("restrictions.undated", lang, by=item.who[lang], who=who)
    since = as_of(item.since, lang)
    if item.until is None:
        return say("restrictions.since", lang, by=item.who[lang], since=since, who=who)
    if item.until == item.since:
        return say("restrictions.day", lang, by=item.who[lang], day=since, who=who)
    return say("restrictions.span", lang, by=item.who[lang], since=since, until=as_of(item.until, lang), who=who)


def _near(asking: Asking, lat: float, lon: float) -> tuple[str, ...]:
    """The places whose point lies near the position, for the alerts that apply there; the pack's own otherwise."""
    places = [place for place in asking.base.pack.contents.places if place.point]
    near = [
        place.id
        for place in places
        if place.point and distance_km(place.point, lat, lon) <= max(NEAR_KM, place.point.uncertainty_km * 2)
    ]
    return tuple(near)


def _km(km: float, lang: Lang) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(round(km) if km >= 10 else round(km, 1), locale=lang))
