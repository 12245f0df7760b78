"""The steps of `advisory notice`, each one unit of work."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.common import err, fail
from bot.commands.installation import now, opened, operator
from bot.commands.steps import prove

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.alerts import Record
    from db.notices import Kept
    from db.operators import Operator
    from knowledge.alert import Alert
    from knowledge.notice import Slots, Template
    from knowledge.place import Gazetteer


async def write(found: "Settings", gazetteer: "Gazetteer", file: Path | None, who: str | None) -> "list[Kept]":
    from bot.render import BAMAKO
    from db import notices

    templates = _read(file)
    async with opened(found) as database, database.unit_of_work() as session:
        author = (await operator(session, who)).id if file else None
        return [await notices.write(session, each, author, gazetteer, BAMAKO, now()) for each in templates]


async def everything(found: "Settings") -> "tuple[Kept, ...]":
    from db import notices

    async with opened(found) as database, database.reading() as session:
        return await notices.everything(session)


async def shown(found: "Settings", name: str, number: int, who: str | None) -> "tuple[Kept, Operator]":
    from db import notices

    async with opened(found) as database, database.reading() as session:
        return await notices.get(session, name, number), await operator(session, who)


async def approve(found: "Settings", kept: "Kept", approver: "Operator", code: str | None) -> "Kept":
    from db import notices

    async with opened(found) as database:
        await prove(found, database, approver, code)
        async with database.unit_of_work() as session:
            name, number, shown_hash = kept.template.name, kept.number, kept.content_hash
            return await notices.approve(session, name, number, approver.id, shown_hash, now())


async def withdraw(found: "Settings", name: str, number: int, who: str | None) -> None:
    from db import notices

    async with opened(found) as database, database.unit_of_work() as session:
        await notices.withdraw(session, name, number, (await operator(session, who)).id, now())


async def filled(
    found: "Settings", gazetteer: "Gazetteer", name: str, slots: "Slots", who: str | None, *, exercise: bool
) -> "tuple[Alert, Operator]":
    from bot.render import BAMAKO
    from db import notices
    from knowledge.alert import Status
    from knowledge.notice import fill, slot_problems

    if problems := slot_problems(slots, gazetteer, now()):
        fail("\n".join(problems))
    status = Status.EXERCISE if exercise else Status.ACTUAL
    async with opened(found) as database, database.reading() as session:
        kept = await notices.ready(session, name)
        return fill(kept.template, slots, gazetteer, BAMAKO, status), await operator(session, who)


async def issue(
    found: "Settings",
    gazetteer: "Gazetteer",
    name: str,
    slots: "Slots",
    shown_alert: "Alert",
    issuer: "Operator",
    code: str | None,
) -> "tuple[Record, int]":
    from bot.render import BAMAKO
    from db import notices
    from knowledge.alert import content_hash

    async with opened(found) as database:
        await prove(found, database, issuer, code)
        async with database.unit_of_work() as session:
            shown_hash, status = content_hash(shown_alert), shown_alert.status
            return await notices.issue(
                session, name, slots, shown_hash, issuer.id, gazetteer, BAMAKO, now(), status=status
            )


def found_place(typed: str, gazetteer: "Gazetteer") -> str:
    """The id of a place that was typed by id or by one of its names; else the nearest ones are told."""
    from knowledge.text import tokens

    if typed in gazetteer:
        return typed
    named = gazetteer.mentions(tokens(typed))
    if len(named) == 1:
        return named[0].place
    for each in gazetteer.nearest_names(typed):
        for line in placed(each.id, gazetteer):
            err.print(line, markup=False)
    return fail(f"--place: {typed} is not one place of the gazetteer; give an id.")


def placed(place: str, gazetteer: "Gazetteer") -> tuple[str, str]:
    """The place with what contains it and how far from its centre it lies: two places may share a name."""
    from bot.placing import placed as in_words

    return in_words(place, gazetteer, "en"), in_words(place, gazetteer, "fr")


def example(template: "Template", gazetteer: "Gazetteer", at: datetime) -> "Alert":
    """The template with its slots filled at some place, as it is shown to who approves it."""
    from bot.render import BAMAKO
    from knowledge.notice import LONGEST, Slots, fill

    return fill(template, Slots(gazetteer.places[0].id, at, at + LONGEST), gazetteer, BAMAKO)


def _read(file: Path | None) -> "list[Template]":
    from bot.notice_file import BadNotices, read_notices, shipped_notices

    try:
        return read_notices(file.read_text("utf-8"), file.name) if file else shipped_notices()
    except BadNotices as problem:
        return fail(f"{problem}\nNothing was stored.", 1)
    except (OSError, UnicodeDecodeError) as problem:
        return fail(f"{file} cannot be read: {getattr(problem, 'strerror', None) or 'it is not UTF-8 text'}.")
