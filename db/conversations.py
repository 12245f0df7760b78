"""What is remembered of a dialogue for half an hour: ids and slots, never words of the person."""

from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.statements import insert
from db.tables import ConversationRow
from knowledge.context import Context

REMEMBERED = timedelta(minutes=30)  # from the last turn on
CONTEXT = TypeAdapter(Context)


async def load(session: AsyncSession, chat_id: int, speaker_key: str, now: datetime) -> Context:
    """The context of one speaker in a chat; empty where there is none or it has expired."""
    text = await session.scalar(
        select(col(ConversationRow.context))
        .where(col(ConversationRow.chat_id) == chat_id, col(ConversationRow.speaker_key) == speaker_key)
        .where(col(ConversationRow.expires_at) > now)
    )
    return _context(text) if text else Context()


async def save(session: AsyncSession, chat_id: int, speaker_key: str, context: Context, now: datetime) -> None:
    held = {"context": CONTEXT.dump_json(context).decode(), "expires_at": now + REMEMBERED}
    statement = insert(session, ConversationRow).values(chat_id=chat_id, speaker_key=speaker_key, **held)
    await session.execute(statement.on_conflict_do_update(index_elements=["chat_id", "speaker_key"], set_=held))


async def forget(session: AsyncSession, chat_id: int) -> None:
    """All speakers of a chat."""
    await session.execute(delete(ConversationRow).where(col(ConversationRow.chat_id) == chat_id))


async def purge_expired(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(ConversationRow).where(col(ConversationRow.expires_at) <= now))


def _context(text: str) -> Context:
    """Read what was saved; what another version of the program saved may be unreadable, and is then forgotten."""
    try:
        return CONTEXT.validate_json(text)
    except ValidationError:
        return Context()
