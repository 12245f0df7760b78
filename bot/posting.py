"""One delivery as one Telegram message: its text, and the call that sends it or changes an earlier one."""

from datetime import datetime
from zoneinfo import ZoneInfo

from telegram.constants import ParseMode
from telegram.helpers import create_deep_linked_url

from bot.conversation.reply import Line
from bot.render import CLOSE, pushed, retired, telegram_html
from bot.telegram.client import Client
from bot.telegram.outgoing import NO_PREVIEW
from db.deliveries import Delivery
from knowledge.alert import Kind, Severity

CALMS = (Kind.ALL_CLEAR, Kind.CANCEL)
QUIET = (Severity.MINOR, Severity.UNKNOWN)


def text_of(each: Delivery, bot_name: str, now: datetime) -> str:
    """What the message says, as HTML."""
    return telegram_html(_lines(each, bot_name, now), CLOSE)


async def post(client: Client, each: Delivery, address: str, text: str) -> str:
    """Send it, or change the message that it edits; the number of the message that says it now.

    Raises: TelegramError.
    """
    if each.kind == "edit" and each.edits:
        await client.edit_message_text(
            text,
            chat_id=address,
            message_id=int(each.edits),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        )
        return each.edits
    message = await client.send_message(
        address,
        text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        disable_notification=each.alert.kind in CALMS or each.alert.severity in QUIET,
    )
    return str(message.message_id)


def _lines(each: Delivery, bot_name: str, now: datetime) -> list[Line]:
    lang = each.language or "en"
    if each.retires:
        return retired(each.alert, each.successor, lang, discreet=each.discreet)
    # Whoever was forwarded the text can ask as well whether it still holds.
    link = create_deep_linked_url(bot_name, f"v-{each.alert.identifier}")
    return pushed(each.alert, lang, now, ZoneInfo(each.time_zone), discreet=each.discreet, check_url=link)
