"""Questions answered through the webhook, beside a bare echo bot: `python -m tests.bench.webhook [--updates N]`.

Both are real processes before the same Bot API double: `advisory run` on SQLite, which stores each update before it
acknowledges it and answers a question from the content; and python-telegram-bot's own webhook server with a handler
that echoes and keeps nothing. Answers a second by the clock; and by second of the bot's processor, which other work on
this machine disturbs less. The first third warms up and is not counted. Medians of RUNS, the bots in turn; ratios are
of runs side by side. A call takes the double 50 ms, as Telegram's take about as long; and nothing at all, where the clock
shows what the bot's own processor costs, shared with the double's. The load average is printed: beside other work all
of it is slower, and what has most to compute suffers most.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.commands.running import environment
from tests.telegram.double import TOKEN, Double

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests/eval/questions.jsonl"
RUNS = 3  # of each bot
EACH = 3  # questions of one person, below what one person may ask at once
PATIENCE = 300.0  # seconds

Command = Callable[[str, int, Path], tuple[list[str], dict[str, str]]]


@dataclass(frozen=True)
class Speed:
    """Answers a second by the clock, and by second of the bot's processor."""

    wall: float
    cpu: float


def ours(api: str, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    """`advisory run`, on an SQLite file."""
    own = {
        "ADVISORY_TELEGRAM_TOKEN": TOKEN,
        "ADVISORY_TELEGRAM_API": api,
        "ADVISORY_WEBHOOK_SECRET": "s" * 64,
        "ADVISORY_BASE_URL": f"http://127.0.0.1:{port}",
        "ADVISORY_PUBLIC_BIND": f"127.0.0.1:{port}",
        "ADVISORY_CONSOLE_BIND": "127.0.0.1:0",
        "ADVISORY_DATA_DIR": str(folder),
    }
    return [sys.executable, "-m", "bot", "run"], environment(**own)


def stock(at_once: int) -> Command:
    """The echo bot, as it comes (0) or with so many updates at once."""

    def command(api: str, port: int, _folder: Path) -> tuple[list[str], dict[str, str]]:
        return [sys.executable, "-m", "tests.bench.echo", api, str(port), str(at_once)], environment()

    return command


async def measure(command: Command, updates: int, latency: float) -> Speed:
    """One run: the updates wait at Telegram when the bot comes."""
    double = Double(latency=latency)
    await double.start()
    people = _ask(double, updates)
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
        free.close()
        words, environ = command(double.url, port, Path(folder))
        bot = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env=environ, stderr=asyncio.subprocess.DEVNULL)
        try:
            return await _clock(double, bot, people, updates)
        finally:
            bot.send_signal(signal.SIGKILL)
            await bot.wait()
            await double.stop()


async def _clock(double: Double, bot: asyncio.subprocess.Process, people: range, updates: int) -> Speed:
    def answered() -> int:
        return sum(min(len(double.world.seen(person)), EACH) for person in people)

    async with asyncio.timeout(PATIENCE):
        while (before := answered()) < updates // EACH:  # noqa: ASYNC110 - the double does not signal
            await asyncio.sleep(0.02)
        began, used = time.perf_counter(), _cpu(bot.pid)
        while answered() < updates:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    counted = updates - before
    return Speed(counted / (time.perf_counter() - began), counted / (_cpu(bot.pid) - used))


def _ask(double: Double, updates: int) -> range:
    questions = [json.loads(line)["q"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    people = range(5_550_000_001, 5_550_000_001 + updates // EACH)
    for number in range(EACH):
        for place, person in enumerate(people):
            double.world.says(person, questions[(number * len(people) + place) % len(questions)])
    return people


def _cpu(process: int) -> float:
    """Seconds of the processor so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print both, side by side, and the ratio."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--updates", type=int, default=900)
    asked.add_argument("--runs", type=int, default=RUNS)
    given = asked.parse_args()
    updates = given.updates // EACH * EACH
    bots: dict[str, Command] = {"advisory run": ours, "echo, stock": stock(0), "echo, 16 at once": stock(16)}
    for latency in (0.05, 0.0):
        print(f"\n{updates} updates; a call of the Bot API takes {latency * 1000:.0f} ms; medians of {given.runs}")
        runs = [{name: asyncio.run(measure(bot, updates, latency)) for name, bot in bots.items()}
                for _ in range(given.runs)]  # fmt: skip
        for name in bots:
            print(f"  {name:<18} {_median(runs, name, 'wall'):6.0f} answers/s, "
                  f"{_median(runs, name, 'cpu'):6.0f} per second of its processor")  # fmt: skip
        for name in list(bots)[1:]:
            print(f"  advisory run to {name}: {_ratio(runs, name, 'wall'):.2f} by the clock, "
                  f"{_ratio(runs, name, 'cpu'):.2f} by its processor")  # fmt: skip
        print(f"  load average: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def _median(runs: list[dict[str, Speed]], name: str, of: str) -> float:
    return statistics.median(getattr(run[name], of) for run in runs)


def _ratio(runs: list[dict[str, Speed]], name: str, of: str) -> float:
    return statistics.median(getattr(run["advisory run"], of) / getattr(run[name], of) for run in runs)


if __name__ == "__main__":
    main()
