"""What happens next: drawn by weight from what is possible. Each seed has its own temper, so that rare faults meet."""

from dataclasses import dataclass
from random import Random

from tests.schedules.sending import ANSWERS
from tests.schedules.store import CHATS
from tests.schedules.world import Action, Sender, World

SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor")
KINDS = ("update", "minor", "correction", "translation", "all_clear", "cancel")
SENDERS = 3  # alive at once: one that leads, and some that hang
FOLLOW_UPS = 3
TICKS = (1, 5, 15, 31, 61, 120)  # seconds; some longer than the lease
JUMPS = (-3600, -3600, -90, 3600, 7 * 3600)  # seconds; the last one past the advisory's end
ALMOST = 5  # seconds before its end: what is claimed then may be fenced after it
RARE = (
    "crash", "stall", "jump", "pause", "release", "leave", "join", "forget", "block", "delete", "issue_again",
    "hung leader", "lost commit", "unknown commit", "follow-up",
)  # fmt: skip


@dataclass(frozen=True)
class Temper:
    """How a seed's world is: which rare things happen in it, and how calls go wrong."""

    severity: str
    kind: str
    length: int
    rare: dict[str, float]
    answers: dict[str, float]

    @classmethod
    def of(cls, random: Random) -> "Temper":
        rare = {name: random.choice((0.0, 0.3, 1.0)) for name in RARE}
        answers = {name: random.choice((0.0, 0.0, 0.5, 1.5)) for name in ANSWERS[1:]} | {"ok": 3.0}
        answers["our mistake"] *= 0.3  # it stops everything
        severity, kind, length = random.choice(SEVERITIES), random.choice(KINDS), random.randrange(12, 40)
        rare["daily"] = random.choice((0.0, 0.3, 1.0))
        return cls(severity, kind, length, rare, answers)


async def choose(world: World, temper: Temper, random: Random) -> Action:
    """The next step."""
    waiting = "pending" in await world.store.open_rows()
    offers = [offer for offer in _offers(world, temper, random, waiting) if offer[0] > 0]
    return random.choices([action for _, action in offers], [weight for weight, _ in offers])[0]


def _offers(world: World, temper: Temper, random: Random, waiting: bool) -> list[tuple[float, Action]]:
    offers = [*_of_the_world(world, temper, random), *_of_people(world, temper, random)]
    for sender in world.senders:
        if sender.alive:
            offers += _of_sender(sender, temper, random, waiting)
    return offers


def _of_the_world(world: World, temper: Temper, random: Random) -> list[tuple[float, Action]]:
    rare, alive = temper.rare, [each for each in world.senders if each.alive]
    until_almost = (world.current.expires - world.now).total_seconds() - ALMOST
    drafts = len(world.truth.alerts) + len(world.prepared)
    return [
        (4.0 if not world.led else 0.3 * rare["hung leader"], ("start",) if len(alive) < SENDERS else ("sweep",)),
        (1.0, ("tick", random.choice(TICKS))),
        (0.4 * rare["jump"], ("tick", random.choice([*JUMPS, until_almost]))),
        (0.4, ("sweep",)),
        (0.2, ("due",)),
        (0.3 * rare["pause"] if not world.truth.paused else 2.0, ("resume",) if world.truth.paused else ("pause",)),
        (0.8 * rare["follow-up"] if world.prepared else 0.0, ("issue",)),
        (
            0.3 * rare["follow-up"] if drafts < FOLLOW_UPS else 0.0,
            ("draft", random.choice(KINDS), random.choice(SEVERITIES)),
        ),
        (0.4 * rare["issue_again"], ("issue_again",)),
        (0.6 * rare["daily"], ("morning",)),
    ]


def _of_people(_world: World, temper: Temper, random: Random) -> list[tuple[float, Action]]:
    rare, who = temper.rare, random.randrange(CHATS)
    return [
        (0.4 * rare["leave"], ("leave", who)),
        (0.4 * rare["join"], ("join", who)),
        (0.6 * rare["daily"], ("join", who, True)),
        (0.2 * rare["forget"], ("forget", who)),
        (0.3 * rare["block"], ("block", who, random.random() < 0.5)),
        (0.2 * rare["delete"], ("delete", who)),
    ]


def _of_sender(sender: Sender, temper: Temper, random: Random, waiting: bool) -> list[tuple[float, Action]]:
    number, rare = sender.number, temper.rare
    if sender.stalled:
        return [(1.5, ("wake", number)), (0.1, ("crash", number))]
    fate = random.choices(("kept", "lost", "unknown"), (8, rare["lost commit"], rare["unknown commit"]))[0]
    how = random.choices(tuple(temper.answers), tuple(temper.answers.values()))[0]
    claimed, answered = len(sender.claimed), len(sender.answered)
    return [
        (3.0 if waiting and claimed < CHATS else 0.1, ("claim", number, random.randint(1, CHATS), fate)),
        (5.0 if claimed else 0.0, ("fence", number, random.randint(1, claimed or 1), fate)),
        (5.0 if answered else 0.0, ("record", number, random.randint(1, answered or 1), fate)),
        (6.0 if sender.fenced else 0.0, ("call", number, random.randrange(len(sender.fenced) or 1), how)),
        (0.4 * rare["crash"], ("crash", number)),
        (0.5 * rare["stall"], ("stall", number)),
        (0.3 * rare["release"], ("release", number, random.randint(0, claimed))),
    ]
