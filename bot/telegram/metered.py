"""Counting the answers that go out, so that what is pushed can make room for them under the same limit."""

import asyncio
import json
from typing import Any, Protocol

from telegram.request import RequestData

from bot.telegram.request import AiohttpRequest

_MESSAGES = ("/sendMessage", "/editMessageText")
TOO_MANY = 429


class Meter(Protocol):
    """What counts; moments are seconds of the running loop's clock."""

    def answer(self, now: float) -> None: ...

    def hold(self, until: float) -> None: ...


class MeteredRequest(AiohttpRequest):
    """Tells of each message as it leaves, and of Telegram's wish to hear nothing for a while."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self._meter = meter

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **named: Any
    ) -> tuple[int, bytes]:
        now = asyncio.get_running_loop().time
        if url.endswith(_MESSAGES):
            self._meter.answer(now())
        status, body = await super().do_request(url, method, request_data, *timeouts, **named)
        if status == TOO_MANY and not _to_group(request_data):
            self._meter.hold(now() + _asked(body))
        return status, body


def _to_group(request_data: RequestData | None) -> bool:
    """A group has a limit of its own: whoever asks much in one must not keep what is pushed from all others."""
    return request_data is not None and str(request_data.parameters.get("chat_id", "")).startswith("-")


def _asked(body: bytes) -> float:
    """The seconds that a refusal asks to wait; the library reads them for the answer itself."""
    try:
        return float(json.loads(body)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 1.0
