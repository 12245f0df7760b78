"""The demo's beginning: three operators without codes, a sample advisory that waits for the second of them, questions
that found no answer."""

import secrets
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.alert_file import read_alert
from bot.notice_file import shipped_notices
from bot.render import BAMAKO
from bot.web.console.passwords import hash_now
from db import alerts, drafts, invitations, notices, operators, unanswered
from db.alerts import Record
from db.invitations import LETTERS
from db.operators import OperatorProblem, Role
from db.sealing import Sealer
from knowledge.alert import Alert
from knowledge.entry import Lang
from knowledge.place import Gazetteer

AUTHOR, APPROVER = "amina", "boubacar"
OPERATORS: Final[dict[str, tuple[Role, ...]]] = {
    AUTHOR: ("author", "curator"),
    APPROVER: ("author", "approver", "curator"),
    "chantal": ("author", "approver", "curator", "administrator"),
}
# As people leave them: two are alike, and stand together.
QUESTIONS: Final[tuple[tuple[str, Lang], ...]] = (
    ("is the blood bank taking donors", "en"),
    ("does the blood bank take donors today", "en"),
    ("où peut-on faire réparer un pare-brise touché par un éclat", "fr"),
)
STILL_USEFUL = timedelta(hours=1)  # that a sample must hold for, to be worth approving
SAMPLE = "sample-advisory.yaml"


def new_password() -> str:
    """For the demo's operators, on this machine and until the next start: short enough to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


async def add_operators(session: AsyncSession, sealer: Sealer, password: str, now: datetime) -> None:
    """The demo's operators with a new password; those who are there already stay."""
    hashed = hash_now(password)
    for name, roles in OPERATORS.items():
        try:
            operator = await operators.by_name(session, name)
        except OperatorProblem:
            operator = (await operators.add(session, sealer, name, now, roles=roles, demo=True)).operator
        await invitations.set_password(session, operator.id, hashed, now)


async def waiting_sample(session: AsyncSession, gazetteer: Gazetteer, now: datetime) -> Record:
    """An advisory in review: one that waits already, else the sample, written anew."""
    for record in await alerts.newest(session):
        if record.state == "in_review" and record.alert.expires > now + STILL_USEFUL:
            return record
    author = await operators.by_name(session, AUTHOR)
    drafted = await drafts.draft(session, _sample(gazetteer, now), author.id, now)
    return await drafts.submit(session, drafted.id, author.id, gazetteer, now)


async def leave_questions(session: AsyncSession, now: datetime) -> None:
    """Sample questions that found no answer, where nobody has left any."""
    if not await unanswered.left(session):
        for text, lang in QUESTIONS:
            await unanswered.leave(session, text, lang, "sample", now)


async def store_notices(session: AsyncSession, gazetteer: Gazetteer, now: datetime) -> None:
    """The developing notices that are shipped: two of the operators approve one, then one alone can issue it."""
    for each in shipped_notices():
        await notices.write(session, each, None, gazetteer, BAMAKO, now)


def _sample(gazetteer: Gazetteer, now: datetime) -> Alert:
    text = (files("bot") / "samples" / SAMPLE).read_text("utf-8")
    read = read_alert(text, SAMPLE, gazetteer, now)
    if isinstance(read, Alert):
        return read
    raise alerts.NotIssuable(tuple(str(problem) for problem in read))  # a pack without the sample's places
