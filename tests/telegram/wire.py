"""How the Bot API's calls and refusals look on the wire."""

import json
from typing import Any

from aiohttp import web

Params = dict[str, Any]
LITERAL = (
    "text",
    "chat_id",
    "description",
    "short_description",
    "name",
    "callback_query_id",
    "url",
    "secret_token",
)  # never read as JSON


class Refused(Exception):
    """Telegram says no."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        self.code, self.description, self.parameters = code, description, parameters


async def params_of(request: web.Request) -> Params:
    """From the address, a form or JSON; objects inside forms are JSON text."""
    if request.content_type == "application/json":
        return {**request.query, **await request.json()}
    given = {**request.query, **await request.post()}
    return {name: str(value) if name in LITERAL else _object(str(value)) for name, value in given.items()}


def refusal(refused: Refused) -> web.Response:
    """The answer to a call that is not granted."""
    body: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.json_response(body, status=refused.code)


def _object(value: str) -> Any:
    if value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return {"true": True, "false": False}.get(value, value)
