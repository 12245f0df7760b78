"""How much one person, and one network address, may ask of the public page."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_network

REMEMBERED = 20_000  # keys; the longest silent are forgotten first


@dataclass
class Buckets:
    """Token buckets by key, in memory only. `per_second` refills, `burst` is what may come at once."""

    per_second: float
    burst: int
    _left: dict[Hashable, tuple[float, datetime]] = field(default_factory=dict)

    def take(self, key: Hashable, now: datetime) -> bool:
        """Take one; False where nothing is left."""
        tokens, at = self._left.pop(key, (float(self.burst), now))
        tokens = min(self.burst, tokens + max(0.0, (now - at).total_seconds()) * self.per_second)
        self._left[key] = (tokens - 1 if tokens >= 1 else tokens, max(at, now))  # last: the order is that of use
        if len(self._left) > REMEMBERED:
            del self._left[next(iter(self._left))]
        return tokens >= 1


def people() -> Buckets:
    """30 a minute and 8 at once: enough for any conversation, somebody in haste sends a sentence in pieces."""
    return Buckets(per_second=0.5, burst=8)


def newcomers() -> Buckets:
    """First questions by network address, each of which makes a row; a carrier puts a whole town behind one."""
    return Buckets(per_second=10, burst=300)


def looks() -> Buckets:
    """Looks for news by chat: one after each ring, each of which may write that it was shown."""
    return Buckets(per_second=1, burst=20)


def network(host: str) -> str:
    """What one subscriber line holds: the address, or the /64 of an IPv6 one."""
    try:
        return str(ip_network(f"{host}/64" if ":" in host else host, strict=False))
    except ValueError:  # a Unix socket, or a test client's name
        return host
