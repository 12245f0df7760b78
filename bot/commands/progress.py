"""What `advisory alert status` prints."""

from typing import TYPE_CHECKING

from bot.commands.common import out
from bot.commands.installation import now, opened
from bot.commands.sending import say_paused, until

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.outbox import Progress


async def show_all(found: "Settings") -> None:
    """The advisories last begun, one line each."""
    from db import alerts, settings

    async with opened(found) as database, database.reading() as session:
        records, paused = await alerts.newest(session), await settings.why_paused(session)
    for record in records:
        alert = record.alert
        over = " (expired)" if record.state == "issued" and alert.expires <= now() else ""
        headline = alert.info("en").headline if alert.infos else "(no text yet)"
        out.print(f"{record.id:>5}  {record.state + over:<18} {alert.kind:<11} {headline}", markup=False)
    if not records:
        out.print("No advisory yet. Begin one from a file: advisory alert draft FILE --as NAME")
    say_paused(paused)


async def show_one(found: "Settings", number: int) -> None:
    """How far one has gone. Sent means that the channel took it, not that anybody has read it."""
    from db import alerts, alone, outbox, settings, unclear
    from db.queue import up_to

    async with opened(found) as database, database.reading() as session:
        record, by_one = await alerts.get(session, number), await alone.of_alert(session, number)
        figures, paused = await outbox.progress(session, number), await settings.why_paused(session)
        before_end, held = await up_to(session, number), await unclear.count(session, number)
    out.print(f"Advisory {number}: {record.state}, ends {record.alert.expires:%Y-%m-%d %H:%M} UTC", markup=False)
    if by_one:
        out.print(f"Issued by one operator alone ({by_one.kind}): {by_one.why}", markup=False)
    for line in lines(figures):
        out.print(line, markup=False)
    if figures.waiting:
        out.print(f"All sent {until(before_end, found.rate)}.")
    if held:
        out.print(f"Decide about {held} unclear ones: advisory sending resend|accept {number} --as NAME", markup=False)
    say_paused(paused)


def lines(figures: "Progress") -> list[str]:
    """The five figures, and those of web chats apart."""
    return [
        f"waiting {figures.waiting}, sent {figures.sent}, blocked {figures.blocked}, failed {figures.failed},"
        f" unclear {figures.unclear}, not needed any more {figures.skipped}",
        f"in web chats {figures.on_web}, of these shown {figures.shown_on_web}",
    ]
