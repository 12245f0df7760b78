"""What a person can send, whatever the channel."""

from dataclasses import dataclass
from typing import Literal

AttachmentKind = Literal["voice", "audio", "photo", "video", "sticker", "document", "contact", "other"]


@dataclass(frozen=True)
class Words:
    """Typed, dictated or pasted text; `forwarded` where the channel says that it is somebody else's."""

    text: str
    forwarded: bool = False


@dataclass(frozen=True)
class Command:
    """`/name arguments`, or a menu item; `name` without the slash."""

    name: str
    arguments: str = ""


@dataclass(frozen=True)
class Tap:
    """A button's action, as `Button.action` gave it; it may come from an old message, or be forged."""

    action: str


@dataclass(frozen=True)
class Location:
    """A shared position in degrees; it is answered and never stored."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Attachment:
    """Something that cannot be read, with the caption that came with it."""

    kind: AttachmentKind
    caption: str = ""


Message = Words | Command | Tap | Location | Attachment
