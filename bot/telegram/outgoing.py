"""An answer as Telegram messages: HTML, split where it is too long, buttons under the last."""

import asyncio
import logging
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any, Final

from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.conversation.reply import Button, Line, Reply
from bot.render import plain, split, telegram_html
from bot.spacing import unbroken
from bot.telegram.client import Client
from bot.telegram.request import never_left
from bot.telegram.updates import Where

log = logging.getLogger(__name__)

NO_PREVIEW: Final = {"is_disabled": True}
A_ROW = 2  # buttons
Markup = dict[str, list[list[dict[str, str]]]]
PAUSES = (
    0.5,
    1.0,
    2.0,
    4.0,
    8.0,
    16.0,
)  # seconds between tries of a call that never left; the last for as long as it takes
# The same after an unclear reply: an answer read twice does no harm, silence does. A pushed advisory is another matter.
UNCLEAR = (1.0, 5.0, 20.0)
# Telegram's words for a chat that no longer exists, as the library spells them: first letter apart, in small ones.
_NO_CHAT = ("chat not found", "user is deactivated", "the group chat was deleted")


async def send(client: Client, where: Where, reply: Reply, update_id: int) -> None:
    """Send an answer.

    Raises: Forbidden, ChatMigrated, and TelegramError where Telegram refuses, or never replied clearly.
    """
    parts = split(reply.lines)
    for number, part in enumerate(parts, 1):
        buttons = reply.buttons if number == len(parts) else ()
        await post(client, where, part, keyboard(buttons), update_id)


async def post(client: Client, where: Where, part: Sequence[Line], markup: Markup | None, update_id: int) -> int:
    """One message; gives its number.

    Markup that Telegram cannot parse is our mistake: the text goes out plainly, and the log says for which update.
    """
    try:
        return await _patiently(client, where, telegram_html(part), ParseMode.HTML, markup)
    except BadRequest as refused:
        if "can't parse entities" not in refused.message.lower():
            raise
        log.error("update %d: Telegram cannot parse our markup; sent without it", update_id)
        return await _patiently(client, where, plain(part), None, markup)


def keyboard(rows: Sequence[Sequence[Button]]) -> Markup | None:
    """Buttons, two in a row at most; as the Bot API writes them, which costs a tenth of building objects."""
    buttons = [[_button(button) for button in row[at : at + A_ROW]] for row in rows for at in range(0, len(row), A_ROW)]
    return {"inline_keyboard": buttons} if buttons else None


def chat_is_gone(refused: BadRequest | Forbidden) -> bool:
    """True where no later message can arrive either."""
    return isinstance(refused, Forbidden) or any(words in refused.message.lower() for words in _NO_CHAT)


def _button(button: Button) -> dict[str, str]:
    return {"text": unbroken(button.label), "callback_data": button.action}


async def _patiently(client: Client, where: Where, text: str, mode: ParseMode | None, markup: Markup | None) -> int:
    """Send, and again where Telegram asked to wait, cannot be reached or gave no clear reply.

    What was asked while there was no way out is answered once there is one; the next start takes it over.
    """
    pauses, unclear = chain(PAUSES, repeat(PAUSES[-1])), iter(UNCLEAR)
    while True:
        try:
            return await _once(client, where, text, mode, markup)
        except RetryAfter as asked:
            wait = _seconds(asked)
        except (BadRequest, Forbidden, ChatMigrated):
            raise
        except TelegramError as error:
            again = never_left(error) or isinstance(error, InvalidToken)
            if (pause := next(pauses if again else unclear, None)) is None:
                raise
            wait = pause
        await asyncio.sleep(wait)


async def _once(client: Client, where: Where, text: str, mode: ParseMode | None, markup: Markup | None) -> int:
    message: dict[str, Any] = {"chat_id": where.chat, "text": text, "link_preview_options": NO_PREVIEW}
    message |= {"parse_mode": mode} if mode else {}
    message |= {"reply_markup": markup} if markup else {}
    message |= {"message_thread_id": where.topic} if where.topic is not None else {}
    if where.answer_to is not None:
        message |= {"reply_parameters": {"message_id": where.answer_to, "allow_sending_without_reply": True}}
    return await client.push("sendMessage", message)


def _seconds(asked: RetryAfter) -> float:
    after = asked.retry_after
    return after if isinstance(after, int) else after.total_seconds()
