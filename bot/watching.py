"""What this process must hear of: what came into force elsewhere, a pause, and a database that went back in time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue import Desk
from bot.telegram.patience import surely
from db import installation, mark, settings, wake
from db.installation import ALIVE, Standing
from db.session import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sight:
    """What was stored at one moment."""

    standing: Standing
    paused: str | None

    def news(self, before: "Sight | None") -> bool:
        """True where something happened that is to be shown or sent; that the leader lives is none."""
        return before is None or self.paused != before.paused or self.raised != before.raised

    @property
    def raised(self) -> dict[str, int]:
        return {name: n for name, n in self.standing.numbers.items() if name != ALIVE}


@dataclass
class Watcher:
    """Looks at what is stored, and keeps in the data folder how far it had come."""

    desk: Desk
    folder: Path
    _kept: Standing | None = None

    async def start(self) -> None:
        """Before anything is sent: pause where the database is older than what the folder has seen.

        Raises: DatabaseError.
        """
        self._kept = await asyncio.to_thread(mark.read, self.folder)
        if self._kept:
            await self._suspect()
        await self._look()

    async def check(self) -> None:
        """The same, of a process that is about to act for all: the database may have been put back a moment ago."""
        await surely(self._look)

    async def watch(self) -> AsyncIterator[None]:
        """One item per change of what is in force or to be sent, and whenever sending is paused or resumed; for ever."""
        before: Sight | None = None
        async for _ in wake.changes(self.desk.database):
            sight = await surely(self._look)
            if sight.news(before):
                before = sight
                yield

    async def _look(self) -> Sight:
        sight = await look(self.desk.database)
        kept = self._kept
        if kept is None or kept.installation != sight.standing.installation or sight.standing.behind(kept):
            await self._suspect()
            sight = await look(self.desk.database)
        if sight.standing != kept:
            await self._keep(sight.standing)
        return sight

    async def _suspect(self) -> None:
        async with self.desk.database.unit_of_work() as session:
            if why := await installation.suspicion(session, self._kept, self.desk.clock()):
                log.error("sending is paused: %s", why)
                await installation.pause_as_restored(session, self._kept, why, self.desk.clock())

    async def _keep(self, standing: Standing) -> None:
        try:
            await asyncio.to_thread(mark.write, self.folder, standing)
            self._kept = standing
        except OSError as problem:
            # Tried again at the next beat; a full disk must not keep advisories from the pages.
            log.error("the data folder cannot be written to (%s)", type(problem).__name__)


async def look(database: Database) -> Sight:
    """What is stored now, all of one moment."""
    async with database.reading() as session:
        return Sight(await installation.standing(session), await settings.why_paused(session))
