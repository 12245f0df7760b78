"""What was pushed to a chat, and what is in force, as parts of the page."""

from collections.abc import Sequence
from dataclasses import replace

from bot.opening import to_note
from bot.web.advisories import Notice, arrived, late, notice, overtaken
from bot.web.html import Saying
from bot.web.site import Site
from db import alerts, outbox, teams
from db.chats import Chat
from db.deliveries import Delivery
from knowledge.entry import Lang


async def band(site: Site, chat: Chat | None, lang: Lang) -> list[Notice]:
    """What is in force for everybody, and for the chat's teams, gravest first: whoever opens the page may be there."""
    now = site.desk.clock()
    async with site.desk.database.reading() as session:
        own = await teams.of_chat(session, chat.id) if chat else frozenset[int]()
        found = await alerts.in_force(session, None, now, teams=own)
    return [notice(alert, lang, now, discreet=chat is not None and chat.discreet) for alert in found]


async def news(site: Site, chat: Chat | None, after: int, lang: Lang, *, again: bool = False) -> list[Saying]:
    """What was pushed after a delivery's number and still holds, and what became of earlier messages.

    Seen `again`, that a word was late once is not news any more.
    """
    if chat is None:
        return []
    now = site.desk.clock()
    async with site.desk.database.unit_of_work() as session:
        found = await outbox.for_chat(session, chat.id, after, now)
    kept = [each for each in found if each.retires or each.kind == "check" or each.in_force(now)]
    return [_saying(site, each, lang) for each in kept if each.kind != "remind" or not again]


async def still_in_force(site: Site, chat: Chat | None, lang: Lang) -> Sequence[Saying]:
    """What the page shows of it when it is opened; what changes in an older transcript, its script fetches."""
    return [each for each in await news(site, chat, 0, lang, again=True) if not each.replaces]


def _saying(site: Site, each: Delivery, page: Lang) -> Saying:
    lang = each.language or page
    number = int(each.edits) if each.edits else each.id
    if each.retires:
        made = overtaken(each.alert, each.successor, lang, discreet=each.discreet)
    elif each.kind == "remind":
        made = late(each.alert, each.promised, lang, discreet=each.discreet)
    else:
        made = arrived(each.alert, lang, site.desk.clock(), discreet=each.discreet)
        made = replace(made, buttons=() if each.acknowledged or each.kind == "check" else to_note(each.alert, lang))
    return replace(made, delivery=number, seen=each.id, replaces=each.in_place)
