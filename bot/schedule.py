"""The clock only ticks. What must happen at a time is a row, so that a late tick or a restart loses nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.dialogue import Desk
from bot.issuing import issue_planned, number_of
from db import (
    alerts,
    conversations,
    daily,
    due,
    installation,
    intake,
    ledger,
    notes,
    outbox,
    overdue,
    planned,
    promises,
    tally,
    unanswered,
)
from db.alerts import AlertProblem
from db.due import Due
from db.errors import AWAY
from db.installation import BEAT_EVERY

log = logging.getLogger(__name__)

DUE_EVERY = timedelta(seconds=1)
SWEEP_EVERY = timedelta(seconds=5)
LOOK_EVERY = timedelta(seconds=30)
PURGE_EVERY = timedelta(hours=1)

Job = Callable[[Desk], Awaitable[None]]


@asynccontextmanager
async def ticking(desk: Desk, *, rate: float | None) -> AsyncIterator[AsyncIOScheduler]:
    """Everything happens in its time while this is entered; `rate` is that of the sender, where there is one."""
    clock = scheduler(desk, rate=rate)
    clock.start()
    following = asyncio.create_task(_follow_the_clock(clock))
    try:
        yield clock
    finally:
        following.cancel()
        clock.shutdown(wait=False)


def scheduler(desk: Desk, *, rate: float | None) -> AsyncIOScheduler:
    """A scheduler in memory that ticks once it is started."""
    made = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    jobs: dict[str, tuple[Job, timedelta]] = {
        "due": (do_what_is_due, DUE_EVERY),
        "beat": (beat, BEAT_EVERY),
        "purge": (purge, PURGE_EVERY),
    }
    if rate is not None:
        jobs |= {"sweep": (sweep, SWEEP_EVERY), "overdue": (partial(look_after, rate=rate), LOOK_EVERY)}
    for name, (job, every) in jobs.items():
        times = {"seconds": every.total_seconds(), "next_run_time": datetime.now(UTC)}  # by its clock: at once
        made.add_job(_tick, "interval", args=(name, job, desk), id=name, **times)
    return made


async def do_what_is_due(desk: Desk) -> None:
    """Everything that is due and not done; each thing is done in one unit of work with the mark that it is.

    What fails in a way that nobody foresaw comes again with the next tick, and does not keep the others waiting.
    """
    async with desk.database.reading() as session:
        waiting = await due.due_now(session, desk.clock())
    for each in waiting:
        try:
            await _do(desk, each)
        except AlertProblem as problem:
            log.error("%s of %s: %s", each.kind, each.subject, problem)
            await _set_aside(desk, each, problem)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - the edge: an end or a promise must not wait for another thing's mistake
            log.error("%s of %s failed (%s)", each.kind, each.subject, type(error).__name__)


async def sweep(desk: Desk) -> None:
    """Settle what a dead or slow call left behind, and what a wrong clock put off."""
    async with desk.database.unit_of_work() as session:
        await ledger.sweep(session, desk.clock())
        await daily.put_right(session, desk.clock())


async def look_after(desk: Desk, rate: float) -> None:
    """Tell the operators of advisories that have not reached everybody in their time."""
    async with desk.database.unit_of_work() as session:
        alarms = await overdue.check(session, rate, desk.clock())
    for alarm in alarms:
        log.error("advisory %d is %s for %d chats", alarm.alert_id, alarm.kind, alarm.rows)


async def beat(desk: Desk) -> None:
    """Raise the number by which an older copy of the database is known for one."""
    async with desk.database.unit_of_work() as session:
        await installation.beat(session, desk.clock())


async def purge(desk: Desk) -> None:
    """Forget what is not to be kept any longer."""
    now = desk.clock()
    async with desk.database.unit_of_work() as session:
        await conversations.purge_expired(session, now)
        await intake.purge(session, now)
        await unanswered.purge(session, now)
        await notes.purge(session, now)
    while await _folded(desk, now):
        pass


async def _folded(desk: Desk, now: datetime) -> bool:
    """A portion of what is left of ended advisories; True where there may be more."""
    async with desk.database.unit_of_work() as session:
        return await tally.fold_ended(session, now)


async def _follow_the_clock(made: AsyncIOScheduler) -> None:
    """Where the clock was set back, the next ticks would wait until it has caught up."""
    while True:
        await asyncio.sleep(DUE_EVERY.total_seconds())
        now = datetime.now(UTC)
        for job in made.get_jobs():
            if job.next_run_time > now + job.trigger.interval + DUE_EVERY:
                job.modify(next_run_time=now)


async def _tick(name: str, job: Job, desk: Desk) -> None:
    """One run; while the database does not answer there is nothing to do but to come again."""
    try:
        await job(desk)
    except AWAY as error:
        log.error("%s waits: the database does not answer (%s)", name, type(error).__name__)


async def _do(desk: Desk, each: Due) -> None:
    now = desk.clock()
    async with desk.database.unit_of_work() as session:
        # First the mark: of two that come here at once, one waits and then finds it done.
        if not await due.done(session, each, now):
            return
        match each.kind:
            case alerts.EXPIRE:
                await outbox.expire(session, number_of(each.subject), now)
            case planned.ISSUE:
                gazetteer = desk.base.pack.gazetteer
                await issue_planned(session, gazetteer, number_of(each.subject), each.at, now)
            case daily.DAILY:
                await daily.fell_due(session, desk.base.pack.gazetteer, now)
            case promises.EXPIRING | promises.PROMISE | promises.MISSED:
                await promises.fell_due(session, each, now)


async def _set_aside(desk: Desk, each: Due, problem: AlertProblem) -> None:
    """What cannot be done is not tried for ever; the log and the advisory's state say so."""
    now = desk.clock()
    async with desk.database.unit_of_work() as session:
        if await due.done(session, each, now) and each.kind == planned.ISSUE:
            await planned.failed(session, number_of(each.subject), str(problem), now)
