"""One schedule from its seed to its verdict: the same seed is the same schedule; a failing one is made shorter."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy.exc import DBAPIError

from tests.schedules import events, sending
from tests.schedules.checks import breaches
from tests.schedules.chooser import Temper, choose
from tests.schedules.store import Store
from tests.schedules.world import Action, World, begin

ROUNDS = 12  # until everything must have come to an end once nothing goes wrong any more, whatever the clock did
A_ROUND = 31  # seconds; what may have arrived goes out once more after thirty
PAST_THE_END = 13 * 3600  # seconds


@dataclass(frozen=True)
class Verdict:
    """How a schedule ended; `actions` is the schedule, to be run again."""

    seed: int
    actions: tuple[Action, ...]
    breaches: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([f"seed {self.seed}:", *map(str, self.actions), *self.breaches])


async def run(store: Store, seed: int) -> Verdict:
    """Draw a schedule, run it, let the world come to rest, and judge."""
    random = Random(seed)
    temper = Temper.of(random)
    world = await begin(store, temper.severity, temper.kind)
    actions: list[Action] = []
    while len(actions) < temper.length and not world.truth.breaches:
        actions.append(await choose(world, temper, random))
        await _apply(world, actions[-1])
    return Verdict(seed, tuple(actions), tuple(await _end(world, seed)))


async def replay(store: Store, seed: int, actions: Sequence[Action]) -> Verdict:
    """The same beginning and end with these steps between."""
    temper = Temper.of(Random(seed))
    world = await begin(store, temper.severity, temper.kind)
    for action in actions:
        await _apply(world, action)
    return Verdict(seed, tuple(actions), tuple(await _end(world, seed)))


async def shorten(store: Store, failed: Verdict) -> Verdict:
    """Leave steps out as long as it fails: halves first, then single ones."""
    size = max(1, len(failed.actions) // 2)
    while True:
        at = 0
        while at < len(failed.actions):
            fewer = failed.actions[:at] + failed.actions[at + size :]
            tried = await replay(store, failed.seed, fewer)
            failed, at = (tried, at) if tried.breaches else (failed, at + size)
        if size == 1:
            return failed
        size //= 2


async def _apply(world: World, action: Action) -> None:
    """A step that the database refuses ends the schedule: its last guards are not there to be reached."""
    try:
        await world.apply(action)
    except DBAPIError as refused:
        world.truth.breach(f"{action} was refused by the database: {refused.orig}")


async def _end(world: World, seed: int) -> list[str]:
    """No more faults; half of the worlds live on until the advisory's end."""
    if world.truth.breaches:
        return world.truth.breaches
    try:
        await come_to_rest(world)
        if seed % 2:
            world.pass_time(PAST_THE_END)
            await come_to_rest(world)
        return await breaches(world)
    except DBAPIError as refused:
        return [f"the database refused what belongs to coming to rest: {refused.orig}"]


async def come_to_rest(world: World) -> None:
    """Everybody goes on, and nothing fails any more."""
    await sending.resume(world)
    for sender in world.senders:
        sender.stalled = False
    for _ in range(ROUNDS):
        if world.now >= world.current.expires:
            await events.due(world)
        if not world.led:
            await sending.start(world)
        for sender in world.senders:
            await _work_off(world, sender.number)
        if not await world.store.open_rows():
            return
        await sending.sweep(world)
        world.pass_time(A_ROUND)


async def _work_off(world: World, number: int) -> None:
    """All that this sender can do now."""
    sender = world.senders[number]
    while sender.works:
        if "pending" in await world.store.open_rows():
            await sending.claim(world, number, len(world.truth.people), "kept")
        if not (sender.claimed or sender.fenced or sender.answered):
            return
        await sending.fence(world, number, len(sender.claimed), "kept")
        while sender.fenced:
            await sending.call(world, number, 0, "ok")
        await sending.record(world, number, len(sender.answered), "kept")
