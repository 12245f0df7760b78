"""A model of the channel: what each person sees, and what becomes of a call."""

from dataclasses import dataclass, field


class Gone(Exception):
    """The message that was to be edited is not there any more."""


@dataclass
class Message:
    """One message in a chat; `texts` are all that it ever said, the newest last."""

    number: str
    alert: int  # whose text it was sent with
    texts: list[str]
    deleted: bool = False

    @property
    def says(self) -> str:
        return self.texts[-1]


@dataclass
class Channel:
    """Messages by chat; `refuses` are the people who blocked the bot."""

    chats: dict[int, list[Message]] = field(default_factory=dict)
    refuses: set[int] = field(default_factory=set)

    def send(self, chat: int, alert: int, text: str) -> str:
        messages = self.chats.setdefault(chat, [])
        messages.append(Message(f"{chat}-{len(messages) + 1}", alert, [text]))
        return messages[-1].number

    def edit(self, chat: int, number: str, text: str) -> None:
        """Raises: Gone."""
        message = next((each for each in self.chats.get(chat, []) if each.number == number), None)
        if message is None or message.deleted:
            raise Gone
        if message.says != text:
            message.texts.append(text)

    def seen(self, chat: int) -> list[Message]:
        return [each for each in self.chats.get(chat, []) if not each.deleted]
