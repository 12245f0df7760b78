"""`advisory doctor` before a real Bot API double: the token, and how updates come in."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.telegram.client import WANTED
from bot.telegram.hook import CONNECTIONS
from bot.web.webhook import hook_at
from tests.commands.running import advisory
from tests.telegram.double import TOKEN, Double

SECRET = "s" * 40
HERE = "http://127.0.0.1:1"


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    started = Double()
    await started.start()
    yield started
    await started.stop()


async def doctor(double: Double, folder: Path, **settings: str) -> dict[str, str]:
    """What it says of each part; neither the token nor the webhook's secret path is ever among it."""
    given = {"ADVISORY_TELEGRAM_API": double.url, "ADVISORY_TELEGRAM_TOKEN": TOKEN, "ADVISORY_BASE_URL": HERE}
    answer = await asyncio.to_thread(advisory, folder, "doctor", **{**given, **settings})
    said = answer.stdout + answer.stderr
    assert TOKEN.partition(":")[2] not in said
    assert "/in/" not in said
    lines = (line.partition(": ") for line in answer.stdout.splitlines())
    return {words.split(maxsplit=1)[1]: f"{words.split()[0]} {sentence}" for words, _, sentence in lines}


async def told(double: Double, base_url: str) -> None:
    """As the server tells Telegram."""
    hook = hook_at(base_url, SECRET)
    settings = {"max_connections": CONNECTIONS, "allowed_updates": list(WANTED)}
    await double.set_webhook({"url": hook.address, "secret_token": hook.secret, **settings})


async def test_a_wrong_token_is_told_in_a_sentence(double: Double, tmp_path: Path) -> None:
    said = await doctor(double, tmp_path, ADVISORY_TELEGRAM_TOKEN="1:wrong")
    assert said["Telegram"] == "WRONG the token is refused: get the current one from @BotFather"


async def test_updates_that_are_fetched_are_counted(double: Double, tmp_path: Path) -> None:
    double.world.says(5_550_000_001, "bonjour")
    said = await doctor(double, tmp_path)
    assert said["Telegram"].startswith("ok the bot is @")
    assert said["updates"] == "ok they are fetched; 1 wait at Telegram"


async def test_a_webhook_is_compared_with_the_settings(double: Double, tmp_path: Path) -> None:
    webhook = {"ADVISORY_WEBHOOK_SECRET": SECRET}
    assert "was not told yet" in (await doctor(double, tmp_path, **webhook))["updates"]
    await told(double, "http://127.0.0.1:2")
    assert "brings them to 127.0.0.1:2 by other settings" in (await doctor(double, tmp_path, **webhook))["updates"]
    assert "advisory run takes that back" in (await doctor(double, tmp_path))["updates"]
    await told(double, HERE)
    said = await doctor(double, tmp_path, **webhook)
    assert said["updates"] == f"ok they are brought to {HERE}; 0 wait at Telegram"
    assert double.webhook
    double.webhook.last_error = (int(datetime.now(UTC).timestamp()), "Wrong response from the webhook: 503")
    assert "503; 0 wait at Telegram" in (await doctor(double, tmp_path, **webhook))["updates"]
