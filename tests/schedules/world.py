"""The world of one schedule: a database, a clock, the channel, senders, people; and what is so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from bot.dialogue import Desk
from db.alerts import Record
from db.ledger import Outcome
from db.session import Database
from tests.db.desk import GAZETTEER
from tests.schedules.channel import Channel
from tests.schedules.store import CHATS, SEALER, START, Beginning, Store
from tests.schedules.truth import Attempt, Claim, Issued, Person, Truth

Action = tuple[Any, ...]  # a name and plain values, so that a schedule can be printed and run again


@dataclass
class Sender:
    """One worker: what it holds is lost with it."""

    number: int
    leader: int  # the generation that it raised
    alive: bool = True
    stalled: bool = False
    claimed: list[Claim] = field(default_factory=list)
    fenced: list[Attempt] = field(default_factory=list)
    answered: list[tuple[Attempt, Outcome]] = field(default_factory=list)

    @property
    def works(self) -> bool:
        return self.alive and not self.stalled


@dataclass
class World:
    """One schedule at work; `apply` takes one step of it."""

    store: Store
    start: Beginning
    now: datetime = START
    truth: Truth = field(default_factory=Truth)
    channel: Channel = field(default_factory=Channel)
    senders: list[Sender] = field(default_factory=list)
    prepared: list[Record] = field(default_factory=list)
    forgotten_rows: int = 0

    @property
    def database(self) -> Database:
        return self.store.database

    @property
    def desk(self) -> Desk:
        """For what the product does with a desk; of the content that needs the places alone."""
        places: Any = SimpleNamespace(pack=SimpleNamespace(gazetteer=GAZETTEER))
        return Desk(places, self.database, SEALER, lambda: self.now)

    @property
    def current(self) -> Issued:
        """The thread's newest message."""
        return self.truth.alerts[max(self.truth.alerts)]

    @property
    def led(self) -> bool:
        """The sender that took over last is at work; any other may only finish what it began."""
        return any(sender.works and sender.leader == self.truth.leader for sender in self.senders)

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.truth.clock_shows(self.now)

    async def apply(self, action: Action) -> None:
        """Take a step; one that does not fit here does nothing, so that a shortened schedule is one as well."""
        name, *values = action
        await STEPS[name](self, *values)


STEPS: dict[str, Callable[..., Awaitable[None]]] = {}


def step(act: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Something that a schedule may contain, under its own name."""
    STEPS[act.__name__] = act
    return act


async def begin(store: Store, severity: str, kind: str, people: int = CHATS) -> World:
    """A world in which an advisory was just issued and nobody has it yet."""
    beginning = await store.begin(severity, kind, people)
    world = World(store, beginning, prepared=[beginning.follow_up])
    first = beginning.first
    world.truth.clock_shows(START)
    world.truth.people = {chat: Person() for chat in beginning.chats}
    world.truth.alerts = {first.id: Issued(first.id, first.alert.kind, first.alert.severity, first.alert.expires)}
    world.truth.owed = {(chat, "send", f"alert:{first.id}") for chat in beginning.chats}
    return world
