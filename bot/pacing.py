"""How fast pushed messages may go out, so that Telegram never has to say no. Pure: moments are seconds of one clock."""

from collections import deque
from dataclasses import dataclass, field

TELEGRAM = 30.0  # messages a second to different chats; core.telegram.org/bots/faq
BURST = 5.0  # messages at once; a full bucket of 25 would double the first second
IN_ONE_CHAT = 1.0  # seconds between two messages to one person
GROUP, GROUP_WINDOW = 20, 60.0  # messages to one group in so many seconds
REMEMBERED = 10_000  # chats, before those that may be written to again are forgotten


@dataclass
class Pace:
    """When the next message may go out: `rate` a second over all, one a second to a person, twenty a minute to a group."""

    rate: float
    _tokens: float = 1.0
    _at: float = 0.0
    _held_until: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)  # from when on a chat may be written to again
    _groups: dict[int, deque[float]] = field(default_factory=dict)  # when a group was written to

    def earliest(self, chat_id: int, now: float, *, group: bool) -> float:
        """The moment from which on a message to this chat may go out; at most `now` where it may at once."""
        tokens = self._filled(now)
        overall = now if tokens >= 1 else now + (1 - tokens) / self.rate
        return max(overall, self._held_until, self._of_chat(chat_id, group=group))

    def take(self, chat_id: int, now: float, *, group: bool) -> None:
        """A message to this chat goes out now."""
        self._tokens, self._at = self._filled(now) - 1, now
        self._chats[chat_id] = now + IN_ONE_CHAT
        if group:
            self._groups.setdefault(chat_id, deque(maxlen=GROUP)).append(now)
        if len(self._chats) > REMEMBERED:
            self._forget(now)

    def hold(self, until: float) -> None:
        """Nothing goes out before this moment: Telegram said so. The latest word counts."""
        self._held_until = max(self._held_until, until)

    def _filled(self, now: float) -> float:
        burst = max(1.0, min(BURST, TELEGRAM - self.rate))
        return min(burst, self._tokens + (now - self._at) * self.rate)

    def _of_chat(self, chat_id: int, *, group: bool) -> float:
        free_at = self._chats.get(chat_id, 0.0)
        written = self._groups.get(chat_id)
        if group and written and len(written) == GROUP:
            free_at = max(free_at, written[0] + GROUP_WINDOW)
        return free_at

    def _forget(self, now: float) -> None:
        self._chats = {chat: at for chat, at in self._chats.items() if at > now}
        self._groups = {chat: at for chat, at in self._groups.items() if at[-1] + GROUP_WINDOW > now}
