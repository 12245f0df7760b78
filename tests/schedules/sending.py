"""What senders do, step by step: claim, commit, fence, commit, call, record, commit; and how each step goes wrong."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import claiming, generations, ledger, settings
from db.ledger import Bad, Blocked, NotSent, Outcome, Sent, Uncertain
from db.recipients import UNCERTAIN, delivery
from tests.schedules.channel import Gone
from tests.schedules.truth import Attempt, Claim
from tests.schedules.world import Sender, World, step

# What becomes of a commit. At the last one the worker hears of an error, though it was kept.
FATES = ("kept", "lost", "unknown")
ANSWERS = ("ok", "reply lost", "request lost", "never left", "flood", "refused", "our mistake")
FLOOD = timedelta(seconds=20)  # that Telegram asks everybody to wait
SOON = timedelta(seconds=1)

Told = tuple[Attempt, Outcome]
T = TypeVar("T")


class WorkerDied(Exception):
    """In the middle of a transaction, which is therefore none."""


@step
async def start(world: World) -> None:
    """A sender begins as the product's does: it alone leads from now on, and settles what others left."""
    async with world.database.unit_of_work() as session:
        await generations.raise_(session, claiming.LEADER)
        await ledger.sweep(session, world.now, everything=True)
    world.truth.took_over()
    world.senders.append(Sender(len(world.senders), world.truth.leader))


@step
async def claim(world: World, number: int, limit: int, fate: str) -> None:
    """Take rows; those of a claim whose answer was lost stay taken until the lease is over."""
    if not (sender := _working(world, number)):
        return

    async def act(session: AsyncSession) -> list[Claim]:
        taken = await claiming.claim(session, limit, world.now, leader=sender.leader)
        return [Claim(each, number, world.now, sender.leader) for each in taken]

    def judge(taken: list[Claim]) -> None:
        sender.claimed = [*held, *taken]
        for each in taken:
            world.truth.claimed(each)

    held = sender.claimed
    for _ in range(2 if fate == "unknown" else 1):
        await _commit(world, sender, act, judge, "lost" if fate == "lost" else "kept")
    if taken := sender.claimed[len(held) :]:
        await _judge_order(world, taken)


@step
async def fence(world: World, number: int, count: int, fate: str) -> None:
    """A group of fences in one commit; what may not be sent goes back, and all where nobody knows of the commit."""
    if not (sender := _working(world, number)):
        return
    claimed, sender.claimed = sender.claimed[:count], sender.claimed[count:]

    async def act(session: AsyncSession) -> list[Claim]:
        passed = await claiming.fence_all(session, [each.held for each in claimed], world.now)
        return [each for each in claimed if each.held in passed]

    def judge(passed: list[Claim]) -> None:
        sender.fenced += [world.truth.fenced(each, world.now) for each in passed]

    if claimed and await _commit(world, sender, act, judge, "lost" if fate == "lost" else "kept"):
        unknown = fate == "unknown"
        back = claimed if unknown else [each for each in claimed if each not in _claims(sender.fenced)]
        await _give_back(world, sender, back, uncalled=unknown)


@step
async def record(world: World, number: int, count: int, fate: str) -> None:
    """A group of records in one commit; done once more where nobody knows of the commit."""
    if not (sender := _working(world, number)):
        return
    answered, sender.answered = sender.answered[:count], sender.answered[count:]
    if not answered:
        return

    async def act(session: AsyncSession) -> list[Told]:
        return await _record(session, world, answered)

    def judge(kept: list[Told]) -> None:
        for each, outcome in kept:
            world.truth.heard(each, outcome)

    for _ in range(2 if fate == "unknown" else 1):
        await _commit(world, sender, act, judge, "lost" if fate == "lost" else "kept")


@step
async def call(world: World, number: int, at: int, how: str) -> None:
    """One call, with whatever the network and the channel make of it."""
    sender = _working(world, number)
    if sender and at < len(sender.fenced):
        attempt = sender.fenced.pop(at)
        if how == "our mistake":
            await pause(world)
        sender.answered.append((attempt, _answer(world, attempt, how)))


@step
async def crash(world: World, number: int) -> None:
    """kill -9: what it held and what it knew is gone."""
    if number < len(world.senders):
        _die(world, world.senders[number])


@step
async def stall(world: World, number: int) -> None:
    """SIGSTOP, a long pause of the machine: it goes on later as if nothing had been."""
    if number < len(world.senders):
        world.senders[number].stalled = True


@step
async def wake(world: World, number: int) -> None:
    if number < len(world.senders):
        world.senders[number].stalled = False


@step
async def release(world: World, number: int, keep: int) -> None:
    """What is claimed and not begun goes back at once, as on news: also what a lost answer of a claim left taken."""
    if sender := _working(world, number):
        kept = [*_claims(sender.fenced), *(each.claim for each, _ in sender.answered), *sender.claimed[:keep]]
        async with world.database.unit_of_work() as session:
            await claiming.release_claimed(session, sender.leader, [each.delivery.id for each in kept])
        del sender.claimed[keep:]


@step
async def sweep(world: World) -> None:
    async with world.database.unit_of_work() as session:
        await ledger.sweep(session, world.now)


@step
async def pause(world: World) -> None:
    async with world.database.unit_of_work() as session:
        await settings.pause_sending(session, "a schedule says so")
    world.truth.paused = True


@step
async def resume(world: World) -> None:
    async with world.database.unit_of_work() as session:
        await settings.resume_sending(session)
    world.truth.paused = False


def _working(world: World, number: int) -> Sender | None:
    sender = world.senders[number] if number < len(world.senders) else None
    return sender if sender and sender.works else None


def _die(world: World, sender: Sender) -> None:
    sender.alive = False
    for held in (sender.claimed, sender.fenced, sender.answered):
        held.clear()
    world.truth.crashed(sender.number)


async def _commit(
    world: World,
    sender: Sender,
    act: Callable[[AsyncSession], Awaitable[list[T]]],
    judge: Callable[[list[T]], None],
    fate: str,
) -> bool:
    """One transaction, and what it means once it is kept; False: the worker died in the middle of it."""
    try:
        async with world.database.unit_of_work() as session:
            done = await act(session)
            if fate == "lost":
                raise WorkerDied
    except WorkerDied:
        _die(world, sender)
        return False
    judge(done)
    return True


async def _judge_order(world: World, taken: list[Claim]) -> None:
    """What is graver overtakes: nothing that could have been taken goes before any of these."""
    on_its_way = select(delivery.chat_id).where(delivery.state.in_(("claimed", "sending")))
    could = select(func.min(delivery.rank)).where(delivery.state == "pending", delivery.not_before <= world.now)
    async with world.database.reading() as session:
        gravest = await session.scalar(could.where(delivery.chat_id.not_in(on_its_way)))
    last = max(each.delivery.rank for each in taken)
    if gravest is not None and gravest < last:
        world.truth.breach(f"a row of rank {last} was taken before one of rank {gravest}")


async def _give_back(world: World, sender: Sender, claimed: list[Claim], *, uncalled: bool) -> None:
    """What did not pass, or may have passed unknown to the worker, which has called nobody."""
    async with world.database.unit_of_work() as session:
        await claiming.release(session, [each.held for each in claimed], uncalled=uncalled)
    for attempt in [each for each in sender.fenced if each.claim in claimed]:
        sender.fenced.remove(attempt)
        attempt.told = NotSent(world.now)


def _claims(attempts: list[Attempt]) -> list[Claim]:
    return [each.claim for each in attempts]


async def _record(session: AsyncSession, world: World, answered: list[Told]) -> list[Told]:
    """What was kept of these: as the product does it, those that were sent together."""
    sent = {each.claim.held: told.message_id for each, told in answered if isinstance(told, Sent)}
    others = [(each, told) for each, told in answered if not isinstance(told, Sent)]
    held = {claim for claim in sent if await _held(session, claim)}
    if sent:
        await ledger.record_sent(session, sent, world.now)
    kept = [(each, told) for each, told in answered if each.claim.held in held]
    for each, told in others:
        if await ledger.record(session, each.row, each.claim.delivery.token, told, world.now):
            kept.append((each, told))
    return kept


async def _held(session: AsyncSession, claim: claiming.Claim) -> bool:
    """Whether this claim is the row's newest and was not given back or given up for good."""
    query = select(delivery.state, delivery.reason).where(delivery.id == claim.id, delivery.token == claim.token)
    row = (await session.execute(query)).one_or_none()
    return row is not None and (row.state in ("sending", "uncertain") or row.reason == UNCERTAIN)


def _answer(world: World, attempt: Attempt, how: str) -> Outcome:
    chat = attempt.claim.delivery.chat_id
    match how:
        case "never left":
            return NotSent(world.now + SOON)
        case "flood":
            return NotSent(world.now + FLOOD)
        case "our mistake":
            return NotSent(world.now)
        case "refused":
            return Bad("refused")
        case "request lost":
            return Uncertain()
        case _ if chat in world.channel.refuses:
            return Uncertain() if how == "reply lost" else Blocked("blocked")
        case _:
            outcome = _arrive(world, attempt)
            return Uncertain() if how == "reply lost" else outcome


def _arrive(world: World, attempt: Attempt) -> Outcome:
    """The channel has it; an edit whose message is gone goes out plainly, unless it only takes something back."""
    each = attempt.claim.delivery
    about = each.alert.id or 0
    if each.edits:
        try:
            world.channel.edit(each.chat_id, each.edits, text_of(attempt))
        except Gone:
            if each.retires:
                return Bad("nothing left to edit")
        else:
            attempt.arrived = each.edits
            return Sent(each.edits)
    attempt.arrived = world.channel.send(each.chat_id, about, text_of(attempt))
    world.truth.arrived_plain(attempt)
    return Sent(attempt.arrived)


def text_of(attempt: Attempt) -> str:
    """What the message says, as a model: which advisory, or what became of it."""
    each = attempt.claim.delivery
    if not each.retires:
        return f"alert:{each.alert.id}"
    return f"was {each.alert.id}, now {each.successor.id if each.successor else 'over'}"
