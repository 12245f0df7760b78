"""What an update means: who says what where, or what happened to a chat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from telegram import CallbackQuery, ChatMemberUpdated, Update, User
from telegram import Message as Received
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType

from bot.conversation.message import (
    Attachment,
    AttachmentKind,
    Command,
    Location,
    Message,
    Tap,
    Words,
)
from bot.telegram.commands import COMMANDS
from db.chats import Kind
from knowledge.entry import LANGS, Lang

CHANNEL = "telegram"


@dataclass(frozen=True)
class Where:
    """A place in Telegram where an answer goes."""

    chat: str
    topic: int | None = None  # of a forum
    answer_to: int | None = None  # the message that is quoted, in groups


@dataclass(frozen=True)
class Incoming:
    """Something that a person says to the bot."""

    where: Where
    kind: Kind
    user: int
    message: Message
    hint: Lang | None = None
    sent_at: datetime | None = None  # None for taps: Telegram does not say
    message_id: int | None = None
    tap: str | None = None  # what must be answered so that the button stops spinning
    anonymous: bool = False  # an administrator who writes as the group

    @property
    def group(self) -> bool:
        return self.kind != "private"

    @property
    def person(self) -> str:
        return f"{self.where.chat}:{self.user}"


@dataclass(frozen=True)
class Moved:
    """A group became a supergroup and has another address."""

    old: str
    new: str


@dataclass(frozen=True)
class Left:
    """The bot was blocked, or removed from a group."""

    chat: str


@dataclass(frozen=True)
class Returned:
    """The bot was unblocked, or put (back) into a group."""

    chat: str


Event = Incoming | Moved | Left | Returned

_GONE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
_ATTACHED: tuple[tuple[str, AttachmentKind], ...] = (
    ("voice", "voice"),
    ("audio", "audio"),
    ("photo", "photo"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("sticker", "sticker"),
    ("document", "document"),
    ("contact", "contact"),
    ("poll", "other"),
    ("dice", "other"),
    ("game", "other"),
    ("story", "other"),
    ("paid_media", "other"),
    ("checklist", "other"),
)


def read(update: Update, me: User) -> Event | None:
    """What the update means to this bot; None where it means nothing.

    Edited messages mean nothing, moves of a live location included: its first message was answered and deleted.
    """
    if update.callback_query:
        return _tapped(update.callback_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    return _said(update.message, me) if update.message else None


def chat_of(raw: dict[str, Any]) -> str:
    """The chat of an update as it came, to keep its order; the update's own number where it has none or is broken."""
    for kind in ("message", "edited_message", "my_chat_member", "callback_query"):
        try:
            body = raw[kind]
            return str((body.get("message") or body)["chat"]["id"])
        except (AttributeError, KeyError, TypeError):
            continue
    return f"update:{raw.get('update_id')}"


def hint(language_code: str | None) -> Lang | None:
    """The phone's setting as one of our languages."""
    primary = (language_code or "").lower().split("-")[0]
    return next((lang for lang in LANGS if lang == primary), None)


def _tapped(query: CallbackQuery) -> Incoming:
    """A tap; its message may be too old to be known, or missing."""
    message = query.message
    chat = message.chat if message else None
    reachable = message if isinstance(message, Received) else None
    topic = reachable.message_thread_id if reachable and reachable.is_topic_message else None
    return Incoming(
        where=Where(str(chat.id if chat else query.from_user.id), topic),
        kind=cast(Kind, chat.type if chat else ChatType.PRIVATE),
        user=query.from_user.id,
        message=Tap(query.data or ""),
        hint=hint(query.from_user.language_code),
        tap=query.id,
    )


def _membership(change: ChatMemberUpdated) -> Left | Returned:
    event = Left if change.new_chat_member.status in _GONE else Returned
    return event(str(change.chat.id))


def _said(received: Received, me: User) -> Event | None:
    here = str(received.chat.id)
    if received.migrate_to_chat_id:
        return Moved(here, str(received.migrate_to_chat_id))
    if received.migrate_from_chat_id:
        return Moved(str(received.migrate_from_chat_id), here)
    anonymous = received.sender_chat is not None and received.sender_chat.id == received.chat.id
    user = received.from_user
    if user is None or received.is_automatic_forward or (user.is_bot and not anonymous):
        return None
    private = received.chat.type == ChatType.PRIVATE
    message = _message(received, me)
    if message is None or not (private or _addressed(received, message, me)):
        return None
    topic = received.message_thread_id if received.is_topic_message else None
    return Incoming(
        where=Where(here, topic, None if private else received.message_id),
        kind=cast(Kind, received.chat.type),
        user=user.id,
        message=message,
        hint=hint(user.language_code),
        sent_at=received.date,
        message_id=received.message_id,
        anonymous=anonymous,
    )


def _message(received: Received, me: User) -> Message | None:
    """The message without its channel; None for service messages and for another bot's command."""
    if received.location:  # of a venue, too
        return Location(received.location.latitude, received.location.longitude)
    if received.text is not None:
        if received.forward_origin is None and _opens_with_command(received):
            return _command(received.text, received.chat.type == ChatType.PRIVATE, me)
        return Words(_without_mention(received, me), forwarded=received.forward_origin is not None)
    for name, kind in _ATTACHED:
        if getattr(received, name, None):
            return Attachment(kind, received.caption or "")
    return None


def _opens_with_command(received: Received) -> bool:
    return any(entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0 for entity in received.entities)


def _command(text: str, private: bool, me: User) -> Command | None:
    head, _, arguments = text.partition(" ") if "\n" not in text.split(" ")[0] else text.partition("\n")
    name, _, addressee = head[1:].partition("@")
    if addressee and addressee.lower() != (me.username or "").lower():
        return None
    if not private and not addressee and name.lower() not in COMMANDS:
        return None  # in a group an unknown command is another bot's
    return Command(name.lower(), arguments.strip())


def _addressed(received: Received, message: Message, me: User) -> bool:
    """In a group: a command, a mention, or a reply to the bot."""
    if isinstance(message, Command):
        return True
    answered = received.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    return bool(_mentions(received, me))


def _mentions(received: Received, me: User) -> list[str]:
    """The pieces of the text or caption that name the bot."""
    kinds: list[str | None] = [MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION]
    found = {**received.parse_entities(kinds), **received.parse_caption_entities(kinds)}
    name = f"@{me.username}".lower()
    return [text for entity, text in found.items() if text.lower() == name or (entity.user and entity.user.id == me.id)]


def _without_mention(received: Received, me: User) -> str:
    text = received.text or ""
    if received.chat.type == ChatType.PRIVATE:
        return text
    for piece in _mentions(received, me):
        text = text.replace(piece, " ", 1)
    return text.strip()
