"""Logging that names no one: ids of ours at most, never tokens, secrets, chat ids or what people write."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Final, TextIO

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Their INFO and DEBUG lines hold request addresses (with the token) and whole messages.
TALKATIVE: Final = (
    "httpx",
    "httpcore",
    "aiohttp",
    "telegram",
    "aiosqlite",
    "psycopg",
    "sqlalchemy",
    "sse_starlette",
    "multipart",
)
SHORTEST_SECRET = 6  # characters; replacing shorter ones would garble ordinary words
_TOKEN: Final = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
_CHAT_ID: Final = re.compile(r"(\bchat_id\b[\"']?\s*(?:=|:|%3D)\s*[\"']?|/chats?/)-?\d{5,}", re.IGNORECASE)


class Redacting(logging.Formatter):
    """Blots out tokens, secrets and chat ids in the finished line, the traceback included."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(FORMAT)
        literal = sorted({text for text in secrets if len(text) >= SHORTEST_SECRET}, key=len, reverse=True)
        self._literal = re.compile("|".join(map(re.escape, literal))) if literal else None

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written; redaction comes last, after the exception is rendered."""
        line = super().format(record)
        if self._literal:
            line = self._literal.sub("[secret]", line)
        line = _TOKEN.sub("[token]", line)
        return _CHAT_ID.sub(r"\1[id]", line)


def configure(level: int | str = logging.INFO, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send all logging to one redacting handler; libraries that print messages stay at WARNING at any level."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Redacting(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
