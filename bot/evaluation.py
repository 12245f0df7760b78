"""`advisory eval`: how often the assistant is right on questions that it was not taught."""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.asking import Asker
from bot.conversation.reply import Reply

SIGMA = 1.96  # of a 95 % interval


@dataclass(frozen=True)
class Verdict:
    """One question or turn, and how it went."""

    id: str
    q: str
    kind: str
    lang: str
    style: str
    zone: str  # answer | choice | no | intent
    right: bool
    got: tuple[str, ...]


@dataclass
class Score:
    """Right answers out of so many."""

    right: int = 0
    n: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.n += 1

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval, 0..1."""
        if not self.n:
            return (0.0, 1.0)
        p, z2 = self.right / self.n, SIGMA * SIGMA
        middle = (p + z2 / (2 * self.n)) / (1 + z2 / self.n)
        half = SIGMA * math.sqrt(p * (1 - p) / self.n + z2 / (4 * self.n**2)) / (1 + z2 / self.n)
        return (middle - half, middle + half)

    def __str__(self) -> str:
        low, high = self.interval()
        share = 100 * self.right / self.n if self.n else 0.0
        return f"{share:5.1f} %  ({self.right}/{self.n}, 95 % interval {100 * low:.0f}-{100 * high:.0f})"


@dataclass(frozen=True)
class Report:
    """All verdicts of a run."""

    verdicts: tuple[Verdict, ...] = field(repr=False)

    def by(self, key: Callable[[Verdict], str]) -> dict[str, Score]:
        scores: dict[str, Score] = defaultdict(Score)
        for verdict in self.verdicts:
            scores[key(verdict)].add(verdict.right)
        return dict(sorted(scores.items()))

    def precision(self, lang: str | None = None) -> Score:
        """Of the questions that got an answer, in one language or both, those that got the right one."""
        score = Score()
        for verdict in self.verdicts:
            if verdict.zone == "answer" and lang in (None, verdict.lang):
                score.add(verdict.right)
        return score

    def lines(self) -> Iterator[str]:
        """The report as people read it."""
        yield "right, by kind and language"
        yield from _table(self.by(lambda v: f"{v.kind:12} {v.lang}"))
        yield "right, by style of the questions in scope"
        inside = Report(tuple(v for v in self.verdicts if v.kind in ("in", "unknowable")))
        yield from _table(inside.by(lambda v: v.style))
        yield "where questions in scope went (zone, right or not)"
        yield from (f"  {name:24} {score.n}" for name, score in inside.by(lambda v: f"{v.zone} {_mark(v)}").items())
        yield "not answered (a choice or a no), by kind and language"
        yield from _table(Report(self.verdicts).abstained(lambda v: f"{v.kind:12} {v.lang}"))
        yield "precision of answers"
        yield from (f"  {lang:24} {self.precision(lang)}" for lang in sorted({v.lang for v in self.verdicts}))
        yield f"  {'both':24} {self.precision()}"

    def abstained(self, key: Callable[[Verdict], str]) -> dict[str, Score]:
        """How many got a choice or a no."""
        scores: dict[str, Score] = defaultdict(Score)
        for verdict in self.verdicts:
            scores[key(verdict)].add(verdict.zone in ("choice", "no"))
        return dict(sorted(scores.items()))


def evaluate(asker: Asker, path: Path) -> Report:
    """Ask every line of a question file, or every turn of a file of dialogues.

    Raises: ValueError naming the line that cannot be read; OSError.
    """
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    rows = [_row(path, n, line) for n, line in enumerate(lines, 1)]
    return Report(tuple(verdict for row in rows for verdict in _verdicts(asker, row)))


def last_run(path: Path) -> Path:
    """Where the last run of the question files of a folder is kept, for the next to be compared with."""
    return path.parent / "last.json"


def kept(file: Path) -> dict[str, bool]:
    """Which questions went right in the run that is kept; none where there is none.

    Raises: ValueError if the file is not such a run.
    """
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def keep(file: Path, report: Report) -> None:
    """Put a run beside those of the other files of the folder."""
    every = kept(file) | {verdict.id: verdict.right for verdict in report.verdicts}
    file.write_text(json.dumps(dict(sorted(every.items())), indent=0) + "\n", "utf-8")


def difference(before: dict[str, bool], after: Report) -> Iterator[str]:
    """The questions that went otherwise in the run before."""
    for verdict in after.verdicts:
        if verdict.id in before and before[verdict.id] != verdict.right:
            yield f"  {'now right' if verdict.right else 'now WRONG'}: {verdict.id} {verdict.q} -> {', '.join(verdict.got) or verdict.zone}"


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {"id": str(row["id"]), "lang": row["lang"], **row} if row.get("turns") or row["kind"] else row
    except (ValueError, KeyError, AttributeError) as error:
        raise ValueError(f"{path}, line {number}: not a question or a dialogue ({error})") from error


def _verdicts(asker: Asker, row: dict[str, Any]) -> Iterator[Verdict]:
    turns = row.get("turns")
    if not turns:
        yield _verdict(row, asker.ask(row["q"], row["lang"]), row["id"], row["kind"])
        return
    for n, turn in enumerate(turns, 1):
        reply = asker.ask(turn["q"], row["lang"], row["id"])
        yield _verdict({**turn, "lang": row["lang"]}, reply, f"{row['id']}.{n}", "dialogue")


def _verdict(row: dict[str, Any], reply: Reply, name: str, kind: str) -> Verdict:
    zone = "choice" if reply.choices else "answer" if reply.entries else "intent" if reply.intent else "no"
    got = reply.entries or reply.choices
    return Verdict(name, row["q"], kind, row["lang"], row.get("style", "plain"), zone, _right(row, reply), got)


def _right(row: dict[str, Any], reply: Reply) -> bool:
    expected = row.get("expected") or []
    if row.get("intent"):
        return bool(reply.intent == row["intent"])
    if not expected:
        return reply.abstained
    if row.get("all"):
        return all(any(got in _either(want) for got in reply.entries) for want in expected)
    return bool(reply.entries) and reply.entries[0] in expected


def _either(want: str | list[str]) -> list[str]:
    return [want] if isinstance(want, str) else want


def _mark(verdict: Verdict) -> str:
    return "right" if verdict.right else "wrong"


def _table(scores: dict[str, Score]) -> Iterator[str]:
    return (f"  {name:24} {score}" for name, score in scores.items())
