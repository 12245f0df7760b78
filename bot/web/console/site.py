"""What the pages of the console share."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.dialogue import Desk
from db.unanswered import Unanswered
from knowledge.pack import Pack
from knowledge.place import Gazetteer

AT = "/console"  # where it lives, on its own port and on the demo's
HASHES = 2  # at once: one takes a third of a second of a core and 64 MB


@dataclass
class Remembered:
    """Figures that take a while to count, and when they were counted."""

    at: datetime | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Searched:
    """What a search looks through: an entry's name, titles and questions in small letters; made once per content."""

    of: Pack | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Alike:
    """Questions that people left, alike ones together, and those that were grouped."""

    of: tuple[Unanswered, ...] = ()
    groups: list[list[Unanswered]] = field(default_factory=list)


@dataclass
class Checked:
    """The check of the whole record: it takes longer than a page may, and goes on beside."""

    under_way: asyncio.Task[None] | None = None
    ended: datetime | None = None
    broken: int | None = None  # the line at which the chain breaks


@dataclass(frozen=True)
class Console:
    """The desk behind the console, whom it serves, and who is to be woken when something was issued."""

    desk: Desk
    organisation: str
    rate: float  # messages a second
    url: str  # where operators reach it
    demo: bool  # its operators have no codes, and come from this machine only
    ring: Callable[[], None]
    reach: Remembered = field(default_factory=Remembered)
    searched: Searched = field(default_factory=Searched)
    alike: Alike = field(default_factory=Alike)
    checked: Checked = field(default_factory=Checked)
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HASHES))
    shipped: Pack = field(init=False)  # the content without what operators published

    def __post_init__(self) -> None:
        object.__setattr__(self, "shipped", self.desk.base.pack)

    @property
    def secure(self) -> bool:
        """Operators reach it over https."""
        return self.url.startswith("https:")

    @property
    def places(self) -> Gazetteer:
        return self.desk.base.pack.gazetteer

    def now(self) -> datetime:
        return self.desk.clock()
