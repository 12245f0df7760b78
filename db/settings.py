"""What the installation remembers of itself: its id, and whether sending is paused."""

import uuid

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import wake
from db.statements import insert
from db.tables import SettingRow

# Sending is paused while this row exists, so that the fence is one NOT EXISTS; its value is the reason.
SENDING_PAUSED = "sending_paused"
INSTALLATION = "installation"
TOKEN = "telegram_token"  # noqa: S105 - a digest of the one that Telegram last took


async def get(session: AsyncSession, name: str) -> str | None:
    row = await session.get(SettingRow, name, populate_existing=True)
    return row.value if row else None


async def put(session: AsyncSession, name: str, value: str) -> None:
    statement = insert(session, SettingRow).values(name=name, value=value)
    await session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


async def pause_sending(session: AsyncSession, reason: str) -> None:
    """Nothing goes out from the next fence on; a second pause replaces the reason."""
    await put(session, SENDING_PAUSED, reason)
    await wake.tell(session, SENDING_PAUSED)


async def resume_sending(session: AsyncSession) -> None:
    await session.execute(delete(SettingRow).where(col(SettingRow.name) == SENDING_PAUSED))
    await wake.tell(session, SENDING_PAUSED)


async def why_paused(session: AsyncSession) -> str | None:
    """The reason, None while sending goes on."""
    return await get(session, SENDING_PAUSED)


async def installation_id(session: AsyncSession) -> str:
    """A random name of this installation, made at the first call."""
    statement = insert(session, SettingRow).values(name=INSTALLATION, value=uuid.uuid4().hex)
    await session.execute(statement.on_conflict_do_nothing())
    return str(await get(session, INSTALLATION))
