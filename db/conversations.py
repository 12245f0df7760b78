"""What is remembered of a dialogue for half an hour: ids and slots, never words of the person."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import bindparam, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.statements import among, insert_into, table
from db.tables import ConversationRow
from knowledge.context import Context

REMEMBERED = timedelta(minutes=30)  # from the last turn on
CONTEXT = TypeAdapter(Context)
Speaker = tuple[int, str]  # the chat's id and the speaker's key

conversation = table(ConversationRow).c

_OF_SPEAKERS: Final = select(conversation.chat_id, conversation.speaker_key, conversation.context).where(
    tuple_(conversation.chat_id, conversation.speaker_key).in_(among("speakers")),
    conversation.expires_at > bindparam("now"),
)


async def load(session: AsyncSession, chat_id: int, speaker_key: str, now: datetime) -> Context:
    """The context of one speaker in a chat; empty where there is none or it has expired."""
    [context] = await load_all(session, [(chat_id, speaker_key)], now)
    return context


async def load_all(session: AsyncSession, speakers: Sequence[Speaker], now: datetime) -> tuple[Context, ...]:
    """The contexts of these speakers, in their order."""
    rows = await session.execute(_OF_SPEAKERS, {"speakers": list(speakers), "now": now})
    found = {(row.chat_id, row.speaker_key): row.context for row in rows}
    return tuple(_context(found[speaker]) if speaker in found else Context() for speaker in speakers)


async def save(session: AsyncSession, chat_id: int, speaker_key: str, context: Context, now: datetime) -> None:
    await save_all(session, {(chat_id, speaker_key): context}, now)


async def save_all(session: AsyncSession, contexts: Mapping[Speaker, Context], now: datetime) -> None:
    rows = [
        {
            "chat_id": chat_id,
            "speaker_key": key,
            "context": CONTEXT.dump_json(context).decode(),
            "expires_at": now + REMEMBERED,
        }
        for (chat_id, key), context in contexts.items()
    ]
    if rows:
        await session.execute(_saving(session.get_bind().dialect.name), rows)


async def forget(session: AsyncSession, chat_id: int) -> None:
    """All speakers of a chat."""
    await session.execute(delete(ConversationRow).where(col(ConversationRow.chat_id) == chat_id))


async def purge_expired(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(ConversationRow).where(col(ConversationRow.expires_at) <= now))


@cache
def _saving(dialect: str) -> Any:
    statement = insert_into(ConversationRow, dialect)
    given = {"context": statement.excluded.context, "expires_at": statement.excluded.expires_at}
    return statement.on_conflict_do_update(index_elements=["chat_id", "speaker_key"], set_=given)


def _context(text: str) -> Context:
    """Read what was saved; what another version of the program saved may be unreadable, and is then forgotten."""
    try:
        return CONTEXT.validate_json(text)
    except ValidationError:
        return Context()
