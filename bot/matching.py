"""`advisory match`: the matcher alone over foreign content."""

import json
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.folders import cache_folder
from knowledge.encoder import Encoder
from knowledge.matcher import Example, Matcher, cached

KIB = 1024  # ru_maxrss counts KiB on Linux


class BadInput(Exception):
    """A line of a file is not of the contract's form; the message says which and why."""


def match_files(
    entries: Path, queries: Path, no_cache: bool, encoder: Encoder | None, report: Callable[[str], object]
) -> Iterator[str]:
    """One JSON line for each query: results best first, whether to abstain, milliseconds.

    Raises: BadInput, OSError.
    """
    examples = [example for row in _rows(entries) for example in _examples(entries, row)]
    if not examples:
        raise BadInput(f"{entries}: no questions to learn from")
    start = time.perf_counter()
    matcher = cached(examples, (), None if no_cache else cache_folder(), encoder=encoder)
    report(f"build {time.perf_counter() - start:.2f} s, {len(examples)} questions")
    for row in _rows(queries):
        yield json.dumps(_answered(matcher, row))
    report(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB:.0f} MB")


def _answered(matcher: Matcher, row: dict[str, Any]) -> dict[str, Any]:
    start = time.perf_counter()
    hits = matcher.search(row["q"], row.get("lang"), 5)
    took = (time.perf_counter() - start) * 1000
    results = [{"id": hit.entry, "score": round(hit.score, 6)} for hit in hits]
    return {"results": results, "abstained": not hits or hits[0].score < matcher.threshold, "ms": round(took, 3)}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadInput(f"{path}, line {number}: not JSON ({error})") from error
            if not isinstance(row, dict):
                raise BadInput(f"{path}, line {number}: not an object")
            yield row


def _examples(path: Path, row: dict[str, Any]) -> Iterator[Example]:
    match row:
        case {"id": str(entry), "lang": "en" | "fr" as lang, "questions": list(questions)}:
            yield from (Example(entry, lang, str(question)) for question in questions)
        case _:
            raise BadInput(f'{path}: an entry needs "id", "lang" (en or fr) and "questions": {str(row)[:80]}')
