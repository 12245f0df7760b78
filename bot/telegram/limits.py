"""How much one person may ask: enough for any conversation, too little to keep others waiting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

PER_SECOND = 1.0
BURST = 5  # messages at once: somebody in haste sends a sentence in pieces
PER_MINUTE = 30
TOLD_EVERY = timedelta(minutes=1)
WINDOW = timedelta(minutes=1)
REMEMBERED = 10_000  # people; the longest silent are forgotten first


class Verdict(Enum):
    """What to do with a message."""

    ANSWER = auto()
    TELL = auto()  # too many: say so, once a minute
    DROP = auto()


@dataclass
class _Meter:
    tokens: float
    at: datetime
    minute: list[datetime] = field(default_factory=list)  # answered within the last minute
    told_at: datetime | None = None


@dataclass
class Limits:
    """Token buckets by person: one message a second, five at once, thirty a minute.

    Each process has its own: of n of them, a person may get up to n times as many answers.
    """

    _meters: dict[str, _Meter] = field(default_factory=dict)

    def judge(self, person: str, sent_at: datetime, *, danger: Callable[[], bool] = lambda: False) -> Verdict:
        """Count a message by the hour it was *sent*: what piled up while the bot was down is not haste.

        A sign of danger is always answered; it is looked for where the limit is reached.
        """
        meter = self._meter(person, sent_at)
        if _take(meter) or danger():
            meter.minute.append(meter.at)
            return Verdict.ANSWER
        if meter.told_at is not None and meter.at - meter.told_at < TOLD_EVERY:
            return Verdict.DROP
        meter.told_at = meter.at
        return Verdict.TELL

    def _meter(self, person: str, sent_at: datetime) -> _Meter:
        meter = self._meters.pop(person, None) or _Meter(BURST, sent_at)
        self._meters[person] = meter  # at the end: the order is that of the last message
        while len(self._meters) > REMEMBERED:
            del self._meters[next(iter(self._meters))]
        at = max(meter.at, sent_at)
        meter.tokens = min(BURST, meter.tokens + (at - meter.at).total_seconds() * PER_SECOND)
        meter.at = at
        meter.minute = [past for past in meter.minute if at - past < WINDOW]
        return meter


def _take(meter: _Meter) -> bool:
    if meter.tokens < 1 or len(meter.minute) >= PER_MINUTE:
        return False
    meter.tokens -= 1
    return True
