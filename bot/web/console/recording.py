"""The record: who did what, whether the chain of its lines holds, and all of it to take away."""

import json
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from bot.web.console.pages import show
from bot.web.console.site import Console
from bot.web.console.visit import Visit
from db import audit, operators

LINES = 100


async def show_record(console: Console, visit: Visit) -> Response:
    """The newest lines, of one subject or of all; the chain is verified when it is asked for."""
    asked = visit.request.query_params
    subject = asked.get("subject", "")[:100] or None
    async with console.desk.database.reading() as session:
        lines = await audit.lines(session, subject, LINES)
        broken = await audit.verify(session) if "verify" in asked else None
        names = {each.id: each.name for each in await operators.everybody(session)}
    values = {"lines": lines, "names": names, "subject": subject, "verified": "verify" in asked, "broken": broken}
    return show(console, visit, "record.html", status=200, **values)


async def export(console: Console, visit: Visit) -> Response:
    """Every line as JSON with its hash, oldest first: enough to verify the chain elsewhere."""
    headers = {"Content-Disposition": 'attachment; filename="record.jsonl"'}
    return StreamingResponse(_lines(console), media_type="application/jsonl", headers=headers)


async def _lines(console: Console) -> AsyncIterator[str]:
    async with console.desk.database.reading() as session:
        async for line in audit.whole(session):
            yield json.dumps(line, ensure_ascii=False) + "\n"
