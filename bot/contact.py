"""Whether the next call would fare like the last ones: then it is not made, and no message is used up for it."""

from dataclasses import dataclass, field

SILENT = 3  # calls in a row that Telegram did not answer
STRANGE = 5  # chats in a row that Telegram refused in words that nobody has read yet
FIRST_WAIT, LONGEST_WAIT = 1.0, 8.0  # seconds before it is asked anew, doubling


@dataclass
class Contact:
    """What Telegram made of the last calls.

    Where it is silent, it is asked for something harmless first. Where it answers that, one message at a time goes
    out until one is answered: an outage costs a few messages their first try, not everybody's.
    """

    doubtful: bool = False
    wait: float = 0.0  # seconds before it is asked whether it is there
    _unanswered: int = 0
    _refused: set[int] = field(default_factory=set)  # chats, since a message was last accepted

    @property
    def silent(self) -> bool:
        return self._unanswered >= SILENT

    def accepted(self) -> None:
        """A message went out."""
        self.answered()
        self._refused.clear()

    def answered(self) -> None:
        """Telegram said something about a message, if only no."""
        self.doubtful, self.wait, self._unanswered = False, 0.0, 0

    def unanswered(self) -> None:
        """Nothing came back, or nothing clear, or the call did not even leave."""
        self._unanswered += 1

    def refused(self, chat_id: int) -> bool:
        """This chat was refused in unknown words; True where so many were that it is no matter of the chat."""
        self._refused.add(chat_id)
        return len(self._refused) >= STRANGE

    def asked(self, *, there: bool) -> None:
        """It was asked for something harmless; where it answers, whether it takes messages is to be seen."""
        self.wait = min(max(FIRST_WAIT, 2 * self.wait), LONGEST_WAIT)
        if there:
            self.doubtful, self._unanswered = True, SILENT - 1
