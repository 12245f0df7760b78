"""The texts that an advisory had, so that whoever saw an older one is shown what changed since."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.statements import insert, table
from db.tables import AlertRevisionRow
from knowledge.alert import Alert, content_hash
from knowledge.difference import Change, difference

revision = table(AlertRevisionRow).c


async def keep(
    session: AsyncSession, alert_id: int, version: int, content: Alert, operator_id: int, now: datetime
) -> None:
    """Keep a text as it was written."""
    made = insert(session, AlertRevisionRow).values(
        alert_id=alert_id,
        version=version,
        content=content.model_dump_json(),
        content_hash=content_hash(content),
        operator_id=operator_id,
        at=now,
    )
    await session.execute(made)


async def by_hash(session: AsyncSession, alert_id: int, shown_hash: str) -> Alert | None:
    """The text that somebody was shown, by its hash; a beginning of the hash will do."""
    rows = select(revision.content).where(revision.alert_id == alert_id)
    found = rows.where(revision.content_hash.startswith(shown_hash, autoescape=True)).order_by(revision.version.desc())
    content = await session.scalar(found.limit(1))
    return Alert.model_validate_json(content) if content else None


async def by_version(session: AsyncSession, alert_id: int, version: int) -> Alert | None:
    """The text that the advisory had at a version: a step since then may have raised the version alone."""
    rows = select(revision.content).where(revision.alert_id == alert_id, revision.version <= version)
    content = await session.scalar(rows.order_by(revision.version.desc()).limit(1))
    return Alert.model_validate_json(content) if content else None


async def before(session: AsyncSession, alert_id: int, present_hash: str) -> Alert | None:
    """The last text that was another one than the present."""
    rows = select(revision.content).where(revision.alert_id == alert_id, revision.content_hash != present_hash)
    content = await session.scalar(rows.order_by(revision.version.desc()).limit(1))
    return Alert.model_validate_json(content) if content else None


async def changed_since(session: AsyncSession, alert_id: int, shown_hash: str, present: Alert) -> tuple[Change, ...]:
    """What is otherwise than in the text that was shown; () too where that text is not known."""
    shown = await by_hash(session, alert_id, shown_hash)
    return difference(shown, present) if shown else ()
