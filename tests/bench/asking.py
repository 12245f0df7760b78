"""How fast questions are answered: `python -m tests.bench.asking`. Medians of RUNS, and ratios, never a test."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = 5
TIMES = 3  # the question file is asked so often in one run: start-up then weighs little


def main() -> None:
    """Print questions a second, the time from process start to the first answer, and what the matcher alone takes."""
    rows = [json.loads(line) for line in (ROOT / "tests/eval/questions.jsonl").read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        asked = _write(
            Path(folder) / "asked.jsonl", [{"id": r["id"], "q": r["q"], "lang": r["lang"]} for r in rows] * TIMES
        )
        first = _write(Path(folder) / "first.jsonl", [{"id": "1", "q": rows[0]["q"]}])
        _advisory(first)  # the index is built once, and not counted
        start = _median(lambda: _advisory(first)[0])
        cpu_start = _median(lambda: _advisory(first)[1])
        wall, cpu = zip(*(_advisory(asked) for _ in range(RUNS)), strict=True)
    many = len(rows) * TIMES
    per_second = many / (statistics.median(cpu) - cpu_start)
    print(f"process start to first answer      {start:.2f} s wall, {cpu_start:.2f} s of one core")
    print(f"questions a second, one core       {per_second:.0f}   ({many} questions, median of {RUNS})")
    print(f"wall over cpu                      {statistics.median(wall) / statistics.median(cpu):.2f}")


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def _advisory(file: Path) -> tuple[float, float]:
    """Wall and processor seconds of one `advisory ask --jsonl`."""
    before, began = os.times(), time.perf_counter()
    with file.open() as lines:
        command = [sys.executable, "-m", "bot", "ask", "--jsonl"]
        subprocess.run(command, stdin=lines, stdout=subprocess.DEVNULL, cwd=ROOT, check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, used


def _median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(RUNS))


if __name__ == "__main__":
    main()
