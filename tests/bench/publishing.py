"""From a curator's yes to people, with 10,000 entries: `python -m tests.bench.publishing [RUNS]`. Never a test.

Two whole servers on one PostgreSQL. Counted from the commit of a publication, then of its withdrawal, until the
answers of each server's page tell the new words, and tell them no more. The entries' example questions are not
learnt here: of 10,000 entries that takes hours, in a process of its own.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import httpx

from bot.__main__ import main as command
from db import entries, migrate, operators
from knowledge.base import Base
from knowledge.entry import Entry
from knowledge.matcher import Matcher
from knowledge.pack import Pack
from knowledge.revision import content_hash
from tests.bench import filling
from tests.flows import replicas
from tests.flows.replicas import Place, place
from tests.index import FOLDER
from tests.postgres import postgres

ENTRY = "casualties-dead"
QUESTION = "How many people died in the attack?"
LIMIT = 2.0  # seconds


async def main(runs: int = 5) -> None:
    """Publish another first sentence, and take it back, so many times."""
    pack = Base.open(cache=FOLDER).pack
    with postgres(durable=True) as url, tempfile.TemporaryDirectory() as folder:
        migrate.upgrade(url)
        async with place(url, Path(folder)) as ground:
            now = datetime.now(UTC)
            async with ground.database.unit_of_work() as session:
                curators = [
                    (await operators.add(session, ground.desk.sealer, name, now, roles=operators.ROLES)).operator.id
                    for name in ("curator-1", "curator-2")
                ]
                await filling._entries(session, pack, now)
            replicas.STARTS = 400.0  # the first look at 10,000 entries
            ground.program = ("tests.bench.publishing", "serve")
            began = time.perf_counter()
            await asyncio.gather(ground.start(), ground.start())
            print(f"both servers answer after {time.perf_counter() - began:.0f} s")
            taken = [await _once(ground, pack.entries[ENTRY], curators, number) for number in range(runs)]
    for what, seconds in zip(("a publication", "a withdrawal"), zip(*taken, strict=True), strict=True):
        print(
            f"{what:15} median {statistics.median(seconds):5.2f} s, slowest {max(seconds):5.2f} s (limit {LIMIT:g} s)"
        )


async def _once(ground: Place, shipped: Entry, curators: list[int], number: int) -> tuple[float, float]:
    """Seconds until both servers tell the new words, and until neither does."""
    words, now = f"Nobody counted them, wave {number:03}.", datetime.now(UTC)
    first = shipped.statements[0].model_copy(update={"en": words, "fr": words})
    changed = shipped.model_copy(update={"statements": (first, *shipped.statements[1:])})
    async with ground.database.unit_of_work() as session:
        seen = await entries.history(session, ENTRY)
        kept = await entries.write(
            session,
            ENTRY,
            changed,
            curators[0],
            content_hash(shipped),
            now,
            seen=seen[0].number if seen else 0,
        )
        await entries.submit(session, ENTRY, kept.number, curators[0], now)
        await entries.publish(session, ENTRY, kept.number, curators[1], now)
    told = await _until(ground, words, told=True)
    async with ground.database.unit_of_work() as session:
        await entries.withdraw(session, ENTRY, curators[0], "it was wrong", now)
    return told, await _until(ground, words, told=False)


async def _until(ground: Place, words: str, *, told: bool) -> float:
    began = time.perf_counter()
    async with asyncio.timeout(300):
        for server in ground.servers:
            while (words in await _answer(server.url)) is not told:  # noqa: ASYNC110 - another process tells it
                await asyncio.sleep(0.2)
    return time.perf_counter() - began


async def _answer(url: str) -> str:
    """Asked by a newcomer each time: a dialogue would not be told the same twice."""
    async with httpx.AsyncClient(timeout=60) as http:
        return (await http.post(f"{url}/say", data={"q": QUESTION})).text


def serve() -> None:
    """`advisory run`, in which nothing is learnt."""

    async def never(pack: Pack, cache: Path | None) -> Matcher:
        raise OSError

    with patch("bot.live._built", never):
        sys.argv[1:] = ["run"]
        command()


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        asyncio.run(main(*map(int, sys.argv[1:])))
