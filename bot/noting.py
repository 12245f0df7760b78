"""What operators are told, in a sentence: the same in the console and on their phones."""

from collections.abc import Mapping
from datetime import datetime

from babel.dates import format_datetime

from bot.locales import count, say
from bot.refusing import told
from bot.render import BAMAKO
from db.acknowledgements import Read
from db.notes import Note
from knowledge.entry import Lang


def note(seen: Note, names: Mapping[int, str], lang: Lang) -> str:
    """What an operator is told, in a sentence; `names` are those of operators."""
    details = {"alert": "", "notice": "", **seen.details}
    chats = seen.details.get("chats", 0)
    details["chats"] = count("console.chats_n", lang, chats, shown=number(chats, lang))
    details["why"] = told(seen.details.get("why", ""), lang)
    details["operator"] = names.get(seen.details.get("operator", 0), "")
    if at := seen.details.get("at"):
        details["at"] = moment(datetime.fromisoformat(at), lang)
    details["alert"] = seen.subject.rpartition(":")[2]
    return say(f"console.note.{seen.kind}", lang, **{"at": "", **details})


def read(found: Read, lang: Lang) -> str:
    """How many of a team have read an advisory: numbers only."""
    return say("console.read", lang, shown=number(found.n, lang), of=number(found.of, lang))


def moment(at: datetime, lang: Lang) -> str:
    """Sun 22 Nov, 18:30; the year is always this one where operators work."""
    pattern = "EEE d MMM, H\u00a0'h'\u00a0mm" if lang == "fr" else "EEE d MMM, HH:mm"
    return str(format_datetime(at.astimezone(BAMAKO), pattern, locale=lang))


def number(n: int, lang: Lang) -> str:
    """4,180 and 4 180, the space of which does not break."""
    return f"{n:,}".replace(",", "\u202f" if lang == "fr" else ",")
