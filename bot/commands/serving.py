"""`advisory demo` and `run`: the server."""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import err, fail, open_base, out, settings
from bot.commands.installation import finish

if TYPE_CHECKING:
    from bot.application import Begin
    from bot.dialogue import Desk
    from bot.settings import Settings
    from knowledge.base import Base

LOOPBACK = "127.0.0.1"
PORT, PORTS = 8080, 20  # the first port that a demo tries, and how many
NOT_CONFIGURED = "ADVISORY_TELEGRAM_TOKEN is not set; for a try without Telegram use: advisory demo"


def add_to(app: typer.Typer) -> None:
    app.command("demo")(demo)
    app.command("run")(run)


def demo(
    port: Annotated[int | None, typer.Option("--port", help="8080 or the next free one; 0 is any.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Try it without Telegram and without configuration: a web chat, and a sample advisory to approve and issue."""
    from bot.installation import demo_of

    listening = _demo_socket(port)
    url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"

    async def begin(desk: "Desk") -> None:
        from bot.demo import new_password

        password = new_password()
        out.print(_what_to_try(url, await _prepare(desk, password), password), markup=False)
        sys.stdout.flush()
        if not no_browser:
            _show(url)

    _serve(demo_of(settings()), listening, url, begin)


def run() -> None:
    """Serve Telegram and the web, configured by the environment."""
    found = settings()
    if found.telegram_token is None:
        fail(NOT_CONFIGURED)

    async def begin(_desk: "Desk") -> None:
        err.print(f"Serving {found.base_url}; the console is at {found.console()}", markup=False)

    for_operators = _socket(*_address("ADVISORY_CONSOLE_BIND", found.console_bind))
    listening = _socket(*_address("ADVISORY_PUBLIC_BIND", found.public_bind))
    _serve(found, listening, found.base_url, begin, for_operators)


def _serve(
    found: "Settings", listening: socket.socket, url: str, begin: "Begin", for_operators: socket.socket | None = None
) -> None:
    from bot import application
    from bot.telegram.intake import TokenRefused

    _log(found)
    try:
        finish(application.run(found, _read_content, listening, url, begin, for_operators=for_operators))
    except TokenRefused as refused:
        fail(str(refused))


def _read_content() -> "Base":
    with err.status("Reading the content (about 20 seconds the first time) ..."):
        return open_base()


async def _prepare(desk: "Desk", password: str) -> int:
    """The demo's operators and its sample; the number of the advisory that waits for approval."""
    from bot.demo import add_operators, leave_questions, store_notices, waiting_sample

    async with desk.database.unit_of_work() as session:
        await add_operators(session, desk.sealer, password, desk.clock())
        await store_notices(session, desk.base.pack.gazetteer, desk.clock())
        await leave_questions(session, desk.clock())
        return (await waiting_sample(session, desk.base.pack.gazetteer, desk.clock())).id


def _log(found: "Settings") -> None:
    """Redacted, and in a demo only what goes wrong: its terminal is for reading."""
    import logging

    from bot import logs

    secrets = [each.get_secret_value() for each in (found.telegram_token, found.key) if each]
    logs.configure(logging.INFO if found.telegram_token else logging.WARNING, secrets)
    for name in ("alembic", "apscheduler", "tzlocal", "uvicorn"):  # what they do all the time is no news
        logging.getLogger(name).setLevel(logging.WARNING)


def _demo_socket(port: int | None) -> socket.socket:
    if port is not None:
        return _socket(LOOPBACK, port)
    found = next(filter(None, map(_free, range(PORT, PORT + PORTS))), None)
    return found or fail(f"No port from {PORT} to {PORT + PORTS - 1} is free; choose one with --port.")


def _free(port: int) -> socket.socket | None:
    try:
        return _listen(LOOPBACK, port)
    except OSError:
        return None


def _socket(host: str, port: int) -> socket.socket:
    try:
        return _listen(host, port)
    except (OSError, OverflowError) as problem:
        fail(f"Port {port} on {host} cannot be used: {getattr(problem, 'strerror', None) or problem}.")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _address(name: str, bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal():
        fail(f"{name}: {bind} is not an address such as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def _show(url: str) -> None:
    """Open a browser where there is a screen; without one, a browser of the terminal would take it over."""
    import webbrowser

    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    with suppress(webbrowser.Error):
        webbrowser.open(url)


def _as_typed() -> str:
    """How this command was called: from a virtual environment that is not active, by its path."""
    called = Path(sys.argv[0])
    if called.name != "advisory":
        return f"{Path(sys.executable).name} -m bot"
    here = Path.cwd()
    return str(called.relative_to(here)) if called.is_relative_to(here) else str(called)


def _what_to_try(url: str, sample: int, password: str) -> str:
    advisory = _as_typed()
    return f"""
The assistant is at {url}
The console is at   {url}/console

Try in the chat:
  how many people died?
  ya eu koi a l'aeroport ?
  is it safe to go out tonight?
  subscribe Bamako                    (so that the next part reaches you)

Then in the console: log in as boubacar with the password {password}
(amina and chantal have the same one; it is shown only now and works on this machine only).
Advisory {sample} is a sample that amina wrote: read it, type the word that confirms, approve and send.
It arrives in the open chat.

The same from another terminal, in this folder:
  {advisory} alert preview {sample}
  {advisory} alert approve {sample} --as boubacar
  {advisory} alert issue {sample} --as boubacar
To withdraw it:
  {advisory} alert cancel {sample} --as amina --why "It was a sample."

Ctrl-C stops the server; what it has stored stays in its folder.
"""
