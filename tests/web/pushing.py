"""Advisories on their way: written by one operator, approved by another, issued to whoever follows."""

from typing import Any

from db import approvals, drafts, operators, outbox
from tests.makers import an_alert
from tests.web.browser import Running


async def issue(site: Running, *, replaces: int | None = None, **fields: Any) -> int:
    """Issue an alert as operators do, and wake the pages; gives its number."""
    now, places = site.clock(), site.desk.base.pack.gazetteer
    content = an_alert(**fields)
    related = set().union(*(places.related(place) for place in content.places))
    async with site.desk.database.unit_of_work() as session:
        author, approver = [await _operator(site, session, name) for name in ("Awa", "Binta")]
        record = await drafts.draft(session, content, author, now, replaces=replaces)
        record = await drafts.submit(session, record.id, author, places, now)
        await approvals.approve(session, record.id, approver, record.content_hash, "command line", now)
        await outbox.issue(session, record.id, related, now)
    site.wake.ring()
    return record.id


async def expire(site: Running, alert_id: int) -> None:
    """Its end has come."""
    async with site.desk.database.unit_of_work() as session:
        await outbox.expire(session, alert_id, site.clock())
    site.wake.ring()


async def _operator(site: Running, session: Any, name: str) -> int:
    try:
        return (await operators.by_name(session, name)).id
    except operators.OperatorProblem:
        added = await operators.add(session, site.desk.sealer, name, site.clock(), demo=True)
        return added.operator.id
