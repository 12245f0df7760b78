"""Counts of what the page did, without people, in Prometheus' text form."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from bot.conversation.reply import Reply
from db.overdue import ALARMS
from db.queue import Queue


@dataclass
class Counts:
    """Since the start of this process."""

    answered: int = 0
    unanswered: int = 0
    danger: int = 0
    refused: int = 0  # too many at once
    forms_refused: int = 0  # too large, or from another site
    errors: int = 0

    def add(self, reply: Reply) -> None:
        if reply.danger:
            self.danger += 1
        if reply.abstained:
            self.unanswered += 1
        else:
            self.answered += 1

    def text(self, pages_open: int) -> str:
        """The exposition format 0.0.4."""
        lines = ["# TYPE advisory_web_pages_open gauge", f"advisory_web_pages_open {pages_open}"]
        for field in fields(self):
            name = f"advisory_web_{field.name}_total"
            lines += [f"# TYPE {name} counter", f"{name} {getattr(self, field.name)}"]
        return "\n".join(lines) + "\n"


def gauge(name: str, value: int) -> str:
    """A number of now."""
    return f"# TYPE {name} gauge\n{name} {value}\n"


def sending_text(waiting: Queue, alarms: Collection[tuple[str, str]], now: datetime, *, paused: bool) -> str:
    """What is pushed: how much waits by rank (0 is Extreme), since when, and which alarms stand."""
    kinds = Counter(kind for kind, _ in alarms)
    lines = ["# TYPE advisory_deliveries_waiting gauge"]
    lines += [f'advisory_deliveries_waiting{{rank="{rank}"}} {n}' for rank, n in waiting.waiting.items()]
    lines += ["# TYPE advisory_alarms gauge"]
    lines += [f'advisory_alarms{{kind="{kind}"}} {kinds[kind]}' for kind in ALARMS]
    oldest = (now - waiting.oldest).total_seconds() if waiting.oldest else 0
    return (
        "\n".join(lines)
        + "\n"
        + "".join(
            (
                gauge("advisory_deliveries_unclear", waiting.unclear),
                gauge("advisory_oldest_due_seconds", int(oldest)),
                gauge("advisory_sending_paused", int(paused)),
            )
        )
    )
