"""Counts of what the page did, without people, in Prometheus' text form."""

from dataclasses import dataclass, fields

from bot.conversation.reply import Reply


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
