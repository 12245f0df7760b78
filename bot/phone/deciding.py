"""What an operator decides from the phone: a tap says what, a PIN says who, and then it is one unit of work."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.reply import Reply
from bot.dialogue import Desk
from bot.issuing import issue
from bot.phone import showing
from bot.phone.showing import PREFIX, REASONS, SHOWN, sentence
from bot.refusing import told
from db import acknowledgements, alerts, approvals, links, operators, overview, settings, teams
from db.alerts import Record
from db.links import Link
from db.overview import Audience
from db.refusals import Refused
from knowledge.entry import Lang

PATIENCE = timedelta(minutes=2)  # for the PIN


@dataclass(frozen=True)
class Wanted:
    """What a button or a PIN is for: an act, the advisory, and the beginning of the hash of the text that was shown."""

    act: str
    alert_id: int
    shown: str

    @classmethod
    def read(cls, text: str) -> "Wanted | None":
        """None for what is none of ours; buttons can be forged."""
        act, _, rest = text.removeprefix(PREFIX).partition(":")
        number, _, shown = rest.partition(":")
        return cls(act, int(number), shown) if number.isdecimal() and len(number) < 18 else None

    def __str__(self) -> str:
        return f"{self.act}:{self.alert_id}:{self.shown}"


async def tapped(desk: Desk, link: Link, action: str, lang: Lang) -> Reply:
    """A button of ours: some show, one takes back, two ask for the PIN.

    Raises: Refused.
    """
    wanted = Wanted.read(action)
    if wanted is None:
        return sentence("phone.gone", lang)
    async with desk.database.unit_of_work() as session:
        record = await alerts.get(session, wanted.alert_id)
        match wanted.act:
            case "show":
                return await request(session, desk, record, lang)
            case "reject":
                return showing.reasons(record, lang)
            case "back" if wanted.shown in REASONS:
                why = showing.sentence(f"phone.reason.{wanted.shown}", "en").text
                await approvals.reject(session, record.id, link.operator_id, why, desk.clock())
                return sentence("phone.rejected", lang, alert=record.id)
            case "approve" | "issue" if _is(record, wanted):
                await links.ask(session, link.operator_id, str(wanted), desk.clock() + PATIENCE)
                return sentence(f"phone.pin.{wanted.act}", lang, alert=record.id)
            case "approve" if record.state == "in_review":  # the text is another one now: it is shown first
                return await request(session, desk, record, lang)
    return sentence("phone.gone", lang)


async def proved(desk: Desk, link: Link, asked: str, lang: Lang) -> Reply:
    """The PIN was right: do what was asked for.

    Raises: Refused.
    """
    wanted, now = Wanted.read(asked), desk.clock()
    async with desk.database.unit_of_work() as session:
        await links.ask(session, link.operator_id, None, now)
        record = await alerts.get(session, wanted.alert_id if wanted else 0)
        if wanted is None or not _is(record, wanted):
            return sentence("phone.gone", lang)
        if wanted.act == "issue":
            told = await issue(session, desk.base.pack.gazetteer, record.id, now, link.operator_id)
            return showing.issued(record, told, lang)
        after = await approvals.approve(session, record.id, link.operator_id, record.content_hash, "chat", now)
        if after.state != "approved":
            return sentence("phone.one_more", lang, alert=record.id)
        return showing.approved(after, await _audience(session, desk, after), lang)


async def request(session: AsyncSession, desk: Desk, record: Record, lang: Lang) -> Reply:
    """The advisory as it stands, to be approved or rejected."""
    author = await operators.get(session, record.author_id)
    team = (await teams.get(session, record.alert.team)).name if record.alert.team else None
    asked = showing.Asked(record, author.name, team, await _audience(session, desk, record))
    return showing.request(asked, desk.base.pack.gazetteer, lang, desk.clock())


async def standing(desk: Desk, lang: Lang) -> Reply:
    """How things stand, for /status."""
    now = desk.clock()
    async with desk.database.reading() as session:
        held = await overview.in_force(session, now)
        read = await acknowledgements.of_teams(session, held)
        waiting = await overview.listed(session, "waiting", now)
        paused = await settings.why_paused(session)
    return showing.standing(held, read, waiting, paused and told(paused, lang), lang, now)


def refused(problem: Refused, lang: Lang) -> Reply:
    """Why it was not done, in the desk's own words."""
    return sentence("phone.refused", lang, why=told(str(problem), lang))


def _is(record: Record, wanted: Wanted) -> bool:
    """Still the text that was shown, and not done already."""
    open_states = {"approve": "in_review", "issue": "approved"}
    return record.content_hash[:SHOWN] == wanted.shown and record.state == open_states.get(wanted.act)


async def _audience(session: AsyncSession, desk: Desk, record: Record) -> Audience:
    related = desk.base.pack.gazetteer.around(record.alert.places)
    before = await alerts.get(session, record.replaces_id) if record.replaces_id else None
    return await overview.estimate(session, record.alert, before, related, desk.clock())
