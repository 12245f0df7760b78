"""The demo's beginning: three operators without codes, and a sample advisory that waits for the second of them."""

from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.alert_file import read_alert
from db import alerts, operators
from db.alerts import Record
from db.operators import OperatorProblem, Role
from db.sealing import Sealer
from knowledge.alert import Alert
from knowledge.place import Gazetteer

AUTHOR, APPROVER = "amina", "boubacar"
OPERATORS: Final[dict[str, tuple[Role, ...]]] = {
    AUTHOR: ("author",),
    APPROVER: ("author", "approver"),
    "chantal": ("author", "approver", "administrator"),
}
STILL_USEFUL = timedelta(hours=1)  # that a sample must hold for, to be worth approving
SAMPLE = "sample-advisory.yaml"


async def add_operators(session: AsyncSession, sealer: Sealer, now: datetime) -> None:
    """The demo's operators; those who are there already stay."""
    for name, roles in OPERATORS.items():
        try:
            await operators.by_name(session, name)
        except OperatorProblem:
            await operators.add(session, sealer, name, now, roles=roles, demo=True)


async def waiting_sample(session: AsyncSession, gazetteer: Gazetteer, now: datetime) -> Record:
    """An advisory in review: one that waits already, else the sample, written anew."""
    for record in await alerts.newest(session):
        if record.state == "in_review" and record.alert.expires > now + STILL_USEFUL:
            return record
    author = await operators.by_name(session, AUTHOR)
    drafted = await alerts.draft(session, _sample(gazetteer, now), author.id, now)
    return await alerts.submit(session, drafted.id, author.id, gazetteer, now)


def _sample(gazetteer: Gazetteer, now: datetime) -> Alert:
    text = (files("bot") / "samples" / SAMPLE).read_text("utf-8")
    read = read_alert(text, SAMPLE, gazetteer, now)
    if isinstance(read, Alert):
        return read
    raise alerts.NotIssuable(tuple(str(problem) for problem in read))  # a pack without the sample's places
