"""One delivery as one Telegram message: its text, and the call that sends it or changes an earlier one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram.constants import ParseMode
from telegram.helpers import create_deep_linked_url

from bot.conversation.reply import Line
from bot.opening import buttons
from bot.render import CLOSE, pushed, rehearsed, reminder, retired, sounds, telegram_html
from bot.telegram.client import Client
from bot.telegram.outgoing import NO_PREVIEW, keyboard
from db.deliveries import Delivery

KEPT_TEXTS = 200  # renderings: an advisory in two languages and a few time zones, several times over


@dataclass
class Texts:
    """What messages say; thousands say the same, and an issued advisory changes only where somebody looked again."""

    _rendered: dict[tuple[object, ...], str] = field(default_factory=dict)

    def of(self, each: Delivery, bot_name: str, now: datetime) -> str:
        """What the message says, as HTML."""
        successor = each.successor.id if each.successor else None
        same = (
            each.kind,
            each.subject,
            each.retires,
            successor,
            each.language,
            each.discreet,
            each.time_zone,
            each.alert.reviewed,
        )
        if text := self._rendered.get(same):
            return text
        text = telegram_html(_lines(each, bot_name, now), CLOSE)
        if each.kind != "check":  # a draft, which may read otherwise next time
            self._rendered[same] = text
        if len(self._rendered) > KEPT_TEXTS:
            self._rendered.clear()
        return text


async def post(client: Client, each: Delivery, address: str, text: str, *, paid: bool = False) -> str:
    """Send it, or change the message that it edits; the number of the message that says it now.

    Raises: TelegramError.
    """
    message: dict[str, Any] = {"chat_id": address, "text": text, "parse_mode": ParseMode.HTML}
    message |= {"link_preview_options": NO_PREVIEW}
    if not each.retires and each.kind != "remind" and each.alert.identifier:
        message |= {"reply_markup": _buttons(each)}
    if each.kind == "edit" and each.edits:
        return str(await client.push("editMessageText", message | {"message_id": int(each.edits)}))
    if each.kind == "remind" or not sounds(each.alert):
        message |= {"disable_notification": True}
    if paid:
        message |= {"allow_paid_broadcast": True}
    return str(await client.push("sendMessage", message))


def _buttons(each: Delivery) -> dict[str, Any] | None:
    """What stands under the message; an edit without it takes it away."""
    return keyboard(buttons(each.alert, each.language or "en", discreet=each.discreet))


def _lines(each: Delivery, bot_name: str, now: datetime) -> list[Line]:
    lang = each.language or "en"
    if each.retires:
        return retired(each.alert, each.successor, lang, discreet=each.discreet)
    if each.kind == "remind":
        return reminder(each.alert, each.promised, lang, discreet=each.discreet)
    if each.kind == "check":
        return rehearsed(pushed(each.alert, lang, now, ZoneInfo(each.time_zone)), lang)
    # Whoever was forwarded the text can ask as well whether it still holds.
    link = create_deep_linked_url(bot_name, f"v-{each.alert.identifier}")
    return pushed(each.alert, lang, now, ZoneInfo(each.time_zone), discreet=each.discreet, check_url=link)
