"""The message that takes an advisory back: written at once, because whoever withdraws one is in a hurry."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.locales import say
from knowledge.alert import Alert, Info, Kind, ResponseType
from knowledge.alert_rules import FOLLOW_UP
from knowledge.entry import LANGS, Lang

STANDS: Final = timedelta(hours=6)


def cancellation(alert: Alert, why: Mapping[Lang, str], now: datetime) -> Alert:
    """A cancel message for an issued alert, ready for review; a language without a reason gets the general one.

    It repeats nothing of the text that it takes back, and does not end before somebody could approve it.
    """
    infos = tuple(_info(alert.info(lang), lang, why.get(lang)) for lang in LANGS)
    changed = {
        "kind": Kind.CANCEL,
        "response_types": (ResponseType.NONE,),
        "expires": max(alert.expires, (now + STANDS).replace(microsecond=0)),
        "next_update": None,
        "onset": None,
        "infos": infos,
        "untranslated": None,
    }
    return alert.model_copy(update=changed)


def _info(info: Info, lang: Lang, why: str | None) -> Info:
    """`info` is in another language where the alert was never translated: names are taken over from it."""
    headline = say("cancel.headline", lang)
    texts = {
        "lang": lang,
        "area": _shortened(info.area, FOLLOW_UP - len(headline)),
        "headline": headline,
        "action": say("cancel.action", lang),
        "happened": say("cancel.happened", lang),
        "changed": why or say("cancel.changed", lang),
        "official": None,
        "not_known": None,
        "mistake": None,
    }
    return info.model_copy(update=texts)


def _shortened(area: str, room: int) -> str:
    """As much of it as fits beside the headline into the first 160 characters, whole words."""
    if len(area) <= room:
        return area
    return area[: room - 1].rpartition(" ")[0].rstrip(" ,;") + "…"
