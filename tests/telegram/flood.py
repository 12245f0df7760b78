"""Telegram's limits as a bot meets them: 30 messages in any second, one a second to a person, 20 a minute to a group."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.telegram.wire import Refused

OVERALL, GROUP = (30, 1.0), (20, 60.0)
IN_ONE_CHAT = (1, 0.95)  # Telegram does not measure to the millisecond, and neither can two processes


@dataclass
class Flood:
    """Refuses what is too fast; `moments` is when each message was taken."""

    moments: list[float] = field(default_factory=list)
    refused: int = 0
    _seen: dict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat: int, *, group: bool) -> None:
        """Raises: Refused with how long to wait."""
        now = time.monotonic()
        limits = {"all": OVERALL, chat: GROUP if group else IN_ONE_CHAT}
        for key, (most, window) in limits.items():
            seen = self._seen[key]
            while seen and seen[0] <= now - window:
                seen.popleft()
            if len(seen) >= most:
                self.refused += 1
                wait = max(1, math.ceil(seen[0] + window - now))
                raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        for key in limits:
            self._seen[key].append(now)
        self.moments.append(now)

    def most_in_a_second(self) -> int:
        """The fullest second of all."""
        most, first = 0, 0
        for last, moment in enumerate(self.moments):
            while self.moments[first] <= moment - 1.0:
                first += 1
            most = max(most, last - first + 1)
        return most
