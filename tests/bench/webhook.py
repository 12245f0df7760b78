"""Questions answered through the webhook, beside a bare echo bot: `python -m tests.bench.webhook [--updates N]`.

Both are real processes before the same Bot API double: `advisory run` on SQLite, which stores each update before it
acknowledges it and answers a question from the content; and python-telegram-bot's own webhook server with a handler
that echoes and keeps nothing. Updates a second from the first that is brought to the last that is answered; and by
second of the bot's processor, which other work on this machine disturbs less. Medians of RUNS.
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
RUNS = 3
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
    async with asyncio.timeout(PATIENCE):
        while not (double.webhook and 200 in double.webhook.answers):  # noqa: ASYNC110 - the double does not signal
            await asyncio.sleep(0.002)
        began, used = time.perf_counter(), _cpu(bot.pid)
        while len(double.calls) < updates or any(len(double.world.seen(person)) < EACH for person in people):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return Speed(updates / (time.perf_counter() - began), updates / (_cpu(bot.pid) - used))


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
    updates = asked.parse_args().updates // EACH * EACH
    bots: dict[str, Command] = {"advisory run": ours, "echo, stock": stock(0), "echo, 16 at once": stock(16)}
    for latency in (0.05, 0.0):
        print(f"\n{updates} updates, each call of the Bot API takes {latency * 1000:.0f} ms; medians of {RUNS}")
        found = {name: _median(command, updates, latency) for name, command in bots.items()}
        for name, speed in found.items():
            print(f"  {name:<18} {speed.wall:7.0f} answers/s   {speed.cpu:7.0f} per second of its processor")
        best = max(speed.wall for name, speed in found.items() if name != "advisory run")
        print(f"  ratio to stock {found['advisory run'].wall / found['echo, stock'].wall:.2f}, "
              f"to its best {found['advisory run'].wall / best:.2f}")  # fmt: skip


def _median(command: Command, updates: int, latency: float) -> Speed:
    runs = [asyncio.run(measure(command, updates, latency)) for _ in range(RUNS)]
    return Speed(statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))


if __name__ == "__main__":
    main()
