"""From an operator's "Approve and send" to people: `python -m tests.bench.approving [RUNS]`. Percentiles, never a test.

Two whole servers on one PostgreSQL, the console of one of them over HTTP, a Bot API that answers after 300 ms. Counted
from the moment the form is sent: until the first message has reached the Bot API, and until the page of each server
shows the advisory.
"""

import asyncio
import re
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyotp

from bot.web.console.site import AT
from db import drafts, migrate, operators, sessions
from db.alerts import Record
from tests.db.desk import GAZETTEER
from tests.flows.replicas import Place, free_port, place
from tests.makers import an_alert
from tests.postgres import postgres

FOLLOWERS = 20
LIMIT = 2.0  # seconds, 95 of 100


async def main(runs: int = 30) -> None:
    """Approve so many advisories, one after the other, each by an operator of its own: a code serves once."""
    with postgres(durable=True) as url, tempfile.TemporaryDirectory() as folder:
        migrate.upgrade(url)
        async with place(url, Path(folder)) as ground:
            await ground.people(FOLLOWERS)
            port = free_port()
            await ground.start(ADVISORY_CONSOLE_BIND=f"127.0.0.1:{port}")
            await ground.start()
            taken = [await _once(ground, f"http://127.0.0.1:{port}", number) for number in range(runs)]
    _tell("the first message is with the Bot API", [sent for sent, _ in taken])
    _tell("the pages of both servers show it", [shown for _, shown in taken])


async def _once(ground: Place, console: str, number: int) -> tuple[float, float]:
    headline = f"Avoid quarter {number:03} tonight"
    record, secret, token = await _prepared(ground, headline, f"approver-{number}")
    path = f"{AT}/advisories/{record.id}"
    async with httpx.AsyncClient(base_url=console, cookies={"operator": token}, headers={"Origin": console}) as http:
        form = re.search(r'name="token" value="([0-9a-f]+)"', (await http.get(path)).text)
        assert form
        fields = {"token": form[1], "shown": record.content_hash, "do": "send", "confirm": "SEVERE"}
        fields |= {"code": pyotp.TOTP(secret).now()}
        began = time.perf_counter()
        sending = asyncio.create_task(http.post(f"{path}/approve", data=fields))
        sent, shown = await asyncio.gather(_sent(ground, headline, began), _shown(ground, headline, began))
        assert (await sending).status_code == 303
    await ground.until_finished()
    return sent, shown


async def _prepared(ground: Place, headline: str, name: str) -> tuple[Record, str, str]:
    """An advisory in review, and an approver who is logged in: the secret of their codes, and the browser's token."""
    now, words = datetime.now(UTC), {"headline": headline}
    alert = an_alert(severity="Severe", expires=now + timedelta(hours=6), en=words, fr=words)
    async with ground.database.unit_of_work() as session:
        added = await operators.add(session, ground.desk.sealer, name, now)
        token = await sessions.begin(session, added.operator.id, now)
        drafted = await drafts.draft(session, alert, ground.desk.author, now)
        record = await drafts.submit(session, drafted.id, ground.desk.author, GAZETTEER, now)
    return record, pyotp.parse_uri(added.totp_uri or "").secret, token


async def _sent(ground: Place, headline: str, began: float) -> float:
    async with asyncio.timeout(30):
        while not any(ground.received(headline).values()):  # noqa: ASYNC110 - another process sends
            await asyncio.sleep(0.02)
    return time.perf_counter() - began


async def _shown(ground: Place, headline: str, began: float) -> float:
    async with httpx.AsyncClient() as http, asyncio.timeout(30):
        for server in ground.servers:
            while headline not in (await http.get(server.url)).text:  # noqa: ASYNC110 - another process shows it
                await asyncio.sleep(0.05)
    return time.perf_counter() - began


def _tell(what: str, seconds: list[float]) -> None:
    late = statistics.quantiles(seconds, n=20)[-1]
    print(f"{what:40} median {statistics.median(seconds):5.2f} s, 95 of 100 within {late:5.2f} s (limit {LIMIT:g} s)")


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
