"""Group commit: small changes that come at the same time share one transaction, because each commit waits for the disk.

Without it a fence and a record cost two commits a message, one after the other on SQLite's only writer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from db.errors import AWAY

log = logging.getLogger(__name__)

GATHER = 0.005  # seconds in which what comes is taken along; with the commit itself at most 20 ms
MOST = 500  # changes in one transaction, so that no other writer waits long

I = TypeVar("I")  # noqa: E741 - an item, as in Job
R = TypeVar("R")
Item = TypeVar("Item", contravariant=True)
Result = TypeVar("Result", covariant=True)


class Job(Hashable, Protocol[Item, Result]):
    """Does many items in one transaction: their results in the same order. It may be run again for each alone."""

    def __call__(self, session: AsyncSession, items: Sequence[Item], /) -> Awaitable[Sequence[Result]]: ...


@dataclass(frozen=True, eq=False)
class _Change:
    job: Job[Any, Any]
    item: Any
    done: asyncio.Future[Any]


class Writer:
    """The group commit of one open database. It has no task of its own while there is nothing to do."""

    def __init__(self, unit_of_work: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._unit_of_work = unit_of_work
        self._waiting: list[_Change] = []
        self._working: asyncio.Task[None] | None = None

    async def put(self, job: Job[I, R], item: I) -> R:
        """Have it done together with what comes at the same time; returns after the commit.

        Raises: what the job raises for this item, and what the database raises for all; whether the commit
        happened is then not known.
        """
        change = _Change(job, item, asyncio.get_running_loop().create_future())
        self._waiting.append(change)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        result: R = await change.done
        return result

    async def _work(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER)
            taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            # Whoever was cancelled meanwhile does not want it any more.
            wanted = [change for change in taken if not change.done.done()]
            # A transaction for each job: several in one would take locks in no order, and PostgreSQL dead ends.
            for job in dict.fromkeys(change.job for change in wanted):
                await self._commit([change for change in wanted if change.job == job])

    async def _commit(self, changes: Sequence[_Change]) -> None:
        """All in one transaction; where one of them cannot be done, each in its own, so that it stops no other."""
        try:
            results = await self._together(changes)
        except AWAY as problem:
            _fail(changes, problem)  # the database's trouble is everybody's
        except Exception as problem:  # noqa: BLE001 - not kept here: handed to whoever asked
            if len(changes) == 1:
                _fail(changes, problem)
                return
            log.warning("%d changes are made one by one (%s)", len(changes), type(problem).__name__)
            for change in changes:
                await self._commit([change])
        except asyncio.CancelledError as problem:
            _fail([*changes, *self._waiting], problem)
            raise
        else:
            for change, result in zip(changes, results, strict=True):
                if not change.done.done():
                    change.done.set_result(result)

    async def _together(self, changes: Sequence[_Change]) -> Sequence[Any]:
        async with self._unit_of_work() as session:
            return await changes[0].job(session, [change.item for change in changes])


def _fail(changes: Sequence[_Change], problem: BaseException) -> None:
    for change in changes:
        if change.done.done():
            continue
        if isinstance(problem, asyncio.CancelledError):
            change.done.cancel()
        else:
            change.done.set_exception(problem)
