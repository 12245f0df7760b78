"""How fast the console's pages are: `python -m tests.bench.console`. Medians over loopback, never a test.

1,000 advisories, 100,000 subscribers, one advisory on its way to all of them.
"""

import asyncio
import statistics
import tempfile
import time

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.web.console.site import AT
from db import approvals, drafts, migrate, operators, outbox, sessions
from db.session import Database, open_database
from knowledge.base import Base
from tests.index import FOLDER
from tests.makers import an_alert
from tests.web.console.desk import Office, office

ALERTS, PEOPLE, RUNS = 1000, 100_000, 7
PLACES = ("bamako", "faladie", "gao", "mali", "kayes", "segou", "mopti", "bko-airport")
EARLIER = "2024-09-17 00:00:00+00:00"
_ROWS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
PAGES = (
    "/",
    "/needs",
    "/advisories",
    "/advisories?q=faladi%C3%A9",
    "/advisories?group=ended&from=900",
    "/advisories/{issued}",
    "/advisories/{issued}/progress",
    "/advisories/{issued}/withdraw",
    "/advisories/{waiting}",
    "/advisories/{waiting}/edit",
    "/advisories/new",
    "/places?place=fal",
    "/notices",
    "/reach",
    "/people",
    "/record",
    "/record?verify=1",
    "/handover",
)


async def main(base: Base, url: str) -> None:
    """Fill the database, then ask for each page."""
    database = await open_database(url, exclusive=False)
    async with office(base, database) as site:
        issued, waiting = await _fill(site, database)
        async with database.unit_of_work() as session:
            token = await sessions.begin(session, 1, site.clock())
        async with httpx.AsyncClient(base_url=site.url, cookies={"operator": token}, timeout=60) as http:
            for page in PAGES:
                path = page.format(issued=issued, waiting=waiting)
                times = [await _take(http, path) for _ in range(RUNS)]
                print(f"{page:<36} {statistics.median(times):6.0f} ms   slowest {max(times):6.0f}")
    await database.close()


async def _take(http: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    answer = await http.get(AT + path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (time.perf_counter() - began) * 1000


async def _fill(site: Office, database: Database) -> tuple[int, int]:
    now, places = site.clock(), site.desk.base.pack.gazetteer
    async with database.unit_of_work() as session:
        for name in ("awa", "binta"):
            await operators.add(session, site.desk.sealer, name, now, demo=False, roles=operators.ROLES)
        await _people(session)
        waiting = await drafts.draft(session, an_alert(), 1, now)
        await drafts.submit(session, waiting.id, 1, places, now)
        await drafts.draft(session, an_alert(), 1, now)
        await _many(session, waiting.id)
    async with database.unit_of_work() as session:
        last = await drafts.draft(session, an_alert(), 1, now)
        submitted = await drafts.submit(session, last.id, 1, places, now)
        await approvals.approve(session, last.id, 2, submitted.content_hash, "console", now)
        related = set().union(*(places.related(each) for each in last.alert.places))
        told = await outbox.issue(session, last.id, related, now)
        await session.execute(text("UPDATE delivery SET state = 'blocked' WHERE id % 50 = 0"))
    print(f"{ALERTS} advisories, {PEOPLE} subscribers, {told} of them told")
    return last.id, waiting.id


async def _many(session: AsyncSession, like: int) -> None:
    """Advisories of earlier days: some that were replaced, some that ended, some in force."""
    await session.execute(
        text(f"INSERT INTO thread (id, exercise, started_at) {_ROWS} SELECT 1000 + i, 0, :now FROM n"),
        {"now": EARLIER, "rows": ALERTS},
    )
    copied = (
        "INSERT INTO alert (id, thread_id, number, kind, status, scope, state, identifier, sent, severity_rank, expires,"
        f" author_id, content, content_hash, row_version) {_ROWS} SELECT 1000 + i, 1000 + i, 1, kind, status, scope,"
        " CASE WHEN i % 50 = 0 THEN 'issued' ELSE 'superseded' END, 'old-' || i, :now, severity_rank, expires,"
        " author_id, content, content_hash, 3 FROM n, alert WHERE alert.id = :like"
    )
    await session.execute(text(copied), {"now": EARLIER, "rows": ALERTS, "like": like})


async def _people(session: AsyncSession) -> None:
    """Chats and subscriptions, as one statement each."""
    chats = (
        "INSERT INTO chat (id, channel, address_sealed, address_key, key_id, kind, time_zone, discreet, state) "
        f"{_ROWS} SELECT i, CASE WHEN i % 20 = 0 THEN 'web' ELSE 'telegram' END, 'x', CAST(i AS BLOB), 'k', 'private',"
        " 'Africa/Bamako', 0, 'active' FROM n"
    )
    subscriptions = (
        "INSERT INTO subscription (id, chat_id, least_severity, mode, exercise, starts_at) "
        f"{_ROWS} SELECT i, i, i % 4, 'at_once', 0, :now FROM n"
    )
    places = ", ".join(f"({n}, '{place}')" for n, place in enumerate(PLACES))
    followed = (
        f"INSERT INTO subscription_place (subscription_id, place_id) WITH p(k, id) AS (VALUES {places})"
        f" SELECT s.id, p.id FROM subscription s JOIN p ON p.k = s.id % {len(PLACES)}"
    )
    for statement in (chats, subscriptions):
        values = {"rows": PEOPLE} | ({"now": EARLIER} if ":now" in statement else {})
        await session.execute(text(statement), values)
    await session.execute(text(followed))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/advisory.db"
        migrate.upgrade(address)
        asyncio.run(main(Base.open(cache=FOLDER), address))
