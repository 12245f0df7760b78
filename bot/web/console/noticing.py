"""Developing notices: approved in daylight by two operators, issued at night by one alone, in under a minute."""

from datetime import datetime, timedelta

from starlette.responses import RedirectResponse, Response

from bot.locales import say
from bot.notice_file import shipped_notices
from bot.render import BAMAKO
from bot.web.console.forms import Form, moment
from bot.web.console.pages import show
from bot.web.console.picking import choices, found
from bot.web.console.previewing import previews
from bot.web.console.proving import Unproved, prove
from bot.web.console.site import AT, Console
from bot.web.console.telling import confirming, plain, refused
from bot.web.console.templating import example
from bot.web.console.visit import Visit, keep_token
from db import alerts, audit, notices, operators
from db.notices import Kept
from db.refusals import Refused, attempting
from knowledge.alert import Status, content_hash
from knowledge.notice import Slots, fill, slot_problems

AGO = (0, 5, 15, 30, 60, 120, 240)  # minutes since it happened
HOLDS = (30, 60, 120, 180)  # minutes


async def show_notices(console: Console, visit: Visit) -> Response:
    """Choose a notice, a place and the hours; look at it; send it."""
    return await _show(console, visit)


async def load_shipped(console: Console, visit: Visit, form: Form) -> Response:
    """The notices that come with the program, which two operators then approve."""
    me, now = visit.operator.id, console.now()
    try:
        async with console.desk.database.unit_of_work() as session:
            with attempting("notices load", "notice:shipped", me, now):
                await alerts.permit(session, me, "write_notice", None)
            for each in shipped_notices():
                await notices.write(session, each, None, console.places, BAMAKO, now)
            await audit.append(session, "notices loaded", "notice:shipped", {}, operator_id=me, now=now)
    except Refused as problem:
        return await _show(console, visit, refused(problem, visit.lang), 409)
    return RedirectResponse(f"{AT}/notices", 303)


async def approve(console: Console, visit: Visit, form: Form) -> Response:
    """One of the two approvals of a notice, with a code."""
    try:
        token = await prove(console, visit, form.one("code"))
    except Unproved as problem:
        return await _show(console, visit, problem.told(visit.lang), 403)
    response: Response = RedirectResponse(f"{AT}/notices", 303)
    try:
        async with console.desk.database.unit_of_work() as session:
            name, number, shown = form.one("name"), form.number("number"), form.one("shown")
            await notices.approve(session, name, number, visit.operator.id, shown, console.now())
    except Refused as problem:
        response = await _show(console, visit, refused(problem, visit.lang), 409)
    keep_token(console, response, token)
    return response


async def withdraw(console: Console, visit: Visit, form: Form) -> Response:
    """Nobody issues it any more."""
    try:
        async with console.desk.database.unit_of_work() as session:
            name, number = form.one("name"), form.number("number")
            await notices.withdraw(session, name, number, visit.operator.id, console.now())
    except Refused as problem:
        return await _show(console, visit, refused(problem, visit.lang), 409)
    return RedirectResponse(f"{AT}/notices", 303)


async def issue(console: Console, visit: Visit, form: Form) -> Response:
    """Send it, alone: with a code and the word; all operators are told."""
    slots = Slots(form.one("place"), _at(form.one("hour")), _at(form.one("end")))
    status = Status.EXERCISE if form.one("exercise") else Status.ACTUAL
    try:
        async with console.desk.database.reading() as session:
            kept = await notices.ready(session, form.one("name"))
        if not _confirmed(console, visit, kept, slots, status, form.one("confirm")):
            return await _show(console, visit, say("console.not_confirmed", visit.lang), 422)
        token = await prove(console, visit, form.one("code"))
    except Unproved as problem:
        return await _show(console, visit, problem.told(visit.lang), 403)
    try:
        async with console.desk.database.unit_of_work() as session:
            record, _ = await notices.issue(
                session,
                kept.template.name,
                slots,
                form.one("shown"),
                visit.operator.id,
                console.places,
                BAMAKO,
                console.now(),
                status=status,
            )
    except Refused as problem:
        response = await _show(console, visit, refused(problem, visit.lang), 409)
    else:
        console.ring()
        response = RedirectResponse(f"{AT}/advisories/{record.id}", 303)
    keep_token(console, response, token)
    return response


def _confirmed(console: Console, visit: Visit, kept: Kept, slots: Slots, status: Status, typed: str) -> bool:
    """Raises: Refused."""
    if slots.place not in console.places:
        raise Refused("That place is not in the gazetteer: choose another.")
    alert = fill(kept.template, slots, console.places, BAMAKO, status)
    return plain(typed) == plain(confirming(alert, visit.lang))


async def _show(console: Console, visit: Visit, problem: str = "", status: int = 200) -> Response:
    asked, now = visit.request.query_params, console.now()
    async with console.desk.database.reading() as session:
        everything = await notices.everything(session)
        names = {each.id: each.name for each in await operators.everybody(session)}
    ready = [each for each in everything if each.state == "approved"]
    chosen = next((each for each in ready if each.template.name == asked.get("name")), None)
    place = asked.get("place", "") if asked.get("place", "") in console.places else ""
    values: dict[str, object] = {
        "problem": problem,
        "ready": ready,
        "waiting": [(each, example(console, each.template, now)) for each in everything if each.state == "draft"],
        "names": names,
        "asked": asked,
        "chosen": chosen,
        "place": choices(console.places, (place,), visit.lang)[0] if place else None,
        "found": found(console.places, asked.get("typed", ""), visit.lang),
        "ago": AGO,
        "holds": HOLDS,
        "filled": None,
    }
    if chosen and place:
        slots = Slots(place, now - _minutes(asked.get("ago"), AGO), now + _minutes(asked.get("holds"), HOLDS))
        values |= _filled(console, visit, chosen, slots, exercise="exercise" in asked)
    return show(console, visit, "notices.html", status=status, **values)


def _filled(console: Console, visit: Visit, chosen: Kept, slots: Slots, *, exercise: bool) -> dict[str, object]:
    """The notice as it would go out, and what its form sends back."""
    alert = fill(chosen.template, slots, console.places, BAMAKO, Status.EXERCISE if exercise else Status.ACTUAL)
    return {
        "filled": alert,
        "slots": slots,
        "wrong": slot_problems(slots, console.places, console.now()),
        "seen": previews(alert, console.now()),
        "shown": content_hash(alert),
        "word": confirming(alert, visit.lang),
    }


def _minutes(typed: str | None, among: tuple[int, ...]) -> timedelta:
    return timedelta(minutes=next((each for each in among if str(each) == typed), among[0]))


def _at(typed: str) -> datetime:
    """A moment that our own page wrote into its form.

    Raises: Refused.
    """
    try:
        return moment(typed)
    except ValueError:
        raise Refused("That is no moment: open the page again.") from None
