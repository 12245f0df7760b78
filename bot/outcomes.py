"""What an error of Telegram means for the message that met it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.telegram.request import never_left
from db.ledger import Bad, Blocked, NotSent, Outcome, Uncertain

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a message that never left is tried again, doubling


@dataclass(frozen=True)
class Hold:
    """Telegram asks to wait: everybody, or a group that was written to too often."""

    wait: timedelta


@dataclass(frozen=True)
class Moved:
    """The group has another address; the message is to be sent there."""

    address: str


@dataclass(frozen=True)
class Unedited:
    """The message that was to be changed is not there, or cannot be changed any more."""


@dataclass(frozen=True)
class Unchanged:
    """It reads already as it should."""


@dataclass(frozen=True)
class Stop:
    """Our own mistake, which every other chat would meet as well: nothing more goes out until somebody has looked."""

    reason: str


@dataclass(frozen=True)
class Strange:
    """Refused in words that nobody has read yet: a matter of this chat, or of the message that everybody is to get."""

    retry_at: datetime


Verdict = Outcome | Hold | Moved | Unedited | Unchanged | Stop | Strange

# Words of a refusal (in small letters: the library changes the case) and what they mean; the first that fits counts.
REFUSALS: Final[tuple[tuple[str, Verdict], ...]] = (
    ("message is not modified", Unchanged()),
    ("message to edit not found", Unedited()),
    ("message can't be edited", Unedited()),
    ("message_id_invalid", Unedited()),
    ("can't parse entities", Stop("Telegram cannot parse its markup")),
    ("unsupported parse_mode", Stop("Telegram cannot parse its markup")),
    ("message is too long", Stop("it is too long for Telegram")),
    ("text is too long", Stop("it is too long for Telegram")),
    ("message text is empty", Stop("it is empty")),
    ("chat not found", Blocked("chat not found")),
    ("user is deactivated", Blocked("deactivated")),
    ("the group chat was deleted", Blocked("group deleted")),
    ("bot was blocked", Blocked("blocked")),
    ("bot was kicked", Blocked("kicked")),
    ("bot is not a member", Blocked("kicked")),
    ("not enough rights", Bad("no right to write there")),
    ("have no rights", Bad("no right to write there")),
    ("chat_write_forbidden", Bad("no right to write there")),
)


def verdict(error: TelegramError, attempts: int, now: datetime) -> Verdict:
    """What to do about a failed call; `attempts` counts this one.

    Only what certainly did not arrive is tried again freely: Telegram cannot recognise a second copy.
    """
    match error:
        case RetryAfter():
            return Hold(_delay(error))
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case InvalidToken():
            return Stop("Telegram refuses the token in ADVISORY_TELEGRAM_TOKEN")
        case Forbidden():
            return _named(error) or Blocked("forbidden")
        case BadRequest():
            return _named(error) or Strange(now + _pause(attempts))
        case _ if never_left(error) or "too many requests" in error.message.lower():
            return NotSent(now + _pause(attempts))
        case _:
            return Uncertain()


def _named(error: TelegramError) -> Verdict | None:
    said = error.message.lower()
    return next((meant for words, meant in REFUSALS if words in said), None)


def _delay(asked: RetryAfter) -> timedelta:
    after = asked.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


def _pause(attempts: int) -> timedelta:
    return timedelta(seconds=min(FIRST_PAUSE * 2 ** max(0, attempts - 1), LONGEST_PAUSE))
