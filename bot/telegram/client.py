"""The Bot API client: python-telegram-bot's, with updates as they came."""

from typing import Any, Final

from telegram import Bot
from telegram.constants import UpdateType
from telegram.request import BaseRequest

from bot.telegram.request import AiohttpRequest

PUBLIC_API: Final = "https://api.telegram.org"
BATCH = 100  # updates a call; Telegram's most
# What is asked for: the default set would send much that nobody reads here.
WANTED: Final = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)


class Client(Bot):
    """A `Bot` that also gives updates as they came: one that the library cannot read must not hold up the others."""

    @property
    def number(self) -> int:
        """The bot's id, which its token begins with: known before Telegram was ever reached."""
        head = self.token.partition(":")[0]
        return int(head) if head.isdecimal() else 0

    async def raw_updates(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        """The updates from `offset` on, which acknowledges all before it; waits up to `wait` seconds for one.

        Raises: TelegramError.
        """
        data: dict[str, Any] = {"limit": BATCH, "timeout": wait, "allowed_updates": list(WANTED)}
        if offset is not None:
            data["offset"] = offset
        # Bot.get_updates would build objects of all of them and do_api_request hides a refused token.
        result = await self._post("getUpdates", data, read_timeout=wait + 5)
        return list(result)

    async def push(self, method: str, data: dict[str, Any]) -> int:
        """Send or edit by these parameters; the number of the message.

        Building the library's objects of an answer that nobody reads costs as much as the call.
        Raises: TelegramError.
        """
        result = await self._post(method, data)
        return int(result["message_id"])


def connect(token: str, api: str = PUBLIC_API, request: BaseRequest | None = None) -> Client:
    """A client of the Bot API at this address; it opens nothing before `initialize`."""
    base = api.rstrip("/")
    return Client(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request or AiohttpRequest(),
        get_updates_request=AiohttpRequest(pool=1),
    )
