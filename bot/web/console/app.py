"""The console's app: its pages, its actions, and what is said when one fails."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from bot.dialogue import Desk
from bot.locales import say
from bot.refusing import told
from bot.web import html
from bot.web.console import (
    advisories,
    deciding,
    editing,
    entering,
    keeping,
    knowing,
    noticing,
    overseeing,
    phoning,
    reaching,
    recording,
    revising,
    staff,
    teaming,
    templating,
    welcome,
    withdrawing,
    wondering,
)
from bot.web.console.forms import LARGEST, Form, TooLarge
from bot.web.console.guard import Action, Endpoint, Forged, action, came_from, page
from bot.web.console.pages import compiled, plain
from bot.web.console.site import AT, Console
from bot.web.console.visit import Visit, visit_of
from bot.web.guard import SecurityHeaders
from bot.web.public import Files
from bot.web.session import page_language
from db import operators
from db.refusals import Refused
from knowledge.entry import Lang

log = logging.getLogger(__name__)


class IdConvertor(Convertor[int]):
    """A number that a database can count to: Python itself refuses to read one of thousands of digits."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("id", IdConvertor())


def open_console(
    desk: Desk, *, organisation: str, rate: float, url: str, demo: bool, ring: Callable[[], None]
) -> Starlette:
    """The console of a desk, to be mounted at AT. Never compressed: its forms hold tokens.

    `rate` is that of the sender, `url` how operators reach it, `ring` wakes whoever sends and the open pages.
    """
    compiled()
    console = Console(desk, organisation, rate, url, demo, ring)
    middleware = [Middleware(SecurityHeaders, secure=console.secure)]
    return Starlette(routes=_routes(console), middleware=middleware, exception_handlers=_failures(console))


def alone(console: Starlette) -> Starlette:
    """The console on a port of its own."""
    return Starlette(routes=[Route("/", _to_console), Route(AT, _to_console), Mount(AT, console)])


def beside(console: Starlette, public: Starlette) -> Starlette:
    """Both on one port, for a demo."""
    return Starlette(routes=[Route(AT, _to_console), Mount(AT, console), Mount("/", public)])


async def _to_console(request: Request) -> Response:
    return RedirectResponse(f"{AT}/")


def _routes(console: Console) -> list[Route | Mount]:
    static = Mount("/static", Files(directory=html.FOLDER / "static"))
    return [
        *_entrance(console),
        *_overview(console),
        *_writing(console),
        *_decisions(console),
        *_notices(console),
        *_knowledge(console),
        *_staff(console),
        static,
    ]


def _entrance(console: Console) -> list[Route]:
    return [
        Route("/login", partial(entering.show_log_in, console)),
        Route("/login", partial(entering.log_in, console), methods=["POST"]),
        Route("/logout", action(console, entering.log_out), methods=["POST"]),
        Route("/welcome/{link}", partial(welcome.show_welcome, console)),
        Route("/welcome/{link}", partial(welcome.accept, console), methods=["POST"]),
        Route("/language", action(console, _choose_language), methods=["POST"]),
    ]


def _overview(console: Console) -> list[Route]:
    return [
        Route("/", page(console, overseeing.show_now)),
        Route("/needs", page(console, overseeing.show_needs, counts=False)),
        Route("/handover", page(console, overseeing.show_handover)),
        Route("/sending", action(console, overseeing.pause), methods=["POST"]),
        Route("/notes/read", action(console, overseeing.note_read), methods=["POST"]),
        Route("/reach", page(console, reaching.show_reach)),
        Route("/record", page(console, recording.show_record)),
        Route("/record/check", page(console, recording.show_check, counts=False)),
        Route("/record.jsonl", page(console, recording.export)),
    ]


def _writing(console: Console) -> list[Route]:
    return [
        Route("/advisories", page(console, advisories.show_list)),
        Route("/advisories/new", page(console, editing.show_new)),
        Route("/advisories/new", _writes(console, editing.write_new), methods=["POST"]),
        Route("/advisories/{number:id}/edit", page(console, editing.show_edit)),
        Route("/advisories/{number:id}/edit", _writes(console, editing.write_edit), methods=["POST"]),
        Route("/keep", action(console, keeping.keep, when_over=keeping.keep_and_tell), methods=["POST"]),
        Route("/preview", action(console, editing.preview, when_over=keeping.keep_quietly), methods=["POST"]),
        Route("/forget", action(console, keeping.forget), methods=["POST"]),
        Route("/places", page(console, editing.find_places)),
    ]


def _writes(console: Console, do: Action) -> Endpoint:
    """What somebody has typed is kept although their log-in is over."""
    return action(console, do, when_over=keeping.keep_form)


def _decisions(console: Console) -> list[Route]:
    one = "/advisories/{number:id}"
    actions = {
        "submit": deciding.submit,
        "approve": deciding.approve,
        "reject": deciding.reject,
        "issue": deciding.issue,
        "break-glass": deciding.break_glass,
        "schedule": deciding.schedule,
        "unschedule": deciding.unschedule,
        "review": deciding.review,
        "unclear": deciding.settle_unclear,
        "withdraw": withdrawing.withdraw,
        "check": deciding.send_to_me,
    }
    return [
        Route(one, page(console, advisories.show_one)),
        Route(f"{one}/progress", page(console, advisories.show_progress, counts=False)),
        Route(f"{one}/withdraw", page(console, withdrawing.show_withdraw)),
        *(Route(f"{one}/{name}", action(console, do), methods=["POST"]) for name, do in actions.items()),
    ]


def _notices(console: Console) -> list[Route]:
    return [
        Route("/notices", page(console, noticing.show_notices)),
        Route("/notices", action(console, noticing.issue), methods=["POST"]),
        Route("/notices/write", page(console, templating.show_form)),
        Route("/notices/write", _writes(console, templating.write), methods=["POST"]),
        Route(
            "/notices/preview", action(console, templating.preview, when_over=keeping.keep_quietly), methods=["POST"]
        ),
        Route("/notices/shipped", action(console, noticing.load_shipped), methods=["POST"]),
        Route("/notices/approve", action(console, noticing.approve), methods=["POST"]),
        Route("/notices/withdraw", action(console, noticing.withdraw), methods=["POST"]),
    ]


def _knowledge(console: Console) -> list[Route]:
    one = "/knowledge/{entry}"
    actions = {"submit": knowing.submit, "publish": knowing.publish, "reject": knowing.reject}
    actions |= {"withdraw": knowing.withdraw, "take-out": revising.take_out}
    return [
        Route("/knowledge", page(console, knowing.show_list)),
        Route("/knowledge/new", page(console, revising.show_new)),
        Route("/knowledge/new", _writes(console, revising.write), methods=["POST"]),
        Route(one, page(console, knowing.show_one)),
        Route(f"{one}/ask", page(console, knowing.ask)),
        Route(f"{one}/edit", page(console, revising.show_edit)),
        Route(f"{one}/edit", _writes(console, revising.write), methods=["POST"]),
        *(Route(f"{one}/{name}", action(console, do), methods=["POST"]) for name, do in actions.items()),
        Route("/unanswered", page(console, wondering.show_unanswered)),
        Route("/unanswered/dismiss", action(console, wondering.dismiss), methods=["POST"]),
    ]


def _staff(console: Console) -> list[Route]:
    one, team = "/people/{number:id}", "/teams/{number:id}"
    actions = {
        "/people": staff.add,
        f"{one}/roles": staff.set_roles,
        f"{one}/invite": staff.invite,
        f"{one}/deactivate": staff.deactivate,
        f"{one}/unlock": staff.unlock,
        f"{one}/log-out": staff.end_log_ins,
        "/teams": teaming.add_team,
        f"{team}/invite": teaming.invite_team,
        f"{team}/close": teaming.close_team,
    }
    return [
        Route("/people", page(console, staff.show_people)),
        Route("/phone", page(console, phoning.show_phone)),
        Route("/phone/link", action(console, phoning.link), methods=["POST"]),
        Route("/phone/unlink", action(console, phoning.unlink), methods=["POST"]),
        Route("/phone/{number:id}/suspend", action(console, phoning.suspend), methods=["POST"]),
        *(Route(path, action(console, do), methods=["POST"]) for path, do in actions.items()),
    ]


async def _choose_language(console: Console, visit: Visit, form: Form) -> Response:
    lang: Lang = "fr" if form.one("to") == "fr" else "en"
    async with console.desk.database.unit_of_work() as session:
        await operators.set_language(session, visit.operator.id, lang)
    return RedirectResponse(came_from(visit.request), 303)


def _failures(console: Console) -> dict[Any, Any]:
    return {
        Forged: partial(_failed, console, "forged", 403),
        TooLarge: partial(_failed, console, "too_large", 413),
        Refused: partial(_refused, console),
        404: partial(_failed, console, "not_found", 404),
        405: partial(_failed, console, "not_found", 405),
        500: partial(_failed, console, "error", 500),
    }


async def _refused(console: Console, request: Request, problem: Exception) -> Response:
    """What an operator may not do, or what is not there, in the sentence that says it."""
    lang = await _language(console, request)
    status = 404 if request.method == "GET" else 403
    return plain(
        console,
        lang,
        "failed.html",
        status=status,
        headline=say("console.failed.refused", lang),
        what=told(str(problem), lang),
    )


async def _failed(console: Console, key: str, status: int, request: Request, problem: Exception) -> Response:
    """What happened, what was kept, what to do."""
    if status == 500:
        log.error("a page of the console failed", exc_info=problem)
    # The database may be what failed; the browser says its language without it.
    lang = page_language(request) if status == 500 else await _language(console, request)
    headline = say(f"console.failed.{key}", lang)
    what = say(f"console.failed.{key}.what", lang, limit=LARGEST // 1024)
    return plain(console, lang, "failed.html", status=status, headline=headline, what=what)


async def _language(console: Console, request: Request) -> Lang:
    """The operator's, where one is logged in."""
    visit = await visit_of(console, request)
    return visit.lang if visit else page_language(request)
