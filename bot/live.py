"""What operators published acts here: their entries at once, their example questions as soon as they are learnt."""

import asyncio
import gc
import logging
import multiprocessing
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from bot.dialogue import Desk, Learning
from db import entries
from db.entries import Revision
from knowledge.base import Base, indexed
from knowledge.matcher import Matcher
from knowledge.model import Model
from knowledge.pack import Pack
from knowledge.reading import Reader
from knowledge.revision import asks_otherwise, fits, laid_over, needed

log = logging.getLogger(__name__)

LEARNT = "learnt"  # folder within the data folder; the cache may be the image's, which nobody can write to
BEHIND = 5  # of the nice values: where every core is busy with answers, learning still gets a quarter of one
AGAIN = 300.0  # seconds after which it is tried once more
READ_BY = 600.0  # seconds after it was written; each publication leaves 70 MB


class Live:
    """Lays published revisions over the pack that a desk was opened with.

    A changed statement, a withdrawal or a new end acts with the next `refresh`. Changed example questions are learnt
    in a process of their own, while the matcher of before goes on answering, and kept in a folder for the next start.
    """

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk = desk
        self._folder = folder
        self._shipped = desk.base.pack
        self._reader = Reader()
        self._learnt = desk.base.pack  # the pack whose questions the matcher knows
        self._seen = 0
        self._revisions: tuple[Revision, ...] = ()  # that stand over it
        self._learning: asyncio.Task[None] | None = None

    async def read_ahead(self) -> None:
        """Read the entries once, so that the first publication after a start acts as soon as any other."""
        await asyncio.to_thread(self._reader.read, self._desk.base.pack)

    async def refresh(self) -> None:
        """Take over what was published since; cheap where nothing was."""
        async with self._desk.database.reading() as session:
            generation = await entries.generation(session)
            if generation == self._seen:
                return
            self._revisions = await entries.published(session, self._revisions)
        pack = await asyncio.to_thread(effective, self._shipped, self._revisions)
        reading = await asyncio.to_thread(self._reader.read, pack)
        base = Base(pack, self._desk.base.matcher, reading)
        await asyncio.to_thread(prepare, base)
        if base.matcher is not self._desk.base.matcher:  # learnt meanwhile
            base = Base(pack, self._desk.base.matcher, reading)
        self._desk.base = base
        gc.freeze()  # as at the start: it stays, and looking through 10,000 entries for garbage holds everybody up
        self._seen = generation
        if asks_otherwise(self._learnt, pack) and self._learning is None:
            self._desk.learning = Learning.UNDER_WAY
            self._learning = asyncio.create_task(self._learn())

    async def learnt(self) -> None:
        """Wait until the example questions that stand now are learnt."""
        if self._learning:
            await self._learning

    async def close(self) -> None:
        """Stop learning; it begins again with the next start."""
        if self._learning:
            self._learning.cancel()
            with suppress(asyncio.CancelledError):
                await self._learning

    async def _learn(self) -> None:
        """Learn until the matcher knows the questions as they stand: they may change meanwhile."""
        try:
            while asks_otherwise(self._learnt, self._desk.base.pack):
                pack = self._desk.base.pack
                try:
                    matcher = await _built(pack, self._folder, self._desk.base.matcher.models)
                except Exception as problem:  # noqa: BLE001 - whatever it was, the questions of before go on
                    log.error("changed example questions are not learnt yet (%s)", type(problem).__name__)
                    self._desk.learning = Learning.FAILED
                    await asyncio.sleep(AGAIN)
                    continue
                self._learnt = pack
                self._desk.base = Base(self._desk.base.pack, matcher, self._desk.base.reading)
            self._desk.learning = Learning.DONE
        finally:
            self._learning = None


def prepare(base: Base) -> None:
    """Look through all entries once for what every answer needs, where it holds up nobody."""
    _ = base.here, base.of_here, base.asked_stems


def effective(shipped: Pack, revisions: Iterable[Revision]) -> Pack:
    """The content in force: the pack with what operators published over it."""
    return laid_over(shipped, {each.entry_id: each.entry for each in revisions if _usable(shipped, each)})


def _usable(shipped: Pack, revision: Revision) -> bool:
    """What names things that a newer pack no longer has, or takes out what it needs, is not shown."""
    entry = revision.entry
    if fits(shipped, entry) if entry else not needed(shipped, revision.entry_id):
        return True
    log.error("revision %d of the entry %s does not fit this pack", revision.number, revision.entry_id)
    return False


def _learn_behind(pack: Pack, folder: Path, before: Mapping[str, Model]) -> None:
    """Keep the matcher of a pack in a folder; on all cores, but whoever waits for an answer comes first."""
    if hasattr(os, "nice"):
        os.nice(BEHIND)
    indexed(pack, folder, before=before)


async def _built(pack: Pack, folder: Path, before: Mapping[str, Model]) -> Matcher:
    """The matcher of a pack, built where it holds up nobody, and never here.

    Raises: OSError where that failed, or where it cannot be kept.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    # Spawned: a fork would copy the threads' locks.
    given = pack, folder, before
    process = multiprocessing.get_context("spawn").Process(target=_learn_behind, args=given, daemon=True)
    await asyncio.to_thread(process.start)
    try:
        await asyncio.to_thread(process.join)
    finally:
        process.kill()  # where nobody waits any more; the thread then ends too
    if process.exitcode:
        raise OSError(f"the process that learns ended with {process.exitcode}")
    matcher = await asyncio.to_thread(partial(indexed, pack, folder, kept=True))
    await asyncio.to_thread(_tidy, folder)
    return matcher


def _tidy(folder: Path) -> None:
    """Leave the newest of what was learnt, for the next start, and what another process may be about to read."""
    for kind in ("matcher-*", "usual-*"):
        with suppress(FileNotFoundError):  # another process tidies too
            for file in sorted(folder.glob(kind), key=lambda file: file.stat().st_mtime)[:-1]:
                if time.time() - file.stat().st_mtime > READ_BY:
                    file.unlink()
