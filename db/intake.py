"""Updates are stored before they are acknowledged, and handled in order per chat, in parallel across chats.

A claim is a lease. Whoever holds one renews it while it works; a process that is killed or hangs loses its claims.
`attempts` rises whenever a claim is lost or fails, and so tells a present claim from an earlier one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, bindparam, case, delete, exists, func, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.sealing import Sealer
from db.statements import among, insert_into, table, word
from db.tables import IntakeRow

CHANNEL = "telegram"  # the same key as the chat's address has, so that forgetting a chat finds its updates
SEALED_FOR = "intake"
QUEUE = 20  # unfinished updates of one person in a chat; what comes on top is not stored
LEASE = timedelta(seconds=15)  # renewed each third of it; as long do the chats of a killed process wait
MAX_ATTEMPTS = 3  # failures; then the update is taken for poison
MAX_CRASHES = 10  # of the process meanwhile: most of what was under way with the one that did it is innocent
PARKED_FOR = timedelta(hours=24)  # long enough to look at it
KEPT = timedelta(hours=48)  # twice the time for which Telegram repeats an update
UNFINISHED = (word("waiting"), word("claimed"))

intake = table(IntakeRow).c

# How many of each person's are unfinished in these chats.
_UNFINISHED: Final = (
    select(intake.chat_key, intake.person_key, func.count().label("n"))
    .where(intake.bot_id == bindparam("bot"), intake.state.in_(UNFINISHED), intake.chat_key.in_(among("chats")))
    .group_by(intake.chat_key, intake.person_key)
)
# The first unfinished update of each chat that is not being served. One pass over the partial index: "no earlier one
# exists" compares every pair where statistics are missing.
_HEADS: Final = (
    select(func.min(intake.update_id))
    .where(intake.bot_id == bindparam("bot"), intake.state.in_(UNFINISHED))
    .group_by(intake.chat_key)
    .having(func.max(case((intake.state == word("claimed"), 1), else_=0)) == 0)
    .order_by(func.min(intake.update_id))
    .limit(bindparam("limit", type_=Integer))
)
# Those of a bot's updates that are still claimed as they were; what was taken away is not ours to change.
_HELD: Final = update(table(IntakeRow)).where(
    intake.bot_id == bindparam("bot"),
    intake.update_id.in_(among("numbers")),  # for the pairs alone SQLite would look through all of the bot's updates
    intake.state == word("claimed"),
    tuple_(intake.update_id, intake.attempts).in_(among("claims")),
)
# Finished, and their content not kept.
_DONE: Final = _HELD.values(state="done", payload_sealed=None, lease_until=None, finished_at=bindparam("at")).returning(
    intake.chat_key
)
_LOCKING: Final = text("SELECT pg_advisory_xact_lock(chat) FROM unnest(CAST(:locks AS bigint[])) AS chat")
# Something that waits in these chats.
_BEHIND: Final = (
    select(intake.update_id)
    .where(intake.state.in_(UNFINISHED), intake.state == "waiting")
    .where(intake.bot_id == bindparam("bot"), intake.chat_key.in_(among("chats")))
    .limit(1)
)


@dataclass(frozen=True)
class Arrival:
    """An update that came in: the chat's address, who wrote it there (None for what nobody wrote), and all of it."""

    update_id: int
    chat: str
    person: str | None
    payload: bytes


@dataclass(frozen=True)
class Update:
    """An update that was claimed, as the channel sent it; `attempts` counts the failed ones."""

    bot_id: int
    update_id: int
    payload: bytes
    attempts: int


@dataclass(frozen=True)
class Stored:
    """What became of arrivals: those the caller has claimed and is to handle, and how many others were new."""

    claimed: tuple[Update, ...]
    waiting: int


@dataclass(frozen=True)
class Released:
    """What became of lost claims: how many are free again, and those that are given up."""

    free: int
    parked: tuple[Update, ...]


async def store(
    session: AsyncSession,
    sealer: Sealer,
    bot_id: int,
    arrivals: Collection[Arrival],
    now: datetime,
    *,
    room: int = 0,
    urgent: Callable[[Arrival], bool] = lambda _: False,
) -> Stored:
    """Keep what is new, and claim at once the first of up to `room` chats that have nothing else unfinished.

    Where QUEUE of a person's updates are unfinished, only an `urgent` one is kept.
    """
    ordered = sorted(arrivals, key=lambda arrival: arrival.update_id)
    keys = {arrival: sealer.lookup_key(CHANNEL, arrival.chat) for arrival in ordered}
    await _alone_with(session, set(keys.values()))
    queued, busy = await _unfinished(session, bot_id, set(keys.values()))
    rows = []
    for arrival in ordered:
        person = sealer.lookup_key(CHANNEL, f"{arrival.chat}:{arrival.person}") if arrival.person else None
        if person and queued[person] >= QUEUE and not urgent(arrival):
            continue
        queued[person] += 1
        at_once = keys[arrival] not in busy and room > 0
        room -= at_once
        busy.add(keys[arrival])
        rows.append(_row(sealer, bot_id, arrival, keys[arrival], person, now, at_once=at_once))
    new = await _insert(session, rows)
    claimed = [arrival for arrival in ordered if new.get(arrival.update_id) == "claimed"]
    mine = tuple(Update(bot_id, arrival.update_id, arrival.payload, 0) for arrival in claimed)
    return Stored(mine, len(new) - len(mine))


async def claim(session: AsyncSession, sealer: Sealer, bot_id: int, limit: int, now: datetime) -> tuple[Update, ...]:
    """Take the first unfinished update of up to `limit` chats, oldest first; chats that are being served wait.

    Raises: WrongKey.
    """
    ids = (await session.scalars(_HEADS, {"bot": bot_id, "limit": limit})).all()
    if not ids:
        return ()
    if session.get_bind().dialect.name == "postgresql":
        # Locked in one order, and left to whoever came first; SQLite has one writer.
        free = (
            select(intake.update_id)
            .where(intake.bot_id == bot_id, intake.update_id.in_(ids), intake.state == word("waiting"))
            .order_by(intake.update_id)
            .with_for_update(skip_locked=True)
        )
        ids = (await session.scalars(free)).all()
    taken = _of(bot_id).where(intake.update_id.in_(ids)).values(state="claimed", lease_until=now + LEASE)
    rows = await session.execute(taken.returning(intake.update_id, intake.payload_sealed, intake.attempts))
    return tuple(sorted((_update(sealer, bot_id, row) for row in rows), key=lambda update: update.update_id))


async def renew(session: AsyncSession, updates: Collection[Update], now: datetime) -> None:
    """They are still being worked on."""
    await _set(session, updates, lease_until=now + LEASE)


async def done(session: AsyncSession, updates: Collection[Update], now: datetime) -> bool:
    """They were handled. True where one of their chats has something waiting."""
    if not updates:
        return False
    finished = {*await session.scalars(_DONE, _claims(updates) | {"at": now})}
    behind = {"bot": next(iter(updates)).bot_id, "chats": list(finished)}
    return bool(finished) and await session.scalar(_BEHIND, behind) is not None


async def failed(session: AsyncSession, tried: Update, now: datetime, *, for_good: bool = False) -> bool:
    """Let it be tried again; after MAX_ATTEMPTS, or `for_good`, it is parked, so that its chat goes on. True then."""
    statement = _HELD.values(**_one_more_attempt(now, 1 if for_good else MAX_ATTEMPTS)).returning(intake.state)
    return bool(await session.scalar(statement, _claims([tried])) == "parked")


async def give_back(session: AsyncSession, updates: Collection[Update]) -> None:
    """At the end: what was not finished is free for others, and for the next start."""
    await _set(session, updates, state="waiting", lease_until=None)


async def release(
    session: AsyncSession, sealer: Sealer, bot_id: int, now: datetime, *, at_start: bool = False
) -> Released:
    """What a dead or hung process had claimed is free again, with one more attempt.

    Its lease must have run out. On SQLite one process serves: at its start all claims are those of a dead one.

    Raises: WrongKey.
    """
    # Nobody holds a lease for so long: a clock has been set back since. Those of the living are renewed by now.
    far = intake.lease_until > now + 4 * LEASE
    lapsed = or_(intake.lease_until.is_(None), intake.lease_until < now, far)
    statement = _of(bot_id).where(intake.state == word("claimed"))
    if not (at_start and session.get_bind().dialect.name == "sqlite"):
        statement = statement.where(lapsed)
    columns = (intake.update_id, intake.payload_sealed, intake.attempts, intake.state)
    rows = (await session.execute(statement.values(**_one_more_attempt(now, MAX_CRASHES)).returning(*columns))).all()
    parked = tuple(_update(sealer, bot_id, row) for row in rows if row.state == "parked")
    return Released(len(rows) - len(parked), parked)


async def purge(session: AsyncSession, now: datetime) -> None:
    """Empty parked updates after PARKED_FOR, and delete finished ones after KEPT except each bot's last."""
    old = update(IntakeRow).where(col(IntakeRow.state) == "parked", col(IntakeRow.finished_at) < now - PARKED_FOR)
    await session.execute(old.values(payload_sealed=None))
    newer = aliased(IntakeRow)
    passed = exists().where(col(newer.bot_id) == col(IntakeRow.bot_id), col(newer.update_id) > col(IntakeRow.update_id))
    await session.execute(
        delete(IntakeRow)
        .where(col(IntakeRow.finished_at) < now - KEPT, passed)
        .execution_options(synchronize_session=False)
    )


async def _alone_with(session: AsyncSession, chats: Collection[bytes]) -> None:
    """Two processes that store for one chat at once would both find it free: the second waits for the first's commit.

    SQLite has one writer anyway.
    """
    if chats and session.get_bind().dialect.name == "postgresql":
        # In one order, so that two never wait for each other.
        locks = sorted(int.from_bytes(key[:8], signed=True) for key in chats)
        await session.execute(_LOCKING, {"locks": locks})


async def _unfinished(
    session: AsyncSession, bot_id: int, chats: Collection[bytes]
) -> tuple[Counter[bytes | None], set[bytes]]:
    """How many of each person's are unfinished in these chats, and which of the chats have any."""
    rows = (await session.execute(_UNFINISHED, {"bot": bot_id, "chats": list(chats)})).all()
    return Counter({row.person_key: row.n for row in rows if row.person_key}), {row.chat_key for row in rows}


def _row(
    sealer: Sealer, bot_id: int, arrival: Arrival, chat: bytes, person: bytes | None, now: datetime, *, at_once: bool
) -> dict[str, Any]:
    return {
        "bot_id": bot_id,
        "update_id": arrival.update_id,
        "chat_key": chat,
        "person_key": person,
        "payload_sealed": sealer.seal(arrival.payload, SEALED_FOR),
        "key_id": sealer.key_id,
        "state": "claimed" if at_once else "waiting",
        "lease_until": now + LEASE if at_once else None,
        "attempts": 0,
        "received_at": now,
    }


async def _insert(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> dict[int, str]:
    """The states of those that were new, by number."""
    if not rows:
        return {}
    new = await session.execute(_inserting(session.get_bind().dialect.name), rows)
    return {row.update_id: row.state for row in new}


@cache
def _inserting(dialect: str) -> Any:
    return insert_into(IntakeRow, dialect).on_conflict_do_nothing().returning(intake.update_id, intake.state)


def _update(sealer: Sealer, bot_id: int, row: Any) -> Update:
    payload = sealer.unseal(row.payload_sealed or b"", SEALED_FOR)
    return Update(bot_id, row.update_id, payload, row.attempts)


def _one_more_attempt(now: datetime, most: int) -> dict[str, Any]:
    attempts = intake.attempts + 1
    last = attempts >= most
    return {
        "attempts": attempts,
        "state": case((last, "parked"), else_="waiting"),
        "lease_until": None,
        "finished_at": case((last, now), else_=None),
    }


async def _set(session: AsyncSession, updates: Collection[Update], **values: object) -> None:
    if updates:
        await session.execute(_HELD.values(**values), _claims(updates))


def _claims(updates: Collection[Update]) -> dict[str, Any]:
    """What _HELD asks for."""
    [bot_id] = {update.bot_id for update in updates}
    claims = [(update.update_id, update.attempts) for update in updates]
    return {"bot": bot_id, "numbers": [number for number, _ in claims], "claims": claims}


def _of(bot_id: int) -> Any:
    return update(table(IntakeRow)).where(intake.bot_id == bot_id)
