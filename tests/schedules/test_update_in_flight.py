"""What follows an advisory while it is on its way, in every order of the steps: what the person sees in the end."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

import pytest

from tests.schedules import events, sending
from tests.schedules.checks import breaches
from tests.schedules.mutations import store_without
from tests.schedules.run import come_to_rest
from tests.schedules.store import Memory, Postgres, Store
from tests.schedules.world import Sender, World, begin

KINDS = ("update", "correction", "all_clear", "cancel", "minor", "expiry")
SENDING = ("claim", "fence", "call", "record")
FOLLOWING = ("follow", "claim again", "go on")  # the follow-up, and the sender that comes upon its rows
EACH = ("follow", "claim again", "fence again", "call again", "record again")
OLD, NEW, RETIRED, OVER = "alert:1", "alert:2", "was 1, now 2", "was 1, now over"

Order = tuple[str, ...]


def orders(following: Order) -> Iterator[Order]:
    """All ways in which the two sequences may be mixed."""
    length = len(SENDING) + len(following)
    for places in combinations(range(length), len(SENDING)):
        sends, follows = iter(SENDING), iter(following)
        yield tuple(next(sends) if at in places else next(follows) for at in range(length))


def expected(kind: str, order: Order, how: str) -> list[str]:
    """What the person reads at the end, oldest message first."""
    on_its_way = order.index("fence") < order.index("follow")
    followed_in_flight = on_its_way and order.index("follow") < order.index("record")
    if on_its_way and how == "ok":
        return {"minor": [NEW], "expiry": [OVER]}.get(kind, [RETIRED, NEW])
    if on_its_way and how == "reply lost":
        return [OLD] if kind == "expiry" else [OLD, NEW]  # nobody knows which message to change
    # It never went out. A cancellation is for who has, or may have, what it cancels.
    nothing = kind == "expiry" or (kind == "cancel" and not followed_in_flight)
    return [] if nothing else [NEW]


async def seen(store: Store, kind: str, severity: str, order: Order, how: str) -> tuple[list[str], list[str]]:
    """What the person reads after these steps and all that follows from them; and what does not hold."""
    world = await begin(store, severity, "update" if kind == "expiry" else kind, people=1)
    if kind == "expiry":
        world.pass_time((world.start.first.alert.expires - world.now - timedelta(seconds=1)).total_seconds())
    await sending.start(world)
    world.senders.append(Sender(1, world.truth.leader))
    for step in order:
        await take(world, step, kind, how)
    await come_to_rest(world)
    return [message.says for message in world.channel.seen(world.start.chats[0])], await breaches(world)


async def take(world: World, step: str, kind: str, how: str) -> None:
    first = all(each.claim.delivery.alert.id == world.start.first.id for each in world.senders[0].fenced)
    match step:
        case "follow" if kind == "expiry":
            world.pass_time(1)
            await events.due(world)
        case "follow":
            await events.issue(world)
        case "go on":
            for part in EACH[2:]:
                await take(world, part, kind, how)
        case "call" | "call again":
            await sending.call(world, int("again" in step), 0, how if first and step == "call" else "ok")
        case "claim" | "claim again":
            await sending.claim(world, int("again" in step), 1, "kept")
        case "fence" | "fence again":
            await sending.fence(world, int("again" in step), 1, "kept")
        case "record" | "record again":
            await sending.record(world, int("again" in step), 1, "kept")


@pytest.fixture
def memory() -> Iterator[Memory]:
    with store_without("") as store:
        yield store


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("severity", "how"),
    [("Severe", "ok"), ("Severe", "reply lost"), ("Moderate", "reply lost"), ("Severe", "never left")],
)
async def test_what_follows_an_advisory_in_flight_ends_right_in_every_order(
    memory: Memory, kind: str, severity: str, how: str
) -> None:
    for order in orders(FOLLOWING):
        assert (order, *await seen(memory, kind, severity, order, how)) == (order, expected(kind, order, how), [])


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["ok", "reply lost", "never left"])
async def test_also_with_each_step_of_the_second_sender_apart(memory: Memory, kind: str, how: str) -> None:
    for order in orders(EACH):
        assert (order, *await seen(memory, kind, "Severe", order, how)) == (order, expected(kind, order, how), [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_same_on_postgresql_wherever_it_comes(database_url: str, kind: str) -> None:
    store = await Postgres.open(database_url)
    for at in range(len(SENDING) + 1):
        order = (*SENDING[:at], "follow", *SENDING[at:])
        assert (order, *await seen(store, kind, "Severe", order, "ok")) == (order, expected(kind, order, "ok"), [])
    await store.database.close()
