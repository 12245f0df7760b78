"""A desk after years of work, for the benchmark of the console: written in bulk, past the rules, as rows."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import approvals, audit, drafts, operators, outbox
from db.session import Database
from db.statements import insert
from db.tables import AuditRow, EntryRevisionRow, NoAnswerCountRow, UnansweredRow
from knowledge.entry import Entry, Questions
from knowledge.pack import Pack
from tests.makers import an_alert
from tests.web.console.desk import Office

ALERTS, PEOPLE, ENTRIES, QUESTIONS, LINES = 1000, 100_000, 10_000, 4000, 100_000
DRAFTS, IN_REVIEW = 300, 200  # of the entries; the others are published, every fourth of them for the third time
ASKED = 8  # example questions of an entry and language, as few as may be
PLACES = ("bamako", "faladie", "gao", "mali", "kayes", "segou", "mopti", "bko-airport")
EARLIER = "2024-09-17 00:00:00+00:00"
_ROWS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"


async def fill(site: Office, database: Database) -> tuple[int, int]:
    """The numbers of an advisory on its way to half of all, and of one that waits for its approver."""
    now, places = site.clock(), site.desk.base.pack.gazetteer
    async with database.unit_of_work() as session:
        for name in ("awa", "binta"):
            await operators.add(session, site.desk.sealer, name, now, demo=False, roles=operators.ROLES)
        await people(session, PEOPLE)
        await _entries(session, site.desk.base.pack, now)
        await _questions(session, site.desk.base.pack, now)
        await _record(session, now)
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
    print(f"{ALERTS} advisories, {PEOPLE} subscribers, {told} of them told; {ENTRIES} entries of operators, ", end="")
    print(f"{QUESTIONS} questions left, {LINES} lines of the record")
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


async def people(session: AsyncSession, rows: int) -> None:
    """So many chats, each with a subscription, as one statement each."""
    chats = (
        "INSERT INTO chat (id, channel, address_sealed, address_key, key_id, kind, time_zone, discreet, state) "
        f"{_ROWS} SELECT 100 + i, CASE WHEN i % 20 = 0 THEN 'web' ELSE 'telegram' END, 'x', CAST(i AS BLOB), 'k', 'private',"
        " 'Africa/Bamako', 0, 'active' FROM n"
    )
    subscriptions = (
        "INSERT INTO subscription (id, chat_id, least_severity, mode, exercise, starts_at) "
        f"{_ROWS} SELECT 100 + i, 100 + i, i % 4, 'at_once', 0, :now FROM n"
    )
    places = ", ".join(f"({n}, '{place}')" for n, place in enumerate(PLACES))
    followed = (
        f"INSERT INTO subscription_place (subscription_id, place_id) WITH p(k, id) AS (VALUES {places})"
        f" SELECT s.id, p.id FROM subscription s JOIN p ON p.k = s.id % {len(PLACES)}"
    )
    for statement in (chats, subscriptions):
        values: dict[str, object] = {"rows": rows} | ({"now": EARLIER} if ":now" in statement else {})
        await session.execute(text(statement), values)
    await session.execute(text(followed))


async def _entries(session: AsyncSession, pack: Pack, now: datetime) -> None:
    """Entries of operators' own, like the pack's: most are published, some are written or wait for a second curator."""
    rows = []
    for n, like in enumerate(islice(cycle(pack.contents.entries), ENTRIES)):
        state = "draft" if n < DRAFTS else "in_review" if n < DRAFTS + IN_REVIEW else "published"
        content = _another(like, n).model_dump_json(exclude_defaults=True)
        newest = 3 if n % 4 == 0 else 1
        for number in range(1, newest + 1):
            stands = state if number == newest else "superseded"
            row = {"entry_id": f"{like.id}-{n}", "number": number, "content": content, "state": stands, "author_id": 1}
            done = stands == "published"
            rows.append(row | {"reviewer_id": 2 if done else None, "published_at": now if done else None})
    await session.execute(insert(session, EntryRevisionRow), rows)
    await session.execute(text("INSERT INTO generation (name, n) VALUES ('content', 1)"))


def _another(like: Entry, n: int) -> Entry:
    questions = Questions(
        en=tuple(f"{each} {n}" for each in like.questions.en[:ASKED]),
        fr=tuple(f"{each} {n}" for each in like.questions.fr[:ASKED]),
    )
    return like.model_copy(update={"id": f"{like.id}-{n}", "questions": questions})


async def _questions(session: AsyncSession, pack: Pack, now: datetime) -> None:
    """What people left in a month: each asked about twice, with other words around it."""
    asked = [(q, lang) for each in pack.contents.entries for lang in ("en", "fr") for q in each.questions[lang]]
    around = ("{}", "hello, {} please", "svp {}", "{} tell me now")
    rows = [
        {
            "text": around[n // 2 % len(around)].format(asked[n * 7 // 2 % len(asked)][0]),
            "language": asked[n * 7 // 2 % len(asked)][1],
            "day": (now - timedelta(days=n % 30)).date().isoformat(),
            "why": "left",
        }
        for n in range(QUESTIONS)
    ]
    await session.execute(insert(session, UnansweredRow), rows)
    topics = [
        {"topic": str(topic), "day": now.date().isoformat(), "n": 40}
        for topic in {e.topic for e in pack.entries.values()}
    ]
    await session.execute(insert(session, NoAnswerCountRow), topics)


async def _record(session: AsyncSession, now: datetime) -> None:
    """Lines behind those that are there, whose chain holds."""
    [last] = await audit.lines(session, None, 1)
    previous = [each async for each in audit.whole(session)][-1]["hash"]
    rows = []
    for seq in range(last.seq + 1, LINES + 1):
        row = AuditRow(
            seq=seq,
            at=now,
            operator_id=1 + seq % 2,
            action=("alert drafted", "alert submitted", "logged in", "entry written")[seq % 4],
            subject=("alert:1", "alert:2", "operator:1", "entry:school")[seq % 4],
            details=json.dumps({"revision": seq}),
            previous_hash=previous,
            hash="",
        )
        row.hash = previous = audit._hash(row)
        rows.append(row.model_dump())
    await _in_parts(session, rows)


async def _in_parts(session: AsyncSession, rows: Sequence[dict[str, object]], size: int = 10_000) -> None:
    for start in range(0, len(rows), size):
        await session.execute(insert(session, AuditRow), list(rows[start : start + size]))
