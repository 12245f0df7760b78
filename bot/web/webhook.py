"""Where Telegram brings updates: each is stored before it is acknowledged."""

import asyncio
import hmac
import json
import logging
from functools import partial
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.telegram.hook import Hook
from bot.telegram.intake import Intake, arrival
from db.errors import DatabaseError

log = logging.getLogger(__name__)

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1 << 20  # bytes; Telegram's updates are a hundredth of it
PATIENCE = 10.0  # seconds that the database may take; Telegram repeats what was not acknowledged


class Refused(Exception):
    """Not an update of Telegram's; the status says as much as its sender may know."""

    def __init__(self, status: int) -> None:
        self.status = status


def path_of(secret: str) -> str:
    """An address that nobody finds by trying, and that changes with the secret without telling it."""
    return f"/in/{hmac.digest(secret.encode(), b'the address of the webhook', 'sha256').hex()[:32]}"


def hook_at(base_url: str, secret: str) -> Hook:
    """What Telegram is told, so that it brings updates here."""
    return Hook(base_url.rstrip("/") + path_of(secret), secret)


def webhook_route(secret: str, intake: Intake) -> Route:
    """The place where Telegram brings updates."""
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]  # all but POST are told that nothing is here
    return Route(path_of(secret), partial(_receive, secret.encode(), intake), methods=methods)


async def _receive(secret: bytes, intake: Intake, request: Request) -> Response:
    """200 when it is stored, also where it was stored before; 503 makes Telegram bring it again."""
    try:
        _admit(secret, request)
        body = await _read(request)
        arrived = arrival(_json(body), body) or _refuse(400)
        async with asyncio.timeout(PATIENCE):
            await intake.keep([arrived])
    except Refused as refused:
        return Response(status_code=refused.status)
    except (DatabaseError, SQLAlchemyError, OSError, TimeoutError) as problem:
        log.error("an update was not stored (%s); Telegram brings it again", type(problem).__name__)
        return Response(status_code=503)
    return Response()


def _admit(secret: bytes, request: Request) -> None:
    """Who does not know the secret learns nothing, not even that something is here. Raises: Refused."""
    shown = request.headers.get(HEADER, "").encode("utf-8")
    if not hmac.compare_digest(shown, secret) or request.method != "POST":
        _refuse(404)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        _refuse(415)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > LARGEST:
        _refuse(413)


async def _read(request: Request) -> bytes:
    """The body, whether its length was told or not. Raises: Refused."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            _refuse(413)
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # RecursionError: nested deeper than any update
        _refuse(400)


def _refuse(status: int) -> Any:
    raise Refused(status)
