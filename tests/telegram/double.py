"""A Bot API server on loopback, over real HTTP, as strict as the real one where a bot can notice.

Texts of refusals are those of tdlib/telegram-bot-api 10.0. It starts with one bot, whose token is TOKEN.
"""

import asyncio
import re
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from aiohttp import web

from tests.telegram.bringing import Bringer, bringer_for, info_of
from tests.telegram.entities import CannotParse, parse_html, utf16
from tests.telegram.flood import Flood
from tests.telegram.wire import Params, Refused, params_of, refusal
from tests.telegram.world import (
    BOT_ID,
    BOT_NAME,
    CALLBACK_LIFE,
    Chat,
    World,
    person,
    standing,
)

TOKEN = f"{BOT_ID}:AAE-a_double_of_the_Bot_API_0123456789"
LONGEST_TEXT, LONGEST_RAW, MOST_BUTTONS, LONGEST_WAIT = 4096, 32 * 1024, 100, 50
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call. `hang` waits; `after` does the work first; `reset` cuts the connection.

    `trickle` answers for ever, a byte every so many seconds: no silence is long enough to give it up.
    """

    status: int = 0
    description: str = ""
    parameters: dict[str, int] | None = None
    hang: float = 0.0
    after: bool = False
    reset: bool = False
    html: bool = False
    trickle: float = 0.0


@dataclass
class Double:
    """The server; `world` is what people do and see, `calls` what the bot asked."""

    world: World = field(default_factory=World)
    calls: list[tuple[str, Params]] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    profile: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    webhook: Bringer | None = None
    latency: float = 0.0  # seconds that every call but getUpdates takes
    flood: Flood | None = None  # where it is set, Telegram's limits hold
    url: str = ""
    spans: list[list[float]] = field(default_factory=list)  # of each message: when its call came, and was over
    _runner: web.AppRunner | None = None
    _poller: asyncio.Event | None = None
    _bringing: asyncio.Task[None] | None = None

    async def start(self, port: int = 0) -> None:
        """At any free port, or at the one that it had before it was stopped."""
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._bring(None)
        if self._runner:
            await self._runner.cleanup()

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of this method go wrong, one after the other."""
        self.faults[method.lower()].extend(faults)

    def asked(self, method: str) -> list[Params]:
        """The parameters of all calls of a method."""
        return [params for name, params in self.calls if name == method.lower()]

    def under_way(self, since: float, until: float) -> int:
        """How many calls to send a message were under way at any time in between, by the loop's clock."""
        return sum(began <= until and since <= ended for began, ended in self.spans)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        span = [asyncio.get_running_loop().time(), inf]
        if request.match_info["method"].lower() == "sendmessage":
            self.spans.append(span)
        try:
            return await self._answered(request)
        finally:
            span[1] = asyncio.get_running_loop().time()

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return refusal(Refused(401, "Unauthorized: invalid token specified"))
        name = request.match_info["method"].lower()
        params = await params_of(request)
        self.calls.append((name, params))
        await asyncio.sleep(self.latency if name != "getupdates" else 0)
        fault = self.faults[name].popleft() if self.faults[name] else None
        if fault and not fault.after:
            return await self._go_wrong(request, fault)
        answer = await self._answer(name, params)
        return await self._go_wrong(request, fault) if fault else answer

    async def _answer(self, name: str, params: Params) -> web.Response:
        method = METHODS.get(name)
        try:
            if method is None:
                raise Refused(404, "Not Found: method not found")
            return web.json_response({"ok": True, "result": await method(self, params)})
        except Refused as refused:
            return refusal(refused)

    async def _go_wrong(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.hang)
        if fault.reset and request.transport:
            request.transport.abort()
        if fault.trickle:
            return await self._trickle(request, fault.trickle)
        if fault.html:
            return web.Response(status=fault.status or 200, text="<html>Bad Gateway</html>", content_type="text/html")
        return refusal(Refused(fault.status or 502, fault.description or "Bad Gateway", **(fault.parameters or {})))

    async def _trickle(self, request: web.Request, pause: float) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        while True:  # until whoever called gives up
            await answer.write(b" ")
            await asyncio.sleep(pause)

    async def get_updates(self, params: Params) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self._poller:
            self._poller.set()  # the first one loses
        mine = self._poller = asyncio.Event()
        if kinds := params.get("allowed_updates"):
            self.world.kinds = set(kinds)
        self._acknowledge(int(params.get("offset") or 0))
        try:
            await self._wait(mine, min(float(params.get("timeout") or 0), LONGEST_WAIT))
        finally:
            self._poller = None if self._poller is mine else self._poller
        limit = int(params.get("limit") or 100)
        return self.world.updates[: limit if 1 <= limit <= 100 else 100]

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:
            self.world.updates = self.world.updates[offset:]
        elif offset:
            self.world.updates = [update for update in self.world.updates if update["update_id"] >= offset]

    async def _wait(self, ousted: asyncio.Event, seconds: float) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not self.world.updates and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)
            if ousted.is_set():
                raise Refused(409, TWO_POLLERS)

    async def get_me(self, _params: Params) -> dict[str, Any]:
        flags = ("can_join_groups", "can_connect_to_business", "has_main_web_app", "supports_inline_queries")
        body: dict[str, Any] = {"id": BOT_ID, "is_bot": True, "first_name": "Essai", "username": BOT_NAME}
        return body | dict.fromkeys((*flags, "can_read_all_group_messages"), False)

    async def send_message(self, params: Params) -> dict[str, Any]:
        chat = self._chat(params)
        text, entities = _text(params)
        self._writable(chat)
        if self.flood:
            self.flood.check(chat.id, group=chat.type != "private")
        topic = int(params.get("message_thread_id") or 0)
        if topic and not chat.forum:
            raise Refused(400, "Bad Request: message thread not found")
        quoted = self._quoted(chat, params.get("reply_parameters") or {})
        extra: dict[str, Any] = {"reply_to_message": quoted} if quoted else {}
        markup = _markup(params)
        extra |= {"reply_markup": markup} if markup else {}
        extra |= {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        return self.world.write(chat, text=text, entities=entities, **extra)

    async def edit_message_text(self, params: Params) -> dict[str, Any]:
        chat = self._chat(params)
        message = self._message(chat, params, "edit")
        if message["from"]["id"] != BOT_ID:
            raise Refused(400, "Bad Request: message can't be edited")
        (text, entities), markup = _text(params), _markup(params)
        if (text, entities, markup) == (message["text"], message["entities"], message.get("reply_markup")):
            raise Refused(400, f"Bad Request: {NOT_MODIFIED}")
        self._writable(chat)
        message.pop("reply_markup", None)
        message |= {"text": text, "entities": entities, "edit_date": int(self.world.now())}
        message |= {"reply_markup": markup} if markup else {}
        return message

    async def delete_message(self, params: Params) -> bool:
        chat = self._chat(params)
        message = self._message(chat, params, "delete")
        if chat.type != "private" and message["from"]["id"] != BOT_ID and chat.bot_status != "administrator":
            raise Refused(400, "Bad Request: message can't be deleted")
        chat.deleted.add(message["message_id"])
        return True

    async def answer_callback_query(self, params: Params) -> bool:
        query = self.world.queries.get(str(params.get("callback_query_id")))
        if query is None or query.answers or self.world.now() - query.at > CALLBACK_LIFE:
            raise Refused(400, f"Bad Request: {TOO_OLD}")
        if utf16(str(params.get("text") or "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        query.answers.append(params)
        return True

    async def get_chat_member(self, params: Params) -> dict[str, Any]:
        chat, user = self._chat(params), int(params.get("user_id") or 0)
        self._writable(chat)
        if user not in chat.members:
            raise Refused(400, "Bad Request: PARTICIPANT_ID_INVALID")
        return standing(person(user, None), chat.members[user])

    async def set_webhook(self, params: Params) -> bool:
        bringer = bringer_for(self.world, params)
        if kinds := params.get("allowed_updates"):
            self.world.kinds = set(kinds)
        await self._bring(bringer)
        return True

    async def get_webhook_info(self, _params: Params) -> dict[str, Any]:
        return info_of(self.webhook, len(self.world.updates))

    async def _bring(self, bringer: Bringer | None) -> None:
        self.webhook = bringer
        if self._bringing:
            self._bringing.cancel()
            await asyncio.gather(self._bringing, return_exceptions=True)
        self._bringing = asyncio.create_task(bringer.run()) if bringer else None

    async def delete_webhook(self, params: Params) -> bool:
        await self._bring(None)
        if params.get("drop_pending_updates"):
            self.world.updates.clear()
        return True

    async def set_commands(self, params: Params) -> bool:
        commands = params.get("commands") or []
        if len(commands) > 100 or not all(re.fullmatch(r"[a-z0-9_]{1,32}", item["command"]) for item in commands):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        if not all(1 <= len(item["description"]) <= 256 for item in commands):
            raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.profile[_profile_key("commands", params)] = commands
        return True

    async def get_commands(self, params: Params) -> list[dict[str, str]]:
        return list(self.profile.get(_profile_key("commands", params), []))

    def _chat(self, params: Params) -> Chat:
        given = str(params.get("chat_id") or "")
        if not given:
            raise Refused(400, "Bad Request: chat_id is empty")
        chat = self.world.chats.get(int(given)) if given.lstrip("-").isdigit() else None
        if chat is None:
            raise Refused(400, "Bad Request: chat not found")
        return chat

    def _writable(self, chat: Chat) -> None:
        if chat.moved_to:
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, text, migrate_to_chat_id=chat.moved_to)
        if chat.refusal:
            raise Refused(403, chat.refusal)

    def _quoted(self, chat: Chat, reply: dict[str, Any]) -> dict[str, Any] | None:
        number = int(reply.get("message_id") or 0)
        message = None if number in chat.deleted else chat.messages.get(number)
        if number and message is None and not reply.get("allow_sending_without_reply"):
            raise Refused(400, "Bad Request: message to be replied not found")
        return {key: value for key, value in message.items() if key != "reply_to_message"} if message else None

    def _message(self, chat: Chat, params: Params, deed: str) -> dict[str, Any]:
        number = int(params.get("message_id") or 0)
        if number not in chat.messages or number in chat.deleted:
            raise Refused(400, f"Bad Request: message to {deed} not found")
        return chat.messages[number]


def _text(params: Params) -> tuple[str, list[dict[str, Any]]]:
    raw = str(params.get("text") or "")
    if len(raw.encode()) > LONGEST_RAW:
        raise Refused(400, "Bad Request: text is too long")
    mode = str(params.get("parse_mode") or "").lower()
    if mode not in ("", "html"):
        raise Refused(400, "Bad Request: unsupported parse_mode")
    try:
        text, entities = parse_html(raw) if mode else (raw, [])
    except CannotParse as problem:
        raise Refused(400, f"Bad Request: can't parse entities: {problem}") from None
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise Refused(400, "Bad Request: message is too long")
    return text.rstrip(), entities


def _markup(params: Params) -> dict[str, Any] | None:
    markup: dict[str, Any] = params.get("reply_markup") or {}
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not button.get("text"):
            raise Refused(400, 'Bad Request: can\'t parse inline keyboard button: Field "text" must be of type String')
        if not button.get("url") and not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return markup if buttons else None


def _setter(name: str, longest: int) -> Callable[[Double, Params], Awaitable[bool]]:
    async def set_text(double: Double, params: Params) -> bool:
        text = str(params.get(name) or "")
        if len(text) > longest:
            raise Refused(400, f"Bad Request: BOT_{name.upper()}_INVALID")
        double.profile[_profile_key(name, params)] = text
        return True

    return set_text


def _getter(name: str) -> Callable[[Double, Params], Awaitable[dict[str, str]]]:
    async def get_text(double: Double, params: Params) -> dict[str, str]:
        return {name: double.profile.get(_profile_key(name, params), "")}

    return get_text


def _profile_key(name: str, params: Params) -> tuple[str, str, str]:
    return (
        name,
        str((params.get("scope") or {}).get("type", "default")),
        str(params.get("language_code") or ""),
    )


METHODS: dict[str, Callable[[Double, Params], Awaitable[Any]]] = {
    "getupdates": Double.get_updates,
    "getme": Double.get_me,
    "sendmessage": Double.send_message,
    "editmessagetext": Double.edit_message_text,
    "deletemessage": Double.delete_message,
    "answercallbackquery": Double.answer_callback_query,
    "getchatmember": Double.get_chat_member,
    "deletewebhook": Double.delete_webhook,
    "setwebhook": Double.set_webhook,
    "getwebhookinfo": Double.get_webhook_info,
    "setmycommands": Double.set_commands,
    "getmycommands": Double.get_commands,
    "setmyname": _setter("name", 64),
    "getmyname": _getter("name"),
    "setmydescription": _setter("description", 512),
    "getmydescription": _getter("description"),
    "setmyshortdescription": _setter("short_description", 120),
    "getmyshortdescription": _getter("short_description"),
}
