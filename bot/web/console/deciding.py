"""What operators decide about an advisory: each action is one unit of work, and one that is refused says why."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from bot.issuing import issue as issue_now
from bot.issuing import issue_alone
from bot.locales import say
from bot.web.console.advisories import show_file
from bot.web.console.forms import LONGEST_REASON, Form, moment
from bot.web.console.proving import Unproved, prove
from bot.web.console.site import AT, Console
from bot.web.console.telling import confirming, plain, refused
from bot.web.console.visit import Visit, keep_token
from db import alerts, approvals, drafts, links, planned, promises, unclear
from db.alerts import Changed
from db.refusals import Refused, attempting

Work = Callable[[AsyncSession, int, int, datetime], Awaitable[object]]  # session, alert, operator, now


class Unconfirmed(Exception):
    """The word that confirms was not typed."""


async def submit(console: Console, visit: Visit, form: Form) -> Response:
    """Hand it over for review."""

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        return await drafts.submit(session, number, me, console.places, now)

    return await _do(console, visit, form, work)


async def approve(console: Console, visit: Visit, form: Form) -> Response:
    """A second operator's yes to the text that was shown, with a code; sent at once where that was asked."""
    shown, sends = form.one("shown"), form.one("do") == "send"

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        record = await approvals.approve(session, number, me, shown, "console", now)
        if sends and record.state == "approved":
            await issue_now(session, console.places, number, now, me)
        return record

    return await _do(console, visit, form, work, proved=True, confirmed=sends)


async def reject(console: Console, visit: Visit, form: Form) -> Response:
    """Back to its author, with the reason."""
    if not form.one("why"):
        return await _refused(console, visit, form, say("console.say_why", visit.lang), 422)

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        return await approvals.reject(session, number, me, form.limited("why", LONGEST_REASON), now)

    return await _do(console, visit, form, work)


async def issue(console: Console, visit: Visit, form: Form) -> Response:
    """Send an approved one."""

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        return await issue_now(session, console.places, number, now, me)

    return await _do(console, visit, form, work, confirmed=True)


async def break_glass(console: Console, visit: Visit, form: Form) -> Response:
    """Send without a second operator: with a code, a reason and the word; everybody is alarmed."""

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        why = form.limited("why", LONGEST_REASON)
        return await issue_alone(session, console.places, number, me, form.one("shown"), why, now)

    return await _do(console, visit, form, work, proved=True, confirmed=True)


async def schedule(console: Console, visit: Visit, form: Form) -> Response:
    """Have an approved one issued at an hour of Bamako."""
    try:
        at = moment(form.one("at"))
    except ValueError:
        return await _refused(console, visit, form, say("console.say_when", visit.lang), 422)

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        return await planned.plan(session, number, at, me, console.places, now)

    return await _do(console, visit, form, work, confirmed=True)


async def unschedule(console: Console, visit: Visit, form: Form) -> Response:
    """It does not go out by itself."""

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        return await planned.unplan(session, number, me, now)

    return await _do(console, visit, form, work)


async def review(console: Console, visit: Visit, form: Form) -> Response:
    """Looked again, nothing has changed; the promise moves by so many hours."""
    hours = min(form.number("hours"), 72)

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        return await promises.reviewed(session, number, me, now + timedelta(hours=hours) if hours else None, now)

    return await _do(console, visit, form, work)


async def settle_unclear(console: Console, visit: Visit, form: Form) -> Response:
    """Copies that may have arrived: once more, or taken for arrived."""
    how = unclear.resend if form.one("do") == "resend" else unclear.accept

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        with attempting("unclear settle", f"alert:{number}", me, now):
            await alerts.permitted(session, number, me, "review")
        return await how(session, number, me, now)

    return await _do(console, visit, form, work)


async def send_to_me(console: Console, visit: Visit, form: Form) -> Response:
    """The message as it stands, to the operator's own phone."""

    async def work(session: AsyncSession, number: int, me: int, now: datetime) -> object:
        return await links.send_to_me(session, number, me, now)

    return await _do(console, visit, form, work)


async def _do(
    console: Console, visit: Visit, form: Form, work: Work, *, proved: bool = False, confirmed: bool = False
) -> Response:
    """Do it, wake whoever waits for it, and show the advisory again."""
    number, now, token = visit.number, console.now(), None
    try:
        if confirmed:
            await _confirm(console, visit, form, number)
        if proved:
            token = await prove(console, visit, form.one("code"))
        async with console.desk.database.unit_of_work() as session:
            await work(session, number, visit.operator.id, now)
    except Unconfirmed:
        return await _refused(console, visit, form, say("console.not_confirmed", visit.lang), 422)
    except Unproved as problem:
        return await _refused(console, visit, form, problem.told(visit.lang), 403)
    except Changed as problem:
        shown = await show_file(
            console, visit, number, problem=refused(problem, visit.lang), changes=problem.changes, form=form, status=409
        )
        return _with_token(console, shown, token)
    except Refused as problem:
        return _with_token(console, await _refused(console, visit, form, refused(problem, visit.lang), 409), token)
    console.ring()
    return _with_token(console, RedirectResponse(f"{AT}/advisories/{number}", 303), token)


async def _confirm(console: Console, visit: Visit, form: Form, number: int) -> None:
    """Raises: Unconfirmed."""
    async with console.desk.database.reading() as session:
        record = await alerts.get(session, number)
    if plain(form.one("confirm")) != plain(confirming(record.alert, visit.lang)):
        raise Unconfirmed


async def _refused(console: Console, visit: Visit, form: Form, problem: str, status: int) -> Response:
    number = visit.number
    return await show_file(console, visit, number, problem=problem, form=form, status=status)


def _with_token(console: Console, response: Response, token: str | None) -> Response:
    if token:
        keep_token(console, response, token)
    return response
