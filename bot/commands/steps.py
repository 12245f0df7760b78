"""The steps of `advisory alert`, each one unit of work."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.common import err, fail, settings
from bot.commands.installation import now, opened, operator

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.alerts import Record
    from db.operators import Operator
    from db.session import Database
    from knowledge.alert import Alert
    from knowledge.difference import Change
    from knowledge.entry import Lang
    from knowledge.place import Gazetteer


async def draft(
    found: "Settings", places: "Gazetteer", file: Path, who: str | None, replaces: int | None, team: str | None
) -> "Record":
    from db import alerts, drafts, teams

    async with opened(found) as database, database.unit_of_work() as session:
        author = await operator(session, who)
        before = await alerts.get(session, replaces) if replaces is not None else None
        own = (await teams.by_name(session, team)).id if team else before.alert.team if before else None
        alert = read_file(file, places, before.alert if before else None, own)
        return await drafts.draft(session, alert, author.id, now(), replaces=replaces)


async def edit(found: "Settings", places: "Gazetteer", number: int, file: Path, who: str | None) -> "Record":
    from db import alerts, drafts

    async with opened(found) as database, database.unit_of_work() as session:
        author = await operator(session, who)
        kept = await alerts.get(session, number)
        before = await alerts.get(session, kept.replaces_id) if kept.replaces_id else None
        alert = read_file(file, places, before.alert if before else None, kept.alert.team)
        return await drafts.edit(session, number, alert, author.id, kept.version, now())


async def get(found: "Settings", number: int) -> "Record":
    from db import alerts

    async with opened(found) as database, database.reading() as session:
        return await alerts.get(session, number)


async def submit(found: "Settings", places: "Gazetteer", number: int, who: str | None) -> "Record":
    from db import drafts

    async with opened(found) as database, database.unit_of_work() as session:
        author = await operator(session, who)
        return await drafts.submit(session, number, author.id, places, now())


async def shown(found: "Settings", number: int, who: str | None) -> tuple["Record", "Operator"]:
    """What is put before the approver; the approval is bound to the hash of exactly this."""
    from db import alerts

    async with opened(found) as database, database.reading() as session:
        return await alerts.get(session, number), await operator(session, who)


def asked_code(who: "Operator") -> str | None:
    """The code of the operator's authenticator; a demo operator has none."""
    return None if who.demo else typer.prompt(f"The code of {who.name}'s authenticator app", err=True)


async def prove(found: "Settings", database: "Database", who: "Operator", code: str | None) -> None:
    """A unit of its own: a code that was tried is used up, whatever becomes of what it is for.

    Raises: OperatorProblem.
    """
    from bot.installation import sealer_of
    from db import operators
    from db.operators import OperatorProblem

    if who.demo:
        return
    async with database.unit_of_work() as session:
        proved = await operators.verify_totp(session, sealer_of(found), who.id, code or "", now())
    if not proved:
        raise OperatorProblem("The code is not right, or was used already; wait for the next one.")


async def approve(found: "Settings", record: "Record", approver: "Operator", code: str | None) -> "Record":
    from db import approvals

    async with opened(found) as database:
        await prove(found, database, approver, code)
        async with database.unit_of_work() as session:
            shown_hash = record.content_hash
            return await approvals.approve(session, record.id, approver.id, shown_hash, "command line", now())


async def issue_alone(
    found: "Settings", places: "Gazetteer", record: "Record", who: "Operator", code: str | None, why: str
) -> int:
    from bot.issuing import issue_alone as issue_now

    async with opened(found) as database:
        await prove(found, database, who, code)
        async with database.unit_of_work() as session:
            return await issue_now(session, places, record.id, who.id, record.content_hash, why, now())


async def review(found: "Settings", number: int, who: str | None, next_update: datetime | None) -> "Record":
    from db import promises

    async with opened(found) as database, database.unit_of_work() as session:
        return await promises.reviewed(session, number, (await operator(session, who)).id, next_update, now())


async def unschedule(found: "Settings", number: int, who: str | None) -> None:
    from db import planned

    async with opened(found) as database, database.unit_of_work() as session:
        await planned.unplan(session, number, (await operator(session, who)).id, now())


async def send_to_me(found: "Settings", number: int, who: str | None) -> bool:
    from db import links

    async with opened(found) as database, database.unit_of_work() as session:
        return await links.send_to_me(session, number, (await operator(session, who)).id, now())


async def changes(found: "Settings", number: int) -> "tuple[Change, ...]":
    """Against the message that it replaces, else against its own text before the last edit."""
    from db import alerts, revisions
    from knowledge.difference import difference

    async with opened(found) as database, database.reading() as session:
        record = await alerts.get(session, number)
        if record.replaces_id is not None:
            return difference((await alerts.get(session, record.replaces_id)).alert, record.alert)
        earlier = await revisions.before(session, number, record.content_hash)
        return difference(earlier, record.alert) if earlier else ()


async def reject(found: "Settings", number: int, why: str, who: str | None) -> None:
    from db import approvals

    async with opened(found) as database, database.unit_of_work() as session:
        await approvals.reject(session, number, (await operator(session, who)).id, why, now())


async def issue(
    found: "Settings", places: "Gazetteer", number: int, who: str | None, later: datetime | None
) -> int | None:
    """How many chats will be told; None where it is planned for later."""
    from bot.issuing import issue as issue_now
    from db.planned import plan

    async with opened(found) as database, database.unit_of_work() as session:
        operator_id = (await operator(session, who)).id
        if later:
            await plan(session, number, later, operator_id, places, now())
            return None
        return await issue_now(session, places, number, now(), operator_id)


async def cancel(
    found: "Settings", places: "Gazetteer", number: int, reasons: "Mapping[Lang, str]", who: str | None
) -> "Record":
    from bot.cancelling import cancellation
    from db import alerts, drafts

    async with opened(found) as database, database.unit_of_work() as session:
        author = await operator(session, who)
        before = await alerts.get(session, number)
        message = cancellation(before.alert, reasons, now())
        drafted = await drafts.draft(session, message, author.id, now(), replaces=number)
        return await drafts.submit(session, drafted.id, author.id, places, now())


def gazetteer() -> "Gazetteer":
    """The places of the pack in use, without its matcher."""
    from knowledge.pack import PackError, load_pack

    found = settings()
    try:
        pack = load_pack(found.pack_folder(), found.cache_dir)
    except PackError as error:
        fail("\n".join(map(str, error.problems)), 1)
    return pack.gazetteer


def read_file(file: Path, places: "Gazetteer", before: "Alert | None" = None, team: int | None = None) -> "Alert":
    """The alert of a file; all its problems, and the end, where it has any."""
    from bot.alert_file import read_alert
    from db.drafts import reference_to
    from knowledge.alert import Alert

    replaces = reference_to(before) if before else None
    try:
        found = read_alert(file.read_text("utf-8"), file.name, places, now(), replaces, team=team)
    except (OSError, UnicodeDecodeError) as problem:
        fail(f"{file} cannot be read: {getattr(problem, 'strerror', None) or 'it is not UTF-8 text'}.")
    if not isinstance(found, Alert):
        for each in found:
            err.print(f"{each.file}:{each.line}: {each.what}", markup=False)
        fail(f"{len(found)} problems; nothing was stored.", 1)
    return found
