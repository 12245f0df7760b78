"""The record: who did what, whether the chain of its lines holds, and all of it to take away."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from starlette.responses import Response, StreamingResponse

from bot.web.console.pages import show
from bot.web.console.site import Checked, Console
from bot.web.console.visit import LARGEST_ID, Visit, whole_number
from db import audit, operators

LINES: Final = 100
FRESH = timedelta(seconds=10)  # a check that has just ended is told, not made again
AT_ONCE = 0.1  # seconds that a page waits for the check; a long record takes longer, and the page asks again


async def show_record(console: Console, visit: Visit) -> Response:
    """The lines before a number, or the newest, of one subject or of all; the chain is verified when it is asked for."""
    asked = visit.request.query_params
    subject = asked.get("subject", "")[:100] or None
    before = whole_number(asked.get("before", ""), LARGEST_ID - 1) or None
    async with console.desk.database.reading() as session:
        lines = await audit.lines(session, subject, LINES + 1, before=before)
        names = {each.id: each.name for each in await operators.everybody(session)}
    check = await _check(console) if "verify" in asked else None
    values: dict[str, object] = {"lines": lines[:LINES], "more": len(lines) > LINES, "before": before}
    values |= {"names": names, "subject": subject, "check": check}
    return show(console, visit, "record.html", status=200, **values)


async def show_check(console: Console, visit: Visit) -> Response:
    """How the check stands: what the page asks again while it goes on."""
    return show(console, visit, "check.html", check=await _check(console))


async def export(console: Console, visit: Visit) -> Response:
    """Every line as JSON with its hash, oldest first: enough to verify the chain elsewhere."""
    headers = {"Content-Disposition": 'attachment; filename="record.jsonl"'}
    return StreamingResponse(_lines(console), media_type="application/jsonl", headers=headers)


async def _check(console: Console) -> Checked:
    """Begin the check of the whole record unless it goes on, or ended just now; a short record is checked at once."""
    known = console.checked
    if known.under_way is None and (known.ended is None or console.now() - known.ended >= FRESH):
        known.ended, known.under_way = None, asyncio.create_task(_verify(console))
    if known.under_way:
        await asyncio.wait([known.under_way], timeout=AT_ONCE)
    return known


async def _verify(console: Console) -> None:
    known = console.checked
    try:
        async with console.desk.database.reading() as session:
            known.broken = await audit.verify(session)
        known.ended = console.now()
    finally:
        known.under_way = None


async def _lines(console: Console) -> AsyncIterator[str]:
    async with console.desk.database.reading() as session:
        async for line in audit.whole(session):
            yield json.dumps(line, ensure_ascii=False) + "\n"
