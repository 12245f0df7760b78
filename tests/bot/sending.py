"""The real sender between a real database and the Bot API double."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import text

from bot.delivery import Sender
from bot.dialogue import Desk
from bot.pacing import Pace
from bot.schedule import do_what_is_due, look_after, sweep
from bot.telegram.client import connect
from db import outbox, overdue, sending, settings
from db.outbox import Progress
from tests.db.desk import Desk as AlertDesk
from tests.telegram.double import TOKEN, Double
from tests.telegram.waiting import until

RATE = 30.0


@dataclass
class Clock:
    """Runs like any other, and can be set forward."""

    start: datetime
    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.start + self.ahead + timedelta(seconds=asyncio.get_running_loop().time() - self.began)


@dataclass
class Line:
    """An alert desk, the double, and what stands between them."""

    alerts: AlertDesk
    double: Double
    clock: Clock

    @property
    def desk(self) -> Desk:
        # Nothing that is sent needs the content.
        return Desk(cast(Any, None), self.alerts.database, self.alerts.sealer, self.clock)

    async def person(self, *places: str, **how: Any) -> int:
        """Somebody who follows these places; the double's number of their chat."""
        await self.alerts.chat(*(places or ("bamako",)), **how)
        self.double.world.chat(self.alerts.people)
        return self.alerts.people

    @asynccontextmanager
    async def sending(self, rate: float = RATE, *, paid: bool = False) -> AsyncIterator[Sender]:
        """The sender works while this is entered."""
        sender = Sender(self.desk, connect(TOKEN, self.double.url), Pace(rate, paid=paid))
        task = asyncio.create_task(sender.run())
        try:
            yield sender
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await sender.drain()

    async def until_sent(self, alert_id: int) -> Progress:
        """The figures, as soon as nothing of an advisory waits."""
        async with asyncio.timeout(30):
            while (figures := await self.progress(alert_id)).waiting:  # noqa: ASYNC110 - a database signals nothing
                await asyncio.sleep(0.02)
        return figures

    async def progress(self, alert_id: int) -> Progress:
        async with self.alerts.database.reading() as session:
            return await outbox.progress(session, alert_id)

    async def paused(self) -> str | None:
        async with self.alerts.database.reading() as session:
            return await settings.why_paused(session)

    async def claimed(self) -> int:
        """How many rows somebody holds."""
        async with self.alerts.database.reading() as session:
            held = await session.scalar(text("SELECT count(*) FROM delivery WHERE state IN ('claimed', 'sending')"))
            return held or 0

    async def until_nothing_is_claimed(self) -> None:
        async with asyncio.timeout(30):
            while await self.claimed():  # noqa: ASYNC110 - a database signals nothing
                await asyncio.sleep(0.02)

    async def alarms(self) -> set[str]:
        async with self.alerts.database.reading() as session:
            return {kind for kind, _ in await overdue.raised(session)}

    async def until_paused(self) -> str:
        async with asyncio.timeout(30):
            while (why := await self.paused()) is None:  # noqa: ASYNC110 - a database signals nothing
                await asyncio.sleep(0.02)
        return why

    async def pause(self) -> None:
        async with self.alerts.database.unit_of_work() as session:
            await sending.pause(session, "a drill", None, self.clock())

    async def resume(self) -> None:
        async with self.alerts.database.unit_of_work() as session:
            await sending.resume(session, None, self.clock())

    async def later(self, by: timedelta) -> None:
        """Time passes, and what is due then is done."""
        self.clock.ahead += by
        await do_what_is_due(self.desk)
        await sweep(self.desk)

    async def look_after(self, by: timedelta) -> set[str]:
        """Time passes, and what has not reached everybody alarms; the alarms that stand."""
        self.clock.ahead += by
        await look_after(self.desk, RATE)
        return await self.alarms()

    async def until_text(self, person: int, words: str) -> str:
        """What somebody's last message says, as soon as it contains these words."""
        await until(lambda: any(words in text for text in self.texts(person)))
        return self.texts(person)[-1]

    def texts(self, person: int) -> list[str]:
        return self.double.world.texts(person)
