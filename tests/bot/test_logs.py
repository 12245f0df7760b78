"""Nothing that names a person or opens a door reaches a log."""

import io
import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.logs import Redacting, configure
from db.sealing import Sealer
from db.session import Database
from tests.telegram.double import TOKEN, Double, Fault
from tests.telegram.parts import Scene, serving

AWA = 5_550_001_234
ASKED = "combien de morts dimanche a faladie"


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """Everything that is logged at DEBUG; the loggers are as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("telegram", "aiohttp", "httpx")}
    stream = io.StringIO()
    configure(logging.DEBUG, ["a-secret-of-the-web"], stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
async def scene(output: io.StringIO, database: Database, sealer: Sealer) -> AsyncIterator[Scene]:
    double = Double()
    await double.start()
    async with serving(database, sealer, double) as running:
        yield running
    await double.stop()


def test_tokens_secrets_and_chat_ids_are_blotted_out(output: io.StringIO) -> None:
    log = logging.getLogger("anything")
    log.warning("POST https://api.telegram.org/bot%s/sendMessage?chat_id=%d", TOKEN, AWA)
    log.warning("key=a-secret-of-the-web {'chat_id': '-1005550001234'}")
    assert "[token]" in output.getvalue()
    assert output.getvalue().count("[id]") == 2
    assert not any(word in output.getvalue() for word in (TOKEN, str(AWA), "a-secret-of-the-web", "1005550001234"))


def test_a_traceback_is_redacted_too(output: io.StringIO) -> None:
    try:
        raise ValueError(f"cannot reach /bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("anything").exception("it failed")
    assert "Traceback" in output.getvalue()
    assert TOKEN not in output.getvalue()


def test_an_empty_secret_blots_out_nothing() -> None:
    line = Redacting(["", "ab"]).format(logging.makeLogRecord({"msg": "about"}))
    assert line.endswith("about")


async def test_a_whole_dialogue_at_debug_names_no_one(scene: Scene, output: io.StringIO) -> None:
    await scene.ask(AWA, "/start", lang="fr")
    answer = await scene.ask(AWA, ASKED, lang="fr")
    scene.double.fail("sendMessage", Fault(reset=True), Fault(502, html=True))
    await scene.ask(AWA, "/subscribe Faladié")
    scene.world.inject(callback_query={"id": "1", "from": {"id": AWA, "first_name": ASKED}, "data": ASKED})
    scene.double.fail("getUpdates", Fault(200, html=True))
    await scene.tap(AWA, scene.world.seen(AWA)[-1], "p:sites")
    await scene.quiet()
    written = output.getvalue()
    assert "update 7000" in written  # it does log
    for private in (TOKEN, TOKEN.split(":")[1], str(AWA), ASKED, answer[:40], "Personne"):
        assert private not in written
