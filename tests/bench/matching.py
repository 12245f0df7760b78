"""How well and how fast the matcher maps questions that nobody here wrote: `python -m tests.bench.matching FOLDER`.

Each folder below FOLDER is a case: `entries.jsonl` of the `advisory match` contract, and `val.jsonl` and `test.jsonl` of
{"q", "lang", "expected": id or null}. Each case runs in a process of its own, once for each matcher; --matcher takes one.
Balanced is (right and answered in scope + refused out of scope) / 2: with a threshold from `val`, and with the
matcher's own, which has seen neither file. Never a test.
"""

import argparse
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from knowledge.encoder import open_encoder
from knowledge.matcher import Example, Matcher, cached

ROOT = Path(__file__).parents[2]
KEYS = ("top1", "top3", "auroc", "balanced", "own", "typo1", "typobal", "plain1", "p50", "p99", "build", "start", "mb")
SHARES = KEYS[:8]
NEIGHBOURS = {
    "a": "qsz",
    "e": "wrd",
    "i": "uok",
    "n": "bmh",
    "o": "ipl",
    "r": "etf",
    "s": "adw",
    "t": "ryg",
    "u": "yij",
}


class Asked(NamedTuple):
    """One query: the probability of the best entry, the first three, and the one that was wanted."""

    p: float
    found: tuple[str, ...]
    wanted: str | None

    @property
    def right(self) -> bool:
        return self.wanted is not None and self.found[:1] == (self.wanted,)


def main() -> None:
    """Measure every case with every matcher, or one of them in this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--matcher", action="append", choices=["lexical", "encoder"])
    parser.add_argument("--one", action="store_true", help="the folder is a case; print its figures as JSON")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(figures(given.folder, given.matcher[0] == "encoder")))
        return
    cases = sorted(path.parent for path in given.folder.glob("*/test.jsonl"))
    for matcher in given.matcher or ["lexical", "encoder"]:
        rows = [_apart(case, matcher) for case in cases]
        print(f"{matcher:26}" + "".join(f"{key:>9}" for key in KEYS))
        for case, row in zip(cases, rows, strict=True):
            print(_line(case.name, row))
        print(_line("mean", {key: statistics.mean(row[key] for row in rows) for key in KEYS}))


def figures(case: Path, with_encoder: bool) -> dict[str, float]:
    """What one case shows."""
    entries, val, test = (_rows(case / f"{name}.jsonl") for name in ("entries", "val", "test"))
    examples = [Example(row["id"], row["lang"], question) for row in entries for question in row["questions"]]
    began = time.perf_counter()
    encoder = open_encoder() if with_encoder else None
    matcher = Matcher.build(examples, encoder=encoder)
    built = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    clean, took = _ask(matcher, test)
    typed, _ = _ask(matcher, test, with_typos)
    bare, _ = _ask(matcher, test, without_accents)
    threshold = best_threshold(_ask(matcher, val)[0])
    inside = [asked for asked in clean if asked.wanted is not None]
    return {
        "top1": _share(asked.right for asked in inside),
        "top3": _share(asked.wanted in asked.found for asked in inside),
        "auroc": auroc([a.p for a in clean if a.right], [a.p for a in clean if a.wanted is None]),
        "balanced": balanced(clean, threshold),
        "own": balanced(clean, matcher.threshold),
        "typo1": _share(asked.right for asked in typed if asked.wanted is not None),
        "typobal": balanced(typed, threshold),
        "plain1": _share(asked.right for asked in bare if asked.wanted is not None),
        "p50": statistics.median(took),
        "p99": sorted(took)[int(len(took) * 0.99)],
        "build": built,
        "start": _start(examples, encoder),
        "mb": memory,
    }


def _start(examples: list[Example], encoder: Any) -> float:
    """Seconds until an index that was built before is there again."""
    with tempfile.TemporaryDirectory() as folder:
        cached(examples, (), Path(folder), encoder=encoder)
        began = time.perf_counter()
        cached(examples, (), Path(folder), encoder=encoder)
        return time.perf_counter() - began


def _ask(
    matcher: Matcher, rows: list[dict[str, Any]], change: Callable[[str], str] = str
) -> tuple[list[Asked], list[float]]:
    asked, took = [], []
    for row in rows:
        text = change(row["q"])
        began = time.perf_counter()
        hits = matcher.search(text, row["lang"], 3)
        took.append(1000 * (time.perf_counter() - began))
        found = tuple(hit.entry for hit in hits)
        asked.append(Asked(hits[0].score if hits else -math.inf, found, row["expected"]))
    return asked, took


def balanced(asked: list[Asked], threshold: float) -> float:
    """Half of what was answered right in scope, half of what was refused out of scope."""
    inside = _share(one.right and one.p >= threshold for one in asked if one.wanted is not None)
    return (inside + _share(one.p < threshold for one in asked if one.wanted is None)) / 2


def best_threshold(asked: list[Asked]) -> float:
    """The threshold under which `balanced` is best."""
    return max(sorted({one.p for one in asked} | {math.inf}), key=lambda at: balanced(asked, at))


def auroc(right: list[float], strange: list[float]) -> float:
    """The chance that a right answer is surer than one to a question out of scope; a tie counts half."""
    wins = sum((one > other) + (one == other) / 2 for one in right for other in strange)
    return wins / (len(right) * len(strange))


def with_typos(text: str) -> str:
    """One edit for eight characters: dropped, doubled, beside it on the keyboard, or swapped with the next."""
    source, letters = random.Random(text), list(text)
    for _ in range(max(1, len(text) // 8)):
        at = source.choice([n for n, letter in enumerate(letters) if letter.isalpha()] or [0])
        near = source.choice(NEIGHBOURS.get(letters[at].lower(), "e"))
        pair = letters[at : at + 2]
        letters[at : at + 2] = source.choice([pair[1:], [*pair[:1], *pair], [near, *pair[1:]], pair[::-1]])
    return "".join(letters)


def without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).replace("œ", "oe")


def _share(flags: Iterable[bool]) -> float:
    every = list(flags)
    return sum(every) / len(every) if every else math.nan


def _apart(case: Path, matcher: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.matching", str(case), "--one", "--matcher", matcher]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    row: dict[str, float] = json.loads(done.stdout)
    return row


def _line(name: str, row: dict[str, float]) -> str:
    shown = (f"{100 * row[key]:9.1f}" if key in SHARES else f"{row[key]:9.2f}" for key in KEYS)
    return f"{name:26}" + "".join(shown)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
