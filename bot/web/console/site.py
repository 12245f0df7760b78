"""What the pages of the console share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.dialogue import Desk
from knowledge.place import Gazetteer

AT = "/console"  # where it lives, on its own port and on the demo's
HASHES = 2  # at once: one takes a third of a second of a core and 64 MB


@dataclass(frozen=True)
class Console:
    """The desk behind the console, whom it serves, and who is to be woken when something was issued."""

    desk: Desk
    organisation: str
    rate: float  # messages a second
    secure: bool  # operators reach it over https
    demo: bool  # its operators have no codes, and come from this machine only
    ring: Callable[[], None]
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HASHES))

    @property
    def places(self) -> Gazetteer:
        return self.desk.base.pack.gazetteer

    def now(self) -> datetime:
        return self.desk.clock()
