"""`advisory run` with a clock that can be set while it runs: `python -m tests.flows.wrong_clock FILE run`.

FILE holds by how many seconds the clock is wrong. Setting the machine's own would set everybody's. What counts in the
product is the clock of `bot.application` and that of the scheduler; all else counts seconds that pass.
"""

import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from bot.__main__ import main as advisory

FILE = Path(sys.argv.pop(1))


class WrongClock(datetime):
    """A `datetime` whose now is wrong."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + timedelta(seconds=float(FILE.read_text() or 0))


def main() -> None:
    from apscheduler.schedulers import base
    from apscheduler.triggers import interval

    from bot import application, schedule

    for module in (application, schedule, base, interval):
        module.datetime = WrongClock
    advisory()


if __name__ == "__main__":
    main()
