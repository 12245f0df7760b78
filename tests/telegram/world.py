"""Who is in the double's Telegram: people, groups, what they wrote and what they see. No HTTP."""

import itertools
import re
import time
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.entities import utf16

BOT_ID = 123456789
BOT_NAME = "essai_bot"
CALLBACK_LIFE = 150  # seconds in which a tap can be answered
DEFAULT_KINDS = {
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "channel_post",
    "inline_query",
}


@dataclass
class Chat:
    """A chat; `refusal` is why the bot may not write there."""

    id: int
    type: str = "private"
    forum: bool = False
    refusal: str | None = None
    moved_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)  # user -> status
    bot_status: str = "member"
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)  # everything ever written, by number
    deleted: set[int] = field(default_factory=set)


@dataclass
class Query:
    """A tap waiting for its answer."""

    at: float
    answers: list[dict[str, Any]] = field(default_factory=list)


class World:
    """People do things here; each becomes an update for the bot."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.updates: list[dict[str, Any]] = []
        self.kinds = set(DEFAULT_KINDS)
        self.queries: dict[str, Query] = {}
        self.later = 0.0  # seconds by which this world's clock is ahead
        self._numbers = itertools.count(1001)
        self._update_numbers = itertools.count(700_000_001)

    def now(self) -> float:
        return time.time() + self.later

    def chat(self, chat_id: int, kind: str = "private", **extra: Any) -> Chat:
        return self.chats.setdefault(chat_id, Chat(chat_id, kind, **extra))

    def group(self, chat_id: int, *, forum: bool = False, administrators: tuple[int, ...] = ()) -> Chat:
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        return self.chat(chat_id, kind, forum=forum, members=dict.fromkeys(administrators, "administrator"))

    def inject(self, **kind: Any) -> int:
        """An update as it stands; dropped where the bot did not ask for its kind."""
        number = next(self._update_numbers)
        if set(kind) <= self.kinds:
            self.updates.append({"update_id": number, **kind})
        return number

    def says(
        self, user: int, text: str | None, *, chat: int | None = None, lang: str | None = "en", **extra: Any
    ) -> int:
        """A person writes; commands and mentions become entities as in Telegram's apps."""
        return self.inject(message=self.message(user, text, chat=chat, lang=lang, **extra))

    def message(
        self, user: int, text: str | None, *, chat: int | None = None, lang: str | None = "en", **extra: Any
    ) -> dict[str, Any]:
        place = self.chat(chat or user)
        place.members.setdefault(user, "member")
        body: dict[str, Any] = {
            "message_id": next(self._numbers),
            "date": int(self.now()),
            "from": person(user, lang),
            "chat": shown(place),
        }
        if text is not None:
            body |= {"text": text, "entities": entities_of(text)}
        body |= extra
        place.messages[body["message_id"]] = body
        return body

    def taps(self, user: int, message: dict[str, Any], data: str, *, lang: str | None = "en") -> str:
        """A person taps a button of a message; gives the query's id."""
        query = str(next(self._numbers) * 7919)
        self.queries[query] = Query(self.now())
        self.inject(
            callback_query={
                "id": query,
                "from": person(user, lang),
                "message": message,
                "chat_instance": "1",
                "data": data,
            }
        )
        return query

    def membership(self, chat: int, user: int, status: str) -> int:
        """The bot's own standing in a chat changes, by this person's hand."""
        place = self.chat(chat)
        old, place.bot_status = place.bot_status, status
        blocked = "Forbidden: bot was blocked by the user"
        kicked = f"Forbidden: bot was kicked from the {place.type} chat"
        gone = status in ("kicked", "left")
        place.refusal = (blocked if place.type == "private" else kicked) if gone else None
        bot = {"id": BOT_ID, "is_bot": True, "first_name": "Essai", "username": BOT_NAME}
        return self.inject(
            my_chat_member={
                "chat": shown(place),
                "from": person(user, "en"),
                "date": int(self.now()),
                "old_chat_member": standing(bot, old),
                "new_chat_member": standing(bot, status),
            }
        )

    def upgrade(self, chat: int, new: int, by: int) -> None:
        """A group becomes a supergroup: two service messages, and another address."""
        self.chat(chat).moved_to = new
        self.chat(new, "supergroup")
        self.says(by, None, chat=chat, migrate_to_chat_id=new)
        self.says(by, None, chat=new, migrate_from_chat_id=chat)

    def write(self, chat: Chat, **body: Any) -> dict[str, Any]:
        """The bot's own message."""
        message = {
            "message_id": next(self._numbers),
            "date": int(self.now()),
            "from": {"id": BOT_ID, "is_bot": True, "first_name": "Essai", "username": BOT_NAME},
            "chat": shown(chat),
            **body,
        }
        chat.messages[message["message_id"]] = message
        return message

    def seen(self, chat: int) -> list[dict[str, Any]]:
        """What the bot's messages in a chat look like now, oldest first."""
        place = self.chat(chat)
        own = (m for n, m in sorted(place.messages.items()) if n not in place.deleted)
        return [m for m in own if m["from"]["id"] == BOT_ID]

    def texts(self, chat: int) -> list[str]:
        return [message["text"] for message in self.seen(chat)]


def person(user: int, lang: str | None) -> dict[str, Any]:
    body = {"id": user, "is_bot": False, "first_name": f"Personne{user}"}
    return {**body, "language_code": lang} if lang else body


def shown(chat: Chat) -> dict[str, Any]:
    body: dict[str, Any] = {"id": chat.id, "type": chat.type}
    if chat.type == "private":
        return {**body, "first_name": f"Personne{chat.id}"}
    return {**body, "title": "Un groupe", **({"is_forum": True} if chat.forum else {})}


def entities_of(text: str) -> list[dict[str, Any]]:
    """Commands and mentions, in UTF-16 units."""
    pattern = re.compile(r"(?P<bot_command>(?<!\S)/\w+(?:@\w+)?)|(?P<mention>(?<![\w@])@\w{4,})")
    return [
        {"type": found.lastgroup, "offset": utf16(text[: found.start()]), "length": utf16(found[0])}
        for found in pattern.finditer(text)
    ]


RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


def standing(user: dict[str, Any], status: str) -> dict[str, Any]:
    """A ChatMember with the fields that its status must have."""
    body: dict[str, Any] = {"user": user, "status": status}
    if status == "kicked":
        body["until_date"] = 0
    if status == "creator":
        body["is_anonymous"] = False
    if status == "administrator":
        body |= dict.fromkeys(RIGHTS, False)
    return body
