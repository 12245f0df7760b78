"""`advisory doctor`: one look at everything that an installation needs."""

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.common import out
from bot.commands.installation import chosen, now, opened

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.telegram.client import Client


def add_to(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor() -> None:
    """Look at settings, content, database, key and token; one line each, exit status 1 if one is wrong."""
    found = chosen()
    wrong = 0
    for name, look in _looks(found):
        try:
            out.print(f"ok     {name}: {look()}", markup=False)
        except Ailing as problem:
            wrong += 1
            out.print(f"WRONG  {name}: {problem}", markup=False)
    if wrong:
        raise typer.Exit(1)


class Ailing(Exception):
    """What a look found wrong, in a sentence."""


def _looks(found: "Settings") -> "Iterator[tuple[str, Callable[[], str]]]":
    yield "settings", lambda: f"read; data in {found.data_dir}"
    yield "content", lambda: _content(found)
    yield "database", lambda: _within(_database(found))
    yield "server", lambda: _within(_server(found))
    yield "history", lambda: _within(_history(found))
    yield "sending", lambda: _within(_sending(found))
    yield "key", lambda: _within(_key(found))
    if found.telegram_token:
        token = found.telegram_token.get_secret_value()
        yield "Telegram", lambda: _within(_asked(found, token, _name))
        yield "updates", lambda: _within(_asked(found, token, _updates))


def _content(found: "Settings") -> str:
    from knowledge.pack import PackError, load_pack

    try:
        return f"{len(load_pack(found.pack_folder(), found.cache_dir).entries)} entries"
    except PackError as error:
        raise Ailing(f"{len(error.problems)} problems; list them with: advisory check") from None


def _within(work: Coroutine[Any, Any, str]) -> str:
    import asyncio

    from sqlalchemy.exc import SQLAlchemyError

    from db.errors import DatabaseError, first_line

    try:
        return asyncio.run(work)
    except DatabaseError as problem:
        raise Ailing(str(problem)) from None
    except (SQLAlchemyError, OSError) as problem:
        raise Ailing(first_line(problem)) from None


async def _database(found: "Settings") -> str:
    from db import settings as kept

    async with opened(found) as base, base.reading() as session:
        why = await kept.why_paused(session)
    return "up to date" if why is None else f"up to date; sending is paused: {why}"


async def _server(found: "Settings") -> str:
    from db import leader

    async with opened(found) as base:
        who = await leader.who(base)
    return f"{who} sends" if who else "none runs, nothing is sent"


async def _history(found: "Settings") -> str:
    from db import installation, mark

    async with opened(found) as base, base.reading() as session:
        doubt = await installation.suspicion(session, mark.read(found.data_dir), now())
    if doubt:
        raise Ailing(doubt)
    return "the database is not older than what the data folder has seen"


async def _sending(found: "Settings") -> str:
    from bot.commands.sending import until, worded
    from db import overdue
    from db.queue import queue

    async with opened(found) as base, base.reading() as session:
        alarms, waiting = await overdue.raised(session), await queue(session, now())
    if alarms:
        raise Ailing(f"{', '.join(worded(*alarm) for alarm in sorted(alarms))}; see: advisory sending status")
    said = f"{waiting.total} messages wait, {waiting.unclear} unclear"
    return f"{said}; all sent {until(waiting.total, found.rate)}" if waiting.total else said


async def _key(found: "Settings") -> str:
    from bot.installation import sealer_of
    from db.sealing import check_key

    async with opened(found) as base, base.unit_of_work() as session:
        await check_key(session, sealer_of(found))
    return "opens what is sealed"


async def _asked(found: "Settings", token: str, ask: "Callable[[Settings, Client], Awaitable[str]]") -> str:
    """What Telegram says; nothing of the token is in any of these sentences."""
    from telegram.error import InvalidToken, TelegramError

    from bot.telegram.client import connect

    try:
        async with connect(token, found.telegram_api) as client:
            return await ask(found, client)
    except InvalidToken:
        raise Ailing("the token is refused: get the current one from @BotFather") from None
    except TelegramError as error:
        raise Ailing(f"{found.telegram_api} cannot be reached ({type(error).__name__})") from None


async def _name(_found: "Settings", client: "Client") -> str:
    return f"the bot is @{client.username}"


async def _updates(found: "Settings", client: "Client") -> str:
    """How updates come in, and whether they do."""
    from bot.telegram.hook import trouble
    from bot.web.webhook import hook_at

    info = await client.get_webhook_info()
    secret = found.webhook_secret.get_secret_value() if found.webhook_secret else None
    if problem := trouble(info, hook_at(found.base_url, secret) if secret else None, now()):
        raise Ailing(problem)
    how = f"are brought to {found.base_url}" if secret else "are fetched"
    return f"they {how}; {info.pending_update_count} wait at Telegram"
