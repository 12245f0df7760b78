"""The commands of the menu, in its order."""

from typing import Final

COMMANDS: Final = (
    "start",
    "help",
    "sites",
    "restrictions",
    "advice",
    "alerts",
    "subscribe",
    "unsubscribe",
    "language",
    "about",
    "privacy",
    "delete",
)
