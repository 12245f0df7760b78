"""An operator's own chat: linked by a code from the console, guarded by a PIN, suspended by whoever is in doubt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, audit, notes, operators
from db.codes import code_hash, new_code
from db.operators import OperatorProblem
from db.permissions import has_role
from db.recipients import put
from db.refusals import attempting
from db.statements import insert, table
from db.tables import ChatLinkRow, ChatRow, OperatorChatRow, OperatorRow

LASTS = timedelta(minutes=10)  # a code is typed at once
WRONG_PINS = 3

link, waiting = table(OperatorChatRow).c, table(ChatLinkRow).c
operator, chat = table(OperatorRow).c, table(ChatRow).c


@dataclass(frozen=True)
class Link:
    """An operator's chat. The PIN's hash (argon2) is checked by the caller: it takes a third of a second."""

    operator_id: int
    chat_id: int
    pin_hash: str
    wrong_pins: int
    state: Literal["linked", "suspended"]


async def link_code(session: AsyncSession, operator_id: int, pin_hash: str, now: datetime) -> str:
    """A code to type in the chat, for ten minutes and once; the PIN was chosen where it is not typed later.

    Raises: OperatorProblem.
    """
    with attempting("chat link", f"operator:{operator_id}", operator_id, now):
        if not (await operators.get(session, operator_id)).active:
            raise OperatorProblem("Whoever is not active any more cannot link a chat.")
    await session.execute(delete(table(ChatLinkRow)).where(waiting.operator_id == operator_id))
    code = new_code()
    values = {"code_hash": code_hash(code), "operator_id": operator_id, "pin_hash": pin_hash, "ends_at": now + LASTS}
    await session.execute(insert(session, ChatLinkRow).values(**values))
    return code


async def link_chat(session: AsyncSession, chat_id: int, code: str, now: datetime) -> Link | None:
    """Link the private chat in which the code was typed; None where it is unknown, used or has run out.

    An operator's earlier chat, and the chat's earlier operator, are unlinked.
    """
    using = delete(table(ChatLinkRow)).where(waiting.code_hash == code_hash(code))
    row = (await session.execute(using.returning(waiting.operator_id, waiting.pin_hash, waiting.ends_at))).one_or_none()
    if (
        row is None
        or row.ends_at <= now
        or await session.scalar(select(chat.kind).where(chat.id == chat_id)) != "private"
    ):
        return None
    earlier = delete(table(OperatorChatRow)).where((link.operator_id == row.operator_id) | (link.chat_id == chat_id))
    await session.execute(earlier)
    values = {"operator_id": row.operator_id, "chat_id": chat_id, "pin_hash": row.pin_hash, "linked_at": now}
    await session.execute(insert(session, OperatorChatRow).values(**values, wrong_pins=0, state="linked"))
    await notes.settle(session, f"operator:{row.operator_id}", now, "link_suspended")
    await _note(session, "chat linked", row.operator_id, row.operator_id, now)
    return await of_chat(session, chat_id)


async def of_chat(session: AsyncSession, chat_id: int) -> Link | None:
    """Whose chat it is, where it is an active operator's, suspended or not."""
    return _link((await session.execute(_links().where(link.chat_id == chat_id))).one_or_none())


async def of_operator(session: AsyncSession, operator_id: int) -> Link | None:
    """The operator's chat, suspended or not."""
    return _link((await session.execute(_links().where(link.operator_id == operator_id))).one_or_none())


async def linked(session: AsyncSession) -> tuple[Link, ...]:
    """The chats that notes to operators go to: suspended ones left out."""
    rows = await session.execute(_links().where(link.state == "linked").order_by(link.operator_id))
    return tuple(found for found in map(_link, rows) if found)


async def pin_tried(session: AsyncSession, operator_id: int, right: bool, now: datetime) -> Link | None:
    """Count it: a right PIN forgets the wrong ones, the third wrong one suspends the link."""
    found = await of_operator(session, operator_id)
    if found is None or found.state == "suspended":
        return found
    wrong = 0 if right else found.wrong_pins + 1
    counting = update(table(OperatorChatRow)).where(link.operator_id == operator_id)
    await session.execute(counting.values(wrong_pins=wrong))
    if not right:
        await _note(session, "pin refused", operator_id, operator_id, now, wrong=wrong)
    if wrong >= WRONG_PINS:
        await _suspend(session, operator_id, None, now)
    return await of_operator(session, operator_id)


async def ask(session: AsyncSession, operator_id: int, what: str | None, until: datetime) -> None:
    """What the next PIN in the operator's chat is for, and until when; None for nothing."""
    asking = update(table(OperatorChatRow)).where(link.operator_id == operator_id)
    await session.execute(asking.values(asking=what, asking_until=until))


async def asked(session: AsyncSession, chat_id: int, now: datetime) -> tuple[Link, str] | None:
    """The chat's link, and what it was asked a PIN for; None where it was asked for none, or too long ago."""
    query = _links().add_columns(link.asking).where(link.chat_id == chat_id, link.asking_until > now)
    row = (await session.execute(query.where(link.asking.is_not(None)))).one_or_none()
    return (Link(*row[:-1]), row[-1]) if row else None


async def suspend(session: AsyncSession, operator_id: int, by: int, now: datetime) -> None:
    """Any operator may suspend any link; its owner links anew.

    Raises: OperatorProblem.
    """
    with attempting("chat suspend", f"operator:{operator_id}", by, now):
        who = await operators.get(session, by)
        if not who.active or not has_role(who.roles, "suspend"):
            raise OperatorProblem(f"{who.name} may not suspend a linked chat.")
        if await of_operator(session, operator_id) is None:
            raise OperatorProblem("No chat is linked there.")
    await _suspend(session, operator_id, by, now)


async def unlink(session: AsyncSession, operator_id: int, now: datetime) -> bool:
    """The operator's own wish; False where no chat was linked."""
    gone = delete(table(OperatorChatRow)).where(link.operator_id == operator_id).returning(link.operator_id)
    if await session.scalar(gone) is None:
        return False
    await notes.settle(session, f"operator:{operator_id}", now, "link_suspended")
    await _note(session, "chat unlinked", operator_id, operator_id, now)
    return True


async def send_to_me(session: AsyncSession, alert_id: int, operator_id: int, now: datetime) -> bool:
    """Put the message as it stands on the way to the operator's own chat; False where it is on its way already.

    Raises: AlertProblem, OperatorProblem where no chat is linked.
    """
    with attempting("alert check", f"alert:{alert_id}", operator_id, now):
        record = await alerts.permitted(session, alert_id, operator_id, "check")
        own = await of_operator(session, operator_id)
        if own is None or own.state == "suspended":
            raise OperatorProblem("Link a chat of your own first: the message is sent there.")
    subject = f"check:{alert_id}:{record.content_hash[:16]}:{now:%Y%m%dT%H%M}"
    theirs = select(link.chat_id).where(link.operator_id == operator_id)
    added = await put(session, "check", subject, record.alert, theirs, now)
    await alerts.note(session, "sent to oneself", alert_id, operator_id, now, hash=record.content_hash)
    return added > 0


async def _suspend(session: AsyncSession, operator_id: int, by: int | None, now: datetime) -> None:
    suspending = update(table(OperatorChatRow)).where(link.operator_id == operator_id)
    await session.execute(suspending.values(state="suspended"))
    await session.execute(delete(table(ChatLinkRow)).where(waiting.operator_id == operator_id))
    await _note(session, "chat suspended", operator_id, by, now)
    details = {"operator": operator_id}
    await notes.tell(session, "link_suspended", f"operator:{operator_id}", details, now)


async def _note(
    session: AsyncSession, action: str, operator_id: int, by: int | None, now: datetime, **details: Any
) -> None:
    await audit.append(session, action, f"operator:{operator_id}", details, operator_id=by, now=now)


def _links() -> Any:
    columns = (link.operator_id, link.chat_id, link.pin_hash, link.wrong_pins, link.state)
    return select(*columns).join(table(OperatorRow), operator.id == link.operator_id).where(operator.active.is_(True))


def _link(row: Any) -> Link | None:
    return Link(*row) if row else None
