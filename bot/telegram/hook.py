"""Webhook mode: Telegram brings the updates, and is asked every minute whether it still does."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.telegram.client import WANTED, Client
from bot.telegram.intake import PAUSE, REFUSED, TokenRefused

log = logging.getLogger(__name__)

CONNECTIONS = 64  # that Telegram opens at most; each has one update of one chat, and they are stored together
LOOK_AGAIN = 60.0  # seconds
RECENT = timedelta(minutes=15)  # for which a failure is worth telling


@dataclass(frozen=True)
class Hook:
    """Where Telegram brings updates, and what shows that it is Telegram who does."""

    address: str
    secret: str = field(repr=False)

    def is_set(self, info: WebhookInfo) -> bool:
        """Telegram does not tell the secret; the address changes with it."""
        wanted = (self.address, CONNECTIONS, set(WANTED))
        return wanted == (info.url, info.max_connections, set(info.allowed_updates or ()))


def trouble(info: WebhookInfo, hook: Hook | None, now: datetime) -> str | None:
    """Why updates may not come in, in a sentence; None where they should. Without a `hook` they are to be fetched.

    Of addresses only the host is said: the path is a secret.
    """
    waiting = f"{info.pending_update_count} wait at Telegram"
    elsewhere = urlsplit(info.url).netloc
    if hook is None:
        return (
            f"Telegram brings them to {elsewhere}; advisory run takes that back and fetches them" if info.url else None
        )
    if not info.url:
        return f"Telegram was not told yet where to bring them: start advisory run; {waiting}"
    if not hook.is_set(info):
        return f"Telegram brings them to {elsewhere} by other settings than these: start advisory run; {waiting}"
    if info.last_error_date and now - info.last_error_date < RECENT:
        return f"Telegram failed to bring one at {info.last_error_date:%H:%M} UTC: {info.last_error_message}; {waiting}"
    return None


async def keep_hook(client: Client, hook: Hook) -> None:
    """See until cancelled that Telegram brings updates here, and say in the log why it cannot.

    What waits at Telegram is never dropped. Any number of processes may do this with the same settings.

    Raises: TokenRefused.
    """
    pause, told = PAUSE, None
    while True:
        try:
            info = await client.get_webhook_info()
            if not hook.is_set(info):
                await _set(client, hook)
            elif info.last_error_date != told:
                told = info.last_error_date
                log.warning(
                    "Telegram could not bring updates: %s; %d wait", info.last_error_message, info.pending_update_count
                )
            pause = LOOK_AGAIN
        except InvalidToken:
            raise TokenRefused(REFUSED) from None
        except BadRequest as refused:
            log.error(
                "Telegram refuses the webhook (%s): is ADVISORY_BASE_URL what the world can reach?", refused.message
            )
            pause = LOOK_AGAIN
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            pause = min(pause * 2, LOOK_AGAIN)
        await asyncio.sleep(pause)


async def _set(client: Client, hook: Hook) -> None:
    await client.set_webhook(
        hook.address,
        secret_token=hook.secret,
        allowed_updates=list(WANTED),
        max_connections=CONNECTIONS,
        drop_pending_updates=False,
    )
    log.info("updates come by webhook")
