"""How fast pushed messages may go out, so that Telegram never has to say no. Pure: moments are seconds of one clock."""

import math
from collections import deque
from dataclasses import dataclass, field

TELEGRAM, PAID = 30.0, 1000.0  # messages a second to different chats; core.telegram.org/bots/faq
SECOND = 1.05  # seconds; what leaves within that may arrive within one
BURST = 2.0  # messages at once; a full bucket of 25 would double the first second
SPARE = 1.5  # messages above the rate that a second may see: so slowly is made up for what was missed
MISSED = 2.0  # seconds of which what was missed is made up for
FREE = 2  # messages of the limit that are left for answers that follow
LEAST = 0.2  # of the rate is left to what is pushed, however many answers go out
IN_ONE_CHAT = 1.0  # seconds between two messages to one person
GROUP, GROUP_WINDOW = 20, 60.0  # messages to one group in so many seconds
REMEMBERED = 10_000  # chats, before those that may be written to again are forgotten


@dataclass
class Pace:
    """When the next message may go out: `rate` a second over all, one a second to a person, twenty a minute to a group.

    Answers to people wait for nothing; they are counted, and what is pushed makes room for them.
    """

    rate: float
    paid: bool = False
    _tokens: float = 1.0  # of the rate over many seconds
    _at_once: float = 1.0  # of the burst
    _at: float = 0.0
    _held_until: float = 0.0
    _pushed: deque[float] = field(default_factory=deque)  # within the last second
    _answered: deque[float] = field(default_factory=deque)
    _chats: dict[int, float] = field(default_factory=dict)  # from when on a chat may be written to again
    _groups: dict[int, deque[float]] = field(default_factory=dict)  # when a group was written to

    def earliest(self, now: float) -> float:
        """The moment from which on the next message may go out; at most `now` where it may at once."""
        if math.isinf(self.rate):
            return max(now, self._held_until)
        tokens, at_once = self._filled(now)
        next_token = now + max(0.0, (1 - tokens) / self.rate, (1 - at_once) / self._fastest)
        return max(next_token, self._held_until, self._room(now))

    def chat_free(self, chat_id: int, *, group: bool) -> float:
        """The moment from which on this chat may be written to again."""
        free_at = self._chats.get(chat_id, 0.0)
        written = self._groups.get(chat_id)
        if group and written and len(written) == GROUP:
            free_at = max(free_at, written[0] + GROUP_WINDOW)
        return free_at

    def take(self, chat_id: int, now: float, *, group: bool) -> None:
        """A message to this chat goes out now."""
        tokens, at_once = self._filled(now)
        self._tokens, self._at_once, self._at = tokens - 1, at_once - 1, now
        self._pushed.append(now)
        self._chats[chat_id] = now + IN_ONE_CHAT
        if group:
            self._groups.setdefault(chat_id, deque(maxlen=GROUP)).append(now)
        if len(self._chats) > REMEMBERED:
            self._forget(now)

    def answer(self, now: float) -> None:
        """An answer to a person goes out now; it does not ask."""
        self._answered.append(now)
        _last_second(self._answered, now)

    def hold(self, until: float) -> None:
        """Nothing is pushed before this moment: Telegram said so. The latest word counts."""
        self._held_until = max(self._held_until, until)

    def hold_chat(self, chat_id: int, until: float) -> None:
        """Nothing is pushed to this chat before this moment."""
        self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), until)

    def held(self, now: float) -> float:
        """For how many seconds Telegram still wants to hear nothing."""
        return max(0.0, self._held_until - now)

    @property
    def _fastest(self) -> float:
        """Messages in the fullest SECOND."""
        return min(self._limit, SECOND * self.rate + SPARE)

    @property
    def _limit(self) -> float:
        return PAID if self.paid else TELEGRAM

    def _filled(self, now: float) -> tuple[float, float]:
        if math.isinf(self.rate):
            return BURST, BURST
        passed = now - self._at
        most = max(BURST, MISSED * self.rate)
        return min(most, self._tokens + passed * self.rate), min(BURST, self._at_once + passed * self._fastest)

    def _room(self, now: float) -> float:
        """When the last second has room for one more: its own limit, and Telegram's with the answers."""
        pushed, answered = _last_second(self._pushed, now), _last_second(self._answered, now)
        if len(pushed) + 1 > self._fastest:
            return pushed[0] + SECOND
        if len(pushed) < max(1.0, LEAST * self.rate) or len(pushed) + len(answered) + FREE < self._limit:
            return now
        return min(each[0] for each in (pushed, answered) if each) + SECOND

    def _forget(self, now: float) -> None:
        self._chats = {chat: at for chat, at in self._chats.items() if at > now}
        self._groups = {chat: at for chat, at in self._groups.items() if at[-1] + GROUP_WINDOW > now}


def _last_second(moments: deque[float], now: float) -> deque[float]:
    while moments and moments[0] <= now - SECOND:
        moments.popleft()
    return moments
