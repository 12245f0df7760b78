"""Developing notices: templates approved in daylight by two operators, then issued at night by one alone."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import alerts, alone, audit, drafts, notes, operators, outbox
from db.alerts import AlertProblem, Changed, NotIssuable, Record
from db.permissions import WORDS, Action, has_role
from db.refusals import attempting
from db.statements import insert, table
from db.tables import AlertRow, IssuedAloneRow, NoticeApprovalRow, NoticeTemplateRow
from knowledge.alert import Alert, Status, content_hash
from knowledge.alert_rules import check_issuable
from knowledge.difference import difference
from knowledge.notice import LONGEST, Slots, Template, fill, slot_problems, template_hash, template_problems
from knowledge.place import Gazetteer

APPROVALS = 2  # besides its author; a template that is shipped has none

template, approval = table(NoticeTemplateRow).c, table(NoticeApprovalRow).c
alone_row, alert = table(IssuedAloneRow).c, table(AlertRow).c


@dataclass(frozen=True)
class Kept:
    """A template, how far it has come, and who approved it."""

    template: Template
    number: int
    content_hash: str
    state: Literal["draft", "approved", "withdrawn"]
    author_id: int | None
    approved_by: tuple[int, ...]


async def write(
    session: AsyncSession,
    content: Template,
    author_id: int | None,
    gazetteer: Gazetteer,
    zone: tzinfo,
    now: datetime,
    *,
    seen: int | None = None,
) -> Kept:
    """A new text of a template, which waits for its approvals; the same text again is the one that is there.

    A text that waited before is not needed any more. `author_id` is None for what is shipped; `seen` is the number of
    the text that it was written over, 0 for a new name, None where whoever writes means to replace whatever is there.
    Raises: AlertProblem, Changed, NotIssuable.
    """
    with attempting("notice write", f"notice:{content.name}", author_id, now):
        if author_id is not None:
            await _permit(session, author_id, "write_notice")
        if problems := template_problems(content, gazetteer, zone):
            raise NotIssuable(problems)
        there = await newest(session, content.name)
        if seen is not None and seen != (there.number if there else 0):
            raise await _rewritten(session, content.name, seen, there, gazetteer, zone, now)
    if there and there.state != "withdrawn" and there.content_hash == template_hash(content):
        return there
    last = there.number if there else 0
    waited = update(table(NoticeTemplateRow)).where(template.name == content.name, template.state == "draft")
    await session.execute(waited.values(state="withdrawn"))
    values = {"name": content.name, "number": last + 1, "content": content.model_dump_json(), "at": now}
    values |= {"content_hash": template_hash(content), "state": "draft", "author_id": author_id}
    await session.execute(insert(session, NoticeTemplateRow).values(**values))
    await _note(session, "notice written", content.name, last + 1, author_id, now)
    return await get(session, content.name, last + 1)


async def approve(
    session: AsyncSession, name: str, number: int, operator_id: int, shown_hash: str, now: datetime
) -> Kept:
    """One of the two approvals; with the second it takes the place of the text approved before.

    Raises: AlertProblem.
    """
    with attempting("notice approve", f"notice:{name}:{number}", operator_id, now):
        kept = await _locked(session, name, number)
        await _may_approve(session, kept, operator_id, shown_hash)
    values = {"name": name, "number": number, "operator_id": operator_id, "content_hash": shown_hash, "at": now}
    await session.execute(insert(session, NoticeApprovalRow).values(**values))
    if len(kept.approved_by) + 1 >= APPROVALS:
        earlier = update(table(NoticeTemplateRow)).where(template.name == name, template.state == "approved")
        await session.execute(earlier.values(state="withdrawn"))
        await _set_state(session, name, number, "approved")
    await _note(session, "notice approved", name, number, operator_id, now)
    return await get(session, name, number)


async def withdraw(session: AsyncSession, name: str, number: int, operator_id: int, now: datetime) -> Kept:
    """Nobody issues it any more.

    Raises: AlertProblem.
    """
    with attempting("notice withdraw", f"notice:{name}:{number}", operator_id, now):
        await _permit(session, operator_id, "withdraw_notice")
        await _locked(session, name, number)
    await _set_state(session, name, number, "withdrawn")
    await _note(session, "notice withdrawn", name, number, operator_id, now)
    return await get(session, name, number)


async def get(session: AsyncSession, name: str, number: int) -> Kept:
    """Raises: AlertProblem where there is none."""
    row = (await session.execute(_rows().where(template.name == name, template.number == number))).one_or_none()
    if row is None:
        raise AlertProblem(f"There is no notice {name} {number}.")
    return await _kept(session, row)


async def newest(session: AsyncSession, name: str) -> Kept | None:
    """The last text that was written under a name, withdrawn or not."""
    rows = _rows().where(template.name == name).order_by(None).order_by(template.number.desc()).limit(1)
    row = (await session.execute(rows)).one_or_none()
    return await _kept(session, row) if row else None


async def ready(session: AsyncSession, name: str) -> Kept:
    """The approved text of a name.

    Raises: AlertProblem where there is none.
    """
    row = (await session.execute(_rows().where(template.name == name, template.state == "approved"))).one_or_none()
    if row is None:
        raise AlertProblem(f"There is no approved notice {name}: two operators approve one in daylight.")
    return await _kept(session, row)


async def everything(session: AsyncSession) -> tuple[Kept, ...]:
    """All templates that are not withdrawn, by name, drafts with them."""
    rows = await session.execute(_rows().where(template.state != "withdrawn"))
    return tuple([await _kept(session, row) for row in rows])


async def issue(
    session: AsyncSession,
    name: str,
    slots: Slots,
    shown_hash: str,
    operator_id: int,
    gazetteer: Gazetteer,
    zone: tzinfo,
    now: datetime,
    *,
    status: Status = Status.ACTUAL,
) -> tuple[Record, int]:
    """Issue an approved notice, one operator alone, and tell all operators; the alert and how many chats are told.

    `shown_hash` is that of the filled alert. The operator has proved who they are already.
    Raises: AlertProblem, NotIssuable.
    """
    with attempting("notice issue", f"notice:{name}", operator_id, now):
        await _permit(session, operator_id, "issue_notice")
        kept = await ready(session, name)
        kept = await _locked(session, name, kept.number)  # of two at once the second finds the first one's advisory
        content = await _filled(session, kept, slots, gazetteer, zone, status, now)
        if content_hash(content) != shown_hash:
            raise Changed("The text is not the one that you were shown: look at it again.", ())
        drafted = await drafts.store(session, content, operator_id, now)
        why = f"{name} {kept.number}"
        await alone.mark(session, drafted, "notice", operator_id, why, now)
        told = await outbox.issue(session, drafted.id, gazetteer.related(slots.place), now, operator_id=operator_id)
    details = {"alert": drafted.id, "operator": operator_id, "notice": name}
    await notes.tell(session, "notice_issued", f"alert:{drafted.id}", details, now, but=operator_id)
    return await alerts.get(session, drafted.id), told


async def _filled(
    session: AsyncSession,
    kept: Kept,
    slots: Slots,
    gazetteer: Gazetteer,
    zone: tzinfo,
    status: Status,
    now: datetime,
) -> Alert:
    if problems := slot_problems(slots, gazetteer, now):
        raise NotIssuable(problems)
    content = fill(kept.template, slots, gazetteer, zone, status)
    if problems := check_issuable(content, gazetteer, now):
        raise NotIssuable(problems)
    if there := await _in_force(session, kept.template.name, slots.place, status, now):
        raise AlertProblem(f"This notice is in force for this place already, as advisory {there}: update that one.")
    return content


async def _in_force(session: AsyncSession, name: str, place: str, status: Status, now: datetime) -> int | None:
    """The advisory that this notice became for this place a moment ago: a second tap must not make another."""
    since = select(alert.id).join(table(IssuedAloneRow), alone_row.alert_id == alert.id)
    since = since.where(alone_row.kind == "notice", alone_row.why.startswith(f"{name} ", autoescape=True))
    since = since.where(alert.state == "issued", alert.expires > now, alert.status == status.value)
    for alert_id in await session.scalars(since):
        if place in (await alerts.get(session, alert_id)).alert.places:
            return int(alert_id)
    return None


async def _rewritten(
    session: AsyncSession,
    name: str,
    seen: int,
    there: Kept | None,
    gazetteer: Gazetteer,
    zone: tzinfo,
    now: datetime,
) -> AlertProblem:
    """What to say to whoever wrote over another text than the newest."""
    if there is None or not seen:
        return AlertProblem(f"There is a notice {name} already: write that one anew, or choose another name.")
    slots = Slots(gazetteer.places[0].id, now, now + LONGEST)
    mine = (await get(session, name, seen)).template
    changes = difference(*(fill(each, slots, gazetteer, zone) for each in (mine, there.template)))
    return Changed("Somebody else has changed it meanwhile: read it again before you save.", changes)


async def _permit(session: AsyncSession, operator_id: int, action: Action) -> None:
    operator = await operators.get(session, operator_id)
    if not operator.active or not has_role(operator.roles, action):
        raise AlertProblem(f"{operator.name} may not {WORDS[action]}.")


async def _may_approve(session: AsyncSession, kept: Kept, operator_id: int, shown_hash: str) -> None:
    await _permit(session, operator_id, "approve_notice")
    if kept.state != "draft":
        raise AlertProblem(f"This notice is {kept.state} already.")
    if operator_id == kept.author_id:
        raise AlertProblem("Whoever wrote a notice cannot approve it: ask two other operators.")
    if operator_id in kept.approved_by:
        raise AlertProblem("You have approved it already: it needs another operator.")
    if shown_hash != kept.content_hash:
        raise AlertProblem("The text is not the one that you were shown: read it again, then approve.")


async def _locked(session: AsyncSession, name: str, number: int) -> Kept:
    here = select(template.name).where(template.name == name, template.number == number)
    await session.execute(here.with_for_update())
    return await get(session, name, number)


async def _set_state(session: AsyncSession, name: str, number: int, state: str) -> None:
    here = update(table(NoticeTemplateRow)).where(template.name == name, template.number == number)
    await session.execute(here.values(state=state))


async def _note(
    session: AsyncSession, action: str, name: str, number: int, operator_id: int | None, now: datetime
) -> None:
    await audit.append(session, action, f"notice:{name}:{number}", {}, operator_id=operator_id, now=now)


def _rows() -> Select[Any]:
    columns = (template.name, template.number, template.content, template.content_hash, template.state)
    return select(*columns, template.author_id).order_by(template.name, template.number)


async def _kept(session: AsyncSession, row: Row[Any]) -> Kept:
    given = select(approval.operator_id).where(approval.name == row.name, approval.number == row.number)
    approved_by = tuple(await session.scalars(given.order_by(approval.at)))
    content = Template.model_validate_json(row.content)
    return Kept(content, row.number, row.content_hash, row.state, row.author_id, approved_by)
