"""The clock only ticks. What must happen at a time is a row, so that a late tick or a restart loses nothing."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.dialogue import Desk
from bot.issuing import ISSUE, issue, number_of
from db import conversations, due, intake, ledger, outbox, tally, unanswered
from db.alerts import AlertProblem
from db.due import Due

log = logging.getLogger(__name__)

DUE_EVERY = timedelta(seconds=1)
SWEEP_EVERY = timedelta(seconds=5)
PURGE_EVERY = timedelta(hours=1)

Job = Callable[[Desk], Awaitable[None]]


def scheduler(desk: Desk, *, sends: bool) -> AsyncIOScheduler:
    """A scheduler in memory that ticks once it is started; `sends` where this process has a sender to look after."""
    made = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    jobs: list[tuple[Job, timedelta]] = [(do_what_is_due, DUE_EVERY), (purge, PURGE_EVERY)]
    for job, every in [*jobs, *([(sweep, SWEEP_EVERY)] if sends else [])]:
        times = {"seconds": every.total_seconds(), "next_run_time": datetime.now(UTC)}  # by its clock: at once
        made.add_job(_tick, "interval", args=(job, desk), id=job.__name__, **times)
    return made


async def do_what_is_due(desk: Desk) -> None:
    """Everything that is due and not done; each thing is done in one unit of work with the mark that it is."""
    async with desk.database.reading() as session:
        waiting = await due.due_now(session, desk.clock())
    for each in waiting:
        try:
            await _do(desk, each)
        except AlertProblem as problem:
            log.error("%s of %s: %s", each.kind, each.subject, problem)
            await _set_aside(desk, each)


async def sweep(desk: Desk) -> None:
    """Settle what a dead or slow call left behind."""
    async with desk.database.unit_of_work() as session:
        await ledger.sweep(session, desk.clock())


async def purge(desk: Desk) -> None:
    """Forget what is not to be kept any longer."""
    now = desk.clock()
    async with desk.database.unit_of_work() as session:
        await conversations.purge_expired(session, now)
        await intake.purge(session, now)
        await unanswered.purge(session, now)
        await tally.fold_ended(session, now)


async def _tick(job: Job, desk: Desk) -> None:
    """One run; while the database does not answer there is nothing to do but to come again."""
    try:
        await job(desk)
    except (OperationalError, InterfaceError, OSError) as error:
        log.error("%s waits: the database does not answer (%s)", job.__name__, type(error).__name__)


async def _do(desk: Desk, each: Due) -> None:
    now = desk.clock()
    async with desk.database.unit_of_work() as session:
        # First the mark: of two that come here at once, one waits and then finds it done.
        if not await due.done(session, each, now):
            return
        match each.kind:
            case outbox.EXPIRE:
                await outbox.expire(session, number_of(each.subject), now)
            case _ if each.kind == ISSUE:
                await issue(session, desk.base.pack.gazetteer, number_of(each.subject), now)


async def _set_aside(desk: Desk, each: Due) -> None:
    """What cannot be done is not tried for ever; the log and the advisory's state say so."""
    async with desk.database.unit_of_work() as session:
        await due.done(session, each, desk.clock())
