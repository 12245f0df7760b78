"""Operators' revisions of entries: written, reviewed by a second person, published over the pack, taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import audit, generations, operators
from db.permissions import WORDS, has_role
from db.refusals import Refused, attempting
from db.statements import insert, table
from db.tables import EntryRevisionRow
from knowledge.entry import Entry

CONTENT = "content"  # the generation that a publication raises
State = Literal["draft", "in_review", "published", "superseded", "withdrawn"]
AT_ONCE = 500  # revisions that are read at a time
READ = 1000  # contents that stay read: lists ask for the same drafts again and again
NOT_SHOWN = "null"  # the content of a revision that takes the entry out of the answers

revision_table = table(EntryRevisionRow)
revision = revision_table.c


class EntryProblem(Refused):
    """A step that cannot be taken with a revision; the message is a sentence for the operator."""


class EntryChanged(EntryProblem):
    """Somebody else wrote a revision after the one that the operator had before them."""


@dataclass(frozen=True)
class Revision:
    """One version of an entry; `entry` is None where it takes the entry out of the answers.

    `base_hash` is of the pack's entry that it was written over; None where the pack has none.
    """

    entry_id: str
    number: int
    base_hash: str | None
    entry: Entry | None
    state: State
    author_id: int
    reviewer_id: int | None
    published_at: datetime | None


async def write(
    session: AsyncSession,
    entry_id: str,
    entry: Entry | None,
    operator_id: int,
    base_hash: str | None,
    now: datetime,
    *,
    seen: int,
) -> Revision:
    """Keep a new draft of an entry; a draft before it that was not published is replaced.

    `seen` is the number of the newest revision that the operator had before them, 0 where there was none.
    Raises: EntryProblem; EntryChanged where somebody else wrote one meanwhile.
    """
    with attempting("entry written", f"entry:{entry_id}", operator_id, now):
        await permit(session, operator_id)
        newest = await _newest(session, entry_id)
        if newest != seen:
            raise EntryChanged("Somebody else has changed this entry meanwhile: read theirs before you save.")
        await _set(session, entry_id, ("draft", "in_review"), state="superseded")
        values = {
            "entry_id": entry_id,
            "number": newest + 1,
            "base_hash": base_hash,
            "content": entry.model_dump_json(exclude_defaults=True) if entry else NOT_SHOWN,
            "state": "draft",
            "author_id": operator_id,
        }
        await session.execute(insert(session, EntryRevisionRow).values(**values))
        await _note(session, "written", entry_id, newest + 1, operator_id, now)
    return await get(session, entry_id, newest + 1)


async def submit(session: AsyncSession, entry_id: str, number: int, operator_id: int, now: datetime) -> Revision:
    """Hand a draft over for review.

    Raises: EntryProblem.
    """
    with attempting("entry submitted", f"entry:{entry_id}", operator_id, now):
        await permit(session, operator_id)
        await _step(session, entry_id, number, "draft", state="in_review")
        await _note(session, "submitted", entry_id, number, operator_id, now)
    return await get(session, entry_id, number)


async def reject(
    session: AsyncSession, entry_id: str, number: int, operator_id: int, why: str, now: datetime
) -> Revision:
    """Back to draft, with the reason in the record.

    Raises: EntryProblem.
    """
    with attempting("entry rejected", f"entry:{entry_id}", operator_id, now):
        await permit(session, operator_id)
        await _step(session, entry_id, number, "in_review", state="draft")
        await _note(session, "rejected", entry_id, number, operator_id, now, why=why)
    return await get(session, entry_id, number)


async def publish(session: AsyncSession, entry_id: str, number: int, operator_id: int, now: datetime) -> Revision:
    """A second person's yes: from now on it stands over the pack's entry, in every process.

    Raises: EntryProblem, also for whoever wrote it.
    """
    with attempting("entry published", f"entry:{entry_id}", operator_id, now):
        await permit(session, operator_id)
        waiting = await get(session, entry_id, number)
        if waiting.author_id == operator_id:
            raise EntryProblem("Whoever wrote a revision cannot publish it: ask a second curator.")
        await _set(session, entry_id, ("published",), state="superseded")
        await _step(
            session, entry_id, number, "in_review", state="published", reviewer_id=operator_id, published_at=now
        )
        await generations.raise_(session, CONTENT)
        await _note(session, "published", entry_id, number, operator_id, now)
    return await get(session, entry_id, number)


async def withdraw(session: AsyncSession, entry_id: str, operator_id: int, why: str, now: datetime) -> None:
    """Take the published revision back at once, one person alone: the pack's own entry stands again.

    Raises: EntryProblem where none is published.
    """
    with attempting("entry withdrawn", f"entry:{entry_id}", operator_id, now):
        await permit(session, operator_id)
        if not await _set(session, entry_id, ("published",), state="withdrawn"):
            raise EntryProblem("No revision of this entry is published.")
        await generations.raise_(session, CONTENT)
        await _note(session, "withdrawn", entry_id, 0, operator_id, now, why=why)


async def published(session: AsyncSession, known: Collection[Revision] = ()) -> tuple[Revision, ...]:
    """What stands over the pack, by entry; what is `known` from before is not read again, only whether it stands."""
    versions = select(revision.entry_id, revision.number).where(revision.state == "published")
    standing = {(row.entry_id, row.number) for row in await session.execute(versions)}
    kept = [each for each in known if (each.entry_id, each.number) in standing]
    new = [entry_id for entry_id, _ in standing - {(each.entry_id, each.number) for each in kept}]
    for start in range(0, len(new), AT_ONCE):
        query = _revisions().where(revision.state == "published", revision.entry_id.in_(new[start : start + AT_ONCE]))
        kept += map(_revision, await session.execute(query))
    return tuple(sorted(kept, key=lambda each: each.entry_id))


async def waiting(session: AsyncSession) -> tuple[Revision, ...]:
    """What is being written or waits for a second person."""
    open_states = revision.state.in_(("draft", "in_review"))
    rows = await session.execute(_revisions().where(open_states).order_by(revision.entry_id))
    return tuple(map(_revision, rows))


async def states(session: AsyncSession) -> dict[str, State]:
    """How far the open revisions have come, by entry; cheap however many are published."""
    open_states = revision.state.in_(("draft", "in_review"))
    rows = await session.execute(select(revision.entry_id, revision.state).where(open_states))
    return {row.entry_id: row.state for row in rows}


async def drafts(session: AsyncSession, names: Collection[str]) -> tuple[Entry, ...]:
    """The entries of these names as they are being written."""
    found = {each.entry_id: each.entry for each in await waiting(session)} if names else {}
    return tuple(entry for name, entry in found.items() if entry and name in names)


async def published_names(session: AsyncSession, among: Collection[str] | None = None) -> frozenset[str]:
    """The entries, all or `among` these, of which a revision is published."""
    query = select(revision.entry_id).where(revision.state == "published")
    return frozenset(await session.scalars(query if among is None else query.where(revision.entry_id.in_(among))))


async def history(session: AsyncSession, entry_id: str) -> tuple[Revision, ...]:
    """All revisions of an entry, newest first."""
    rows = await session.execute(_revisions().where(revision.entry_id == entry_id).order_by(revision.number.desc()))
    return tuple(map(_revision, rows))


async def get(session: AsyncSession, entry_id: str, number: int) -> Revision:
    """Raises: EntryProblem where there is none."""
    query = _revisions().where(revision.entry_id == entry_id, revision.number == number)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise EntryProblem(f"There is no revision {number} of {entry_id}.")
    return _revision(row)


async def permit(session: AsyncSession, operator_id: int) -> None:
    """Raises: EntryProblem for whoever is no curator."""
    operator = await operators.get(session, operator_id)
    if not operator.active or not has_role(operator.roles, "curate"):
        raise EntryProblem(f"{operator.name} may not {WORDS['curate']}.")


async def generation(session: AsyncSession) -> int:
    """Rises with each publication and withdrawal."""
    return await generations.current(session, CONTENT)


async def _newest(session: AsyncSession, entry_id: str) -> int:
    return await session.scalar(select(func.max(revision.number)).where(revision.entry_id == entry_id)) or 0


async def _step(session: AsyncSession, entry_id: str, number: int, stands: State, **values: Any) -> None:
    """Raises: EntryProblem where the revision does not stand in that state."""
    which = (revision.entry_id == entry_id, revision.number == number, revision.state == stands)
    taken = await session.scalar(update(revision_table).where(*which).values(**values).returning(revision.number))
    if taken is None:
        found = await get(session, entry_id, number)
        raise EntryProblem(f"This revision is {found.state.replace('_', ' ')} meanwhile: read it again.")


async def _set(session: AsyncSession, entry_id: str, states: tuple[State, ...], **values: Any) -> bool:
    which = (revision.entry_id == entry_id, revision.state.in_(states))
    changed = await session.scalars(update(revision_table).where(*which).values(**values).returning(revision.number))
    return bool(changed.all())


async def _note(
    session: AsyncSession, action: str, entry_id: str, number: int, operator_id: int, now: datetime, **details: Any
) -> None:
    told = {"revision": number, **details}
    await audit.append(session, f"entry {action}", f"entry:{entry_id}", told, operator_id=operator_id, now=now)


def _revisions() -> Select[Any]:
    return select(
        revision.entry_id,
        revision.number,
        revision.base_hash,
        revision.content,
        revision.state,
        revision.author_id,
        revision.reviewer_id,
        revision.published_at,
    )


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        row.entry_id,
        row.number,
        row.base_hash,
        None if row.content == NOT_SHOWN else _read(row.content),
        row.state,
        row.author_id,
        row.reviewer_id,
        row.published_at,
    )


@lru_cache(maxsize=READ)
def _read(content: str) -> Entry:
    return Entry.model_validate_json(content)
