"""`advisory check --matching`: the curator's mirror as tables."""

from collections.abc import Iterable, Iterator

from knowledge.matcher import Example
from knowledge.mirror import ENOUGH, Mirror, Recall

WORST = 25  # lines of each table; the rest is counted
SHOWN = 3  # questions under a pair
WORDS = 60  # unseen words of a language


def lines(mirror: Mirror) -> Iterator[str]:
    """The tables, most urgent first."""
    yield from _examples("Questions that find another entry in their very words", mirror.astray, "finds")
    yield from _table(
        f"Entries with fewer than {ENOUGH} questions", [f"{_name(item)}  {item.asked:3}" for item in mirror.thin]
    )
    missed = [item for item in mirror.entries if item.found < item.asked]
    yield from _table("Questions found again when left out, by entry, worst first", map(_recall, missed))
    yield from _table("Questions found again when left out, by topic", map(_topic, mirror.topics), len(mirror.topics))
    yield from _table("Entries that take each other's questions", _thefts(mirror), WORST * (SHOWN + 1))
    yield from _examples("Near copies within an entry", mirror.copies, "is like")
    for lang, unseen in mirror.unseen.items():
        yield f"Words that entries say and no question asks by, {lang}: {len(unseen)}"
        yield "  " + ", ".join(f"{word} {n}" if n > 1 else word for word, n in unseen[:WORDS])


def _table(title: str, rows: Iterable[str], most: int = WORST) -> Iterator[str]:
    every = list(rows)
    yield f"{title}: {len(every) or 'none'}"
    yield from (f"  {row}" for row in every[:most])
    if len(every) > most:
        yield f"  … and {len(every) - most} more"
    yield ""


def _examples(title: str, pairs: Iterable[tuple[Example, str]], how: str) -> Iterator[str]:
    rows = (f"{one.entry} {one.lang}: {one.question} — {how} {other}" for one, other in pairs)
    return _table(title, rows)


def _thefts(mirror: Mirror) -> Iterator[str]:
    for theft in mirror.thefts:
        yield f"{len(theft.questions):3}  {theft.one} | {theft.other}"
        yield from (f"       {question}" for question in theft.questions[:SHOWN])


def _name(item: Recall) -> str:
    return f"{item.name:42} {item.lang}"


def _recall(item: Recall) -> str:
    return f"{_name(item)}  {item.found:3} of {item.asked:3}"


def _topic(item: Recall) -> str:
    return f"{_recall(item)}   {100 * item.found / item.asked:3.0f} %, {item.entries} entries"
