"""Conversation partners. An address is sealed on its way in; only the sender unseals it, after the claim."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final, Literal, cast

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import moves, tally
from db.sealing import Sealer
from db.statements import among, insert, table
from db.tables import (
    ChatRow,
    ConversationRow,
    IntakeRow,
    OperatorChatRow,
    SubscriptionPlaceRow,
    SubscriptionRow,
    TeamMemberRow,
)
from knowledge.entry import Lang

Kind = Literal["private", "group", "supergroup", "channel"]
State = Literal["active", "blocked"]
SEALED_FOR = "chat"

chat = table(ChatRow).c

# Not as pairs: SQLite would look through the whole table.
_BY_KEYS: Final = select(*(column for column in chat if column.name != "address_sealed")).where(
    chat.channel.in_(among("channels")), chat.address_key.in_(among("keys"))
)


@dataclass(frozen=True)
class Chat:
    """A conversation partner without its address; quiet hours are local."""

    id: int
    channel: str
    kind: Kind
    language: Lang | None
    recognised: Lang | None
    time_zone: str
    quiet_from: time | None
    quiet_to: time | None
    discreet: bool
    state: State
    reason: str | None


async def find_or_make(session: AsyncSession, sealer: Sealer, channel: str, address: str, kind: Kind) -> Chat:
    """The chat of this address; a known one keeps what it chose."""
    [chat] = await find_or_make_all(session, sealer, [(channel, address, kind)])
    return chat


async def find_or_make_all(
    session: AsyncSession, sealer: Sealer, wanted: Sequence[tuple[str, str, Kind]]
) -> tuple[Chat, ...]:
    """The chats of these (channel, address, kind), in their order."""
    keys = [(channel, sealer.lookup_key(channel, address)) for channel, address, _ in wanted]
    found = await _by_keys(session, keys)
    new = [
        {
            "channel": channel,
            "address_key": key,
            "address_sealed": sealer.seal(address.encode(), SEALED_FOR),
            "key_id": sealer.key_id,
            "kind": kind,
        }
        for (channel, address, kind), (_, key) in zip(wanted, keys, strict=True)
        if (channel, key) not in found
    ]
    if new:
        await session.execute(insert(session, ChatRow).on_conflict_do_nothing(), new)
        found = await _by_keys(session, keys)
    return tuple(found[key] for key in keys)


async def find(session: AsyncSession, sealer: Sealer, channel: str, address: str) -> Chat | None:
    row = await session.scalar(_by_key(channel, sealer.lookup_key(channel, address)))
    return _chat(row) if row else None


async def get(session: AsyncSession, chat_id: int) -> Chat | None:
    row = await session.get(ChatRow, chat_id, populate_existing=True)
    return _chat(row) if row else None


async def address_of(session: AsyncSession, sealer: Sealer, chat_id: int) -> str | None:
    """Where to send; None where the chat was forgotten.

    Raises: WrongKey.
    """
    sealed = await session.scalar(select(col(ChatRow.address_sealed)).where(col(ChatRow.id) == chat_id))
    return sealer.unseal(sealed, SEALED_FOR).decode() if sealed else None


async def set_language(session: AsyncSession, chat_id: int, language: Lang) -> None:
    """The person chose it; it outranks every guess."""
    await _set(session, chat_id, language=language)


async def set_recognised(session: AsyncSession, languages: Mapping[int, Lang]) -> None:
    """The language of the last message of three words or more, by chat."""
    for language in sorted({*languages.values()}):
        here = sorted(chat_id for chat_id, recognised in languages.items() if recognised == language)
        await session.execute(update(table(ChatRow)).where(col(ChatRow.id).in_(here)).values(recognised=language))


async def set_discreet(session: AsyncSession, chat_id: int, on: bool) -> None:
    await _set(session, chat_id, discreet=on)


async def block(session: AsyncSession, chat_id: int, reason: str) -> None:
    """Nothing is sent to it any more; its subscriptions are ended by db.subscriptions."""
    await _set(session, chat_id, state="blocked", reason=reason)


async def unblock(session: AsyncSession, chat_id: int) -> None:
    await _set(session, chat_id, state="active", reason=None)


async def move_to(session: AsyncSession, sealer: Sealer, chat_id: int, address: str, now: datetime) -> None:
    """The chat goes on under another address (a group that became a supergroup).

    A chat that is already there is merged into this one, which has the history.
    """
    channel = await session.scalar(select(col(ChatRow.channel)).where(col(ChatRow.id) == chat_id))
    if channel is None:
        return
    there = await find(session, sealer, channel, address)
    if there and there.id != chat_id:
        await moves.take_over(session, there.id, chat_id, now)
        await forget(session, there.id)
    sealed = sealer.seal(address.encode(), SEALED_FOR)
    key = sealer.lookup_key(channel, address)
    await _set(session, chat_id, address_sealed=sealed, address_key=key, key_id=sealer.key_id, kind="supergroup")


async def forget(session: AsyncSession, chat_id: int) -> None:
    """Delete all that is held of a chat; its deliveries remain as counts."""
    await tally.fold_chat(session, chat_id)
    key = select(col(ChatRow.address_key)).where(col(ChatRow.id) == chat_id).scalar_subquery()
    parked = update(IntakeRow).where(col(IntakeRow.chat_key) == key, col(IntakeRow.state) == "parked")
    await session.execute(parked.values(payload_sealed=None))
    # Outright, not only by cascade: a person's data must not depend on a pragma.
    subscriptions = select(col(SubscriptionRow.id)).where(col(SubscriptionRow.chat_id) == chat_id)
    await session.execute(
        delete(SubscriptionPlaceRow).where(col(SubscriptionPlaceRow.subscription_id).in_(subscriptions))
    )
    await session.execute(delete(SubscriptionRow).where(col(SubscriptionRow.chat_id) == chat_id))
    await session.execute(delete(ConversationRow).where(col(ConversationRow.chat_id) == chat_id))
    await session.execute(delete(TeamMemberRow).where(col(TeamMemberRow.chat_id) == chat_id))
    await session.execute(delete(OperatorChatRow).where(col(OperatorChatRow.chat_id) == chat_id))
    await session.execute(delete(ChatRow).where(col(ChatRow.id) == chat_id))


async def _set(session: AsyncSession, chat_id: int, **values: object) -> None:
    await session.execute(update(ChatRow).where(col(ChatRow.id) == chat_id).values(**values))


async def _by_keys(session: AsyncSession, keys: Collection[tuple[str, bytes]]) -> dict[tuple[str, bytes], Chat]:
    wanted = {"channels": list({channel for channel, _ in keys}), "keys": list({key for _, key in keys})}
    rows = await session.execute(_BY_KEYS, wanted)
    return {(row.channel, row.address_key): _chat(row) for row in rows}


def _by_key(channel: str, key: bytes) -> Any:
    query = select(ChatRow).where(col(ChatRow.channel) == channel, col(ChatRow.address_key) == key)
    return query.execution_options(populate_existing=True)


def _chat(row: Any) -> Chat:
    return Chat(
        id=cast(int, row.id),
        channel=row.channel,
        kind=cast(Kind, row.kind),
        language=cast(Lang | None, row.language),
        recognised=cast(Lang | None, row.recognised),
        time_zone=row.time_zone,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        discreet=row.discreet,
        state=cast(State, row.state),
        reason=row.reason,
    )
