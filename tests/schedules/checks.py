"""What must hold once a world has come to rest: nobody lost, nothing twice, nothing stale, nothing made up."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col

from db.ledger import Bad, Blocked, Sent
from db.recipients import UNCERTAIN, delivery
from db.tables import TallyRow
from tests.schedules.channel import Message
from tests.schedules.truth import NEWS, Attempt
from tests.schedules.world import World


@dataclass(frozen=True)
class Row:
    """A line of the ledger as it ended."""

    id: int
    chat: int
    kind: str
    subject: str
    alert: int
    state: str
    reason: str | None

    @property
    def name(self) -> str:
        return f"{self.kind} {self.subject} to chat {self.chat}"


async def breaches(world: World) -> list[str]:
    """Everything that does not hold, in sentences."""
    found = await rows(world)
    counted = await _counted(world)
    return [
        *world.truth.breaches,
        *_unfinished(found),
        *_lost(world, found),
        *_made_up(world, found),
        *(problem for row in found for problem in _ended_wrongly(world, row)),
        *_stale(world, found),
        *_twice(world),
        *([] if counted == world.forgotten_rows else ["rows of a forgotten chat were not counted"]),
    ]


async def rows(world: World) -> list[Row]:
    columns = (delivery.id, delivery.chat_id, delivery.kind, delivery.subject, delivery.alert_id)
    async with world.database.reading() as session:
        found = await session.execute(select(*columns, delivery.state, delivery.reason).order_by(delivery.id))
        return [Row(*row) for row in found]


async def _counted(world: World) -> int:
    async with world.database.reading() as session:
        return await session.scalar(select(func.coalesce(func.sum(col(TallyRow.n)), 0))) or 0


def _unfinished(found: list[Row]) -> Iterator[str]:
    for row in found:
        if row.state in ("pending", "claimed", "sending"):
            yield f"{row.name} never came to an end: {row.state}"


def _lost(world: World, found: list[Row]) -> Iterator[str]:
    there = {(row.chat, row.kind, row.subject) for row in found}
    for chat, kind, subject in sorted(world.truth.owed - there):
        if not world.truth.people[chat].forgotten:
            yield f"chat {chat} was lost: no row {kind} {subject}"


def _made_up(world: World, found: list[Row]) -> Iterator[str]:
    for row in found:
        if (row.chat, row.kind, row.subject) not in world.truth.owed | world.truth.allowed:
            yield f"{row.name} is there, but nothing of it was owed"


def _ended_wrongly(world: World, row: Row) -> Iterator[str]:
    """The state in which a row ended is one that what happened accounts for."""
    attempts, person = world.truth.of_row(row.id), world.truth.people[row.chat]
    about = world.truth.alerts[row.alert]
    left = bool(person.ever) and about.kind in NEWS and row.kind == "send"
    reasons = {
        "superseded": about.standing == "superseded" or row.subject.startswith(("retired", "expired")),
        "cancelled": about.standing == "cancelled",
        "expired": about.expires <= world.truth.latest,
        "ended": left or "blocked" in person.ever,
    }
    too_late = row.kind == "send" and row.reason == "expired"
    fits = {
        "sent": any(isinstance(each.told, Sent) and each.arrived for each in attempts),
        "blocked": any(isinstance(each.told, Blocked) for each in attempts),
        "bad": reasons["expired"] if too_late else any(isinstance(each.told, Bad) for each in attempts),
        "uncertain": any(each.unclear for each in attempts) and row.reason == UNCERTAIN,
        "skipped": not too_late and reasons.get(row.reason or "", False),
    }
    if not fits.get(row.state, True):
        yield f"{row.name} ended {row.state} ({row.reason}), which nothing accounts for"
    if (row.state == "skipped" or too_late) and any(
        each.arrived and not isinstance(each.told, Sent) for each in attempts
    ):
        yield f"{row.name} counts as never sent, but it may have arrived"


def _stale(world: World, found: list[Row]) -> Iterator[str]:
    """Who has a message that is no longer true sees it changed, unless the ledger could not know or not do it."""
    for chat, person in world.truth.people.items():
        if person.forgotten or "blocked" in person.ever:
            continue
        refused = any(row.chat == chat and row.kind == "edit" and row.state in ("bad", "uncertain") for row in found)
        for message in world.channel.seen(chat):
            if not refused and _no_longer_true(world, message) and _known(world, message):
                yield f"chat {chat} still reads {message.says}"


def _no_longer_true(world: World, message: Message) -> bool:
    kind, _, number = message.says.partition(":")
    about = world.truth.alerts[int(number)] if kind == "alert" else None
    return about is not None and (about.standing != "issued" or about.ended)


def _known(world: World, message: Message) -> bool:
    """The ledger was told the number of this message."""
    return any(each.arrived == message.number and isinstance(each.told, Sent) for each in world.truth.attempts)


def _twice(world: World) -> Iterator[str]:
    """Nobody reads the same text in two messages, but for a second copy that the policy allows."""
    for chat in world.truth.people:
        shown = [message.says for message in world.channel.seen(chat) if message.says.startswith("alert:")]
        for text in sorted(set(shown)):
            copies = [each for each in world.truth.attempts if _copy(each, chat, text)]
            allowed = 1 + any(each.unclear for each in copies)
            if shown.count(text) > allowed:
                yield f"chat {chat} reads {text} in {shown.count(text)} messages"


def _copy(attempt: Attempt, chat: int, text: str) -> bool:
    each = attempt.claim.delivery
    return each.chat_id == chat and attempt.plain and text == f"alert:{each.alert.id}" and not each.retires
