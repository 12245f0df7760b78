"""An installation with many followers, for figures: durable databases, a desk, thousands of chats at once."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from db import alerts, migrate
from db.alerts import Record
from db.chats import SEALED_FOR
from db.sealing import Sealer
from db.session import Database, open_database
from db.statements import table
from db.tables import ChatRow, SubscriptionPlaceRow, SubscriptionRow
from knowledge.alert import Severity
from tests.db.desk import Desk, open_desk
from tests.postgres import postgres

DATABASES = ("sqlite", "postgresql")
AT_ONCE = 10_000  # rows in one statement
FIRST = 5_550_000_001  # the first follower's address


@contextmanager
def database_url(kind: str) -> Iterator[str]:
    """A migrated, empty database that keeps what it commits: fsync on, as in production."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            url = f"sqlite:///{Path(folder) / 'advisory.db'}"
            migrate.upgrade(url)
            yield url
        else:
            with postgres(durable=True) as url:
                migrate.upgrade(url)
                yield url


@asynccontextmanager
async def crowd(url: str, size: int, key: bytes | None = None) -> AsyncIterator[Desk]:
    """A desk whose Bamako has so many followers on Telegram; the hour is now's."""
    database, sealer = await open_database(url, exclusive=False), Sealer(key or Sealer.make_key())
    desk = await open_desk(database, sealer, datetime.now(UTC))
    await _follow(database, sealer, size, desk.now)
    try:
        yield replace(desk, people=size)
    finally:
        await database.close()


async def approved(desk: Desk, severity: Severity = Severity.SEVERE) -> Record:
    """An advisory that is to reach everybody, ready to be issued."""
    return await desk.approved(severity=severity.value, expires=desk.now + timedelta(hours=20), places=("bamako",))


async def issued(desk: Desk, severity: Severity = Severity.SEVERE) -> Record:
    """The same, as soon as its rows stand in the ledger."""
    record = await approved(desk, severity)
    await desk.issue(record)
    async with desk.database.reading() as session:
        return await alerts.get(session, record.id)


async def _follow(database: Database, sealer: Sealer, size: int, now: datetime) -> None:
    for first in range(0, size, AT_ONCE):
        ids = range(first + 1, min(first + AT_ONCE, size) + 1)
        async with database.unit_of_work() as session:
            await session.execute(insert(table(ChatRow)), [_chat(sealer, each) for each in ids])
            await session.execute(
                insert(table(SubscriptionRow)),
                [
                    {
                        "id": each,
                        "chat_id": each,
                        "least_severity": 0,
                        "mode": "at_once",
                        "exercise": False,
                        "starts_at": now,
                    }
                    for each in ids
                ],
            )
            places = [{"subscription_id": each, "place_id": "bamako"} for each in ids]
            await session.execute(insert(table(SubscriptionPlaceRow)), places)


def _chat(sealer: Sealer, number: int) -> dict[str, Any]:
    address = str(FIRST + number - 1)
    return {
        "id": number,
        "channel": "telegram",
        "address_key": sealer.lookup_key("telegram", address),
        "address_sealed": sealer.seal(address.encode(), SEALED_FOR),
        "key_id": sealer.key_id,
        "kind": "private",
        "time_zone": "Africa/Bamako",
        "discreet": False,
        "state": "active",
    }
