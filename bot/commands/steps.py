"""The steps of `advisory alert`, each one unit of work."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.common import err, fail, settings
from bot.commands.installation import now, opened, operator

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.alerts import Record
    from db.operators import Operator
    from knowledge.alert import Alert
    from knowledge.entry import Lang
    from knowledge.place import Gazetteer


async def draft(found: "Settings", places: "Gazetteer", file: Path, who: str | None, replaces: int | None) -> "Record":
    from db import alerts

    async with opened(found) as database, database.unit_of_work() as session:
        author = await operator(session, who)
        before = await alerts.get(session, replaces) if replaces is not None else None
        alert = read_file(file, places, before.alert if before else None)
        return await alerts.draft(session, alert, author.id, now(), replaces=replaces)


async def get(found: "Settings", number: int) -> "Record":
    from db import alerts

    async with opened(found) as database, database.reading() as session:
        return await alerts.get(session, number)


async def submit(found: "Settings", places: "Gazetteer", number: int, who: str | None) -> "Record":
    from db import alerts

    async with opened(found) as database, database.unit_of_work() as session:
        author = await operator(session, who)
        return await alerts.submit(session, number, author.id, places, now())


async def shown(found: "Settings", number: int, who: str | None) -> tuple["Record", "Operator"]:
    """What is put before the approver; the approval is bound to the hash of exactly this."""
    from db import alerts

    async with opened(found) as database, database.reading() as session:
        return await alerts.get(session, number), await operator(session, who)


async def approve(found: "Settings", record: "Record", approver: "Operator", code: str | None) -> None:
    from bot.installation import sealer_of
    from db import approvals, operators
    from db.operators import OperatorProblem

    async with opened(found) as database:
        if code is not None:
            # A unit of its own: a code that was tried is used up, whatever becomes of the approval.
            async with database.unit_of_work() as session:
                proved = await operators.verify_totp(session, sealer_of(found), approver.id, code, now())
            if not proved:
                raise OperatorProblem("The code is not right, or was used already; wait for the next one.")
        async with database.unit_of_work() as session:
            await approvals.approve(session, record.id, approver.id, record.content_hash, "command line", now())


async def reject(found: "Settings", number: int, why: str, who: str | None) -> None:
    from db import approvals

    async with opened(found) as database, database.unit_of_work() as session:
        await approvals.reject(session, number, (await operator(session, who)).id, why, now())


async def issue(
    found: "Settings", places: "Gazetteer", number: int, who: str | None, later: datetime | None
) -> int | None:
    """How many chats will be told; None where it is planned for later."""
    from bot.issuing import issue as issue_now
    from bot.issuing import plan

    async with opened(found) as database, database.unit_of_work() as session:
        operator_id = (await operator(session, who)).id
        if later:
            await plan(session, number, later)
            return None
        return await issue_now(session, places, number, now(), operator_id)


async def cancel(
    found: "Settings", places: "Gazetteer", number: int, reasons: "Mapping[Lang, str]", who: str | None
) -> "Record":
    from bot.cancelling import cancellation
    from db import alerts

    async with opened(found) as database, database.unit_of_work() as session:
        author = await operator(session, who)
        before = await alerts.get(session, number)
        message = cancellation(before.alert, reasons)
        drafted = await alerts.draft(session, message, author.id, now(), replaces=number)
        return await alerts.submit(session, drafted.id, author.id, places, now())


def gazetteer() -> "Gazetteer":
    """The places of the pack in use, without its matcher."""
    from knowledge.pack import PackError, load_pack

    found = settings()
    try:
        pack = load_pack(found.pack_folder(), found.cache_dir)
    except PackError as error:
        fail("\n".join(map(str, error.problems)), 1)
    return pack.gazetteer


def read_file(file: Path, places: "Gazetteer", before: "Alert | None" = None) -> "Alert":
    """The alert of a file; all its problems, and the end, where it has any."""
    from bot.alert_file import read_alert
    from knowledge.alert import Alert, Reference

    replaces = None
    if before and before.identifier and before.sent:
        replaces = Reference(number=before.number, identifier=before.identifier, sent=before.sent)
    try:
        found = read_alert(file.read_text("utf-8"), file.name, places, now(), replaces)
    except (OSError, UnicodeDecodeError) as problem:
        fail(f"{file} cannot be read: {getattr(problem, 'strerror', None) or 'it is not UTF-8 text'}.")
    if not isinstance(found, Alert):
        for each in found:
            err.print(f"{each.file}:{each.line}: {each.what}", markup=False)
        fail(f"{len(found)} problems; nothing was stored.", 1)
    return found
