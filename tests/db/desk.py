"""An alert desk on a real database: two operators, followers, and the whole way from draft to issued."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from db import alerts, approvals, chats, drafts, operators, outbox, subscriptions
from db.alerts import Record
from db.sealing import Sealer
from db.session import Database
from knowledge.alert import Alert, Severity
from knowledge.place import Gazetteer, Place
from tests.makers import an_alert

GAZETTEER = Gazetteer(
    tuple(
        Place.model_validate({"id": slug, "kind": kind, "name": {"en": name, "fr": name}, "parent": parent})
        for slug, kind, name, parent in (
            ("mali", "country", "Mali", None),
            ("bamako", "district", "Bamako", "mali"),
            ("gao", "region", "Gao", "mali"),
            ("faladie", "quarter", "Faladié", "bamako"),
            ("sogoniko", "quarter", "Sogoniko", "bamako"),
            ("bko-airport", "landmark", "Airport", "bamako"),
            ("gendarmerie-school", "site", "School", "faladie"),
        )
    )
)


def related(alert: Alert) -> frozenset[str]:
    return GAZETTEER.around(alert.places)


@dataclass
class Desk:
    """What the tests of this folder do again and again, each in its own unit of work."""

    database: Database
    sealer: Sealer
    now: datetime
    author: int
    approver: int
    second: int  # approver, whom Extreme needs as well
    people: int = 0

    async def chat(self, *places: str, least: Severity = Severity.MINOR, **how: Any) -> int:
        """A new chat that follows these places; `lang` is what it chose."""
        self.people += 1
        channel, kind, lang = how.pop("channel", "telegram"), how.pop("kind", "private"), how.pop("lang", None)
        async with self.database.unit_of_work() as session:
            chat = await chats.find_or_make(session, self.sealer, channel, str(self.people), kind)
            if lang:
                await chats.set_language(session, chat.id, lang)
            for place in places:
                await subscriptions.follow(session, chat.id, place, least, self.now, **how)
        return chat.id

    async def approved(self, *, replaces: int | None = None, **fields: Any) -> Record:
        alert = an_alert(**fields)
        async with self.database.unit_of_work() as session:
            record = await drafts.draft(session, alert, self.author, self.now, replaces=replaces)
            record = await drafts.submit(session, record.id, self.author, GAZETTEER, self.now)
            for approver in (self.approver, self.second)[: approvals.needed(alert)]:
                shown = record.content_hash
                record = await approvals.approve(session, record.id, approver, shown, "command line", self.now)
            return record

    async def issue(self, record: Record, now: datetime | None = None) -> int:
        async with self.database.unit_of_work() as session:
            return await outbox.issue(session, record.id, related(record.alert), now or self.now)

    async def issued(self, *, replaces: int | None = None, **fields: Any) -> Record:
        record = await self.approved(replaces=replaces, **fields)
        await self.issue(record)
        async with self.database.reading() as session:
            return await alerts.get(session, record.id)

    async def rows(self, chat_id: int) -> list[tuple[str, str, str, str | None]]:
        """Kind, subject, state and reason of a chat's deliveries, oldest first."""
        async with self.database.reading() as session:
            query = text("SELECT kind, subject, state, reason FROM delivery WHERE chat_id = :chat ORDER BY id")
            return [(row[0], row[1], row[2], row[3]) for row in await session.execute(query, {"chat": chat_id})]


async def open_desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    async with database.unit_of_work() as session:
        author = await operators.add(session, sealer, "awa", now, demo=True)
        approver = await operators.add(session, sealer, "boubacar", now, demo=True)
        second = await operators.add(session, sealer, "coumba", now, demo=True)
    return Desk(database, sealer, now, author.operator.id, approver.operator.id, second.operator.id)
