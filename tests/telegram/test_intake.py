"""What was stored is handled, whatever becomes of who brought it."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue import Desk
from bot.telegram.intake import Intake
from bot.telegram.workers import Workers
from db.intake import Arrival, Stored
from db.sealing import Sealer
from db.session import Database
from tests.telegram.parts import clock
from tests.telegram.waiting import until

BOT = 42
SOON = 10.0  # seconds, before the lease of what nobody handles is over


class Slow(Intake):
    """Halts before its commit until it is told to go on."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.halted, self.go_on = asyncio.Event(), asyncio.Event()

    async def _store(self, session: AsyncSession, batches: Sequence[Sequence[Arrival]]) -> Sequence[Stored]:
        stored = await super()._store(session, batches)
        self.halted.set()
        await self.go_on.wait()
        return stored


async def test_an_update_is_handled_though_who_brought_it_gave_up_before_it_was_stored(
    database: Database, sealer: Sealer
) -> None:
    desk = Desk(cast(Any, None), database, sealer, clock)
    handled: list[int] = []

    async def handle(update_id: int, _raw: dict[str, Any]) -> None:
        handled.append(update_id)

    workers = Workers(desk, BOT, handle, handle)
    working = asyncio.create_task(workers.run())
    await until(lambda: workers.room() > 0)
    intake = Slow(desk, BOT, workers)
    bringing = asyncio.create_task(intake.keep([Arrival(1, "a", "awa", b"{}")]))
    await intake.halted.wait()
    bringing.cancel()
    intake.go_on.set()
    try:
        await until(lambda: handled == [1], patience=SOON)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
