"""What is refused is recorded: the step is undone, the line about it stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db import audit

LONGEST = 1000  # characters of a reason that the record keeps


@dataclass(frozen=True)
class Attempt:
    """What somebody tried: None where the program did by itself."""

    action: str
    subject: str
    operator_id: int | None
    at: datetime


class Refused(Exception):
    """A step that is not allowed; the message is a sentence for the operator.

    Where it ends a unit of work, the step is undone and the refusal recorded.
    """

    attempt: Attempt | None = None


@contextmanager
def attempting(action: str, subject: str, operator_id: int | None, now: datetime) -> Iterator[None]:
    """Whatever is refused within belongs to this attempt."""
    try:
        yield
    except Refused as refused:
        refused.attempt = refused.attempt or Attempt(action, subject, operator_id, now)
        raise


async def record(session: AsyncSession, refused: Refused) -> None:
    """The line about it, in a unit of work of its own."""
    if attempt := refused.attempt:
        details = {"why": str(refused)[:LONGEST]}
        action = f"{attempt.action} refused"
        await audit.append(session, action, attempt.subject, details, operator_id=attempt.operator_id, now=attempt.at)
