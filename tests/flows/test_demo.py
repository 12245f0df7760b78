"""`advisory demo` as somebody runs it: ask, subscribe, approve and issue from a second terminal, Ctrl-C."""

import json
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.commands.running import PATIENCE, advisory, environment

ROOT = Path(__file__).parents[2]
STOPS = 20  # seconds


@dataclass
class Demo:
    """A running demo, and a browser of which only the requests are real."""

    folder: Path
    process: subprocess.Popen[str]
    url: str
    said: str
    browser: urllib.request.OpenerDirector

    def ask(self, words: str) -> str:
        form = urllib.parse.urlencode({"q": words}).encode()
        request = urllib.request.Request(f"{self.url}/say", form, {"Accept": "part=messages"})
        return str(self.browser.open(request, timeout=30).read().decode())

    def news(self) -> str:
        return str(self.browser.open(f"{self.url}/new?after=0", timeout=30).read().decode())

    def open(self, path: str) -> str:
        return str(self.browser.open(self.url + path, timeout=30).read().decode())

    def post(self, path: str, **fields: str) -> str:
        form = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.url + path, form, {"Origin": self.url})
        return str(self.browser.open(request, timeout=30).read().decode())

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return advisory(self.folder, *words)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser"]
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=out, stderr=err, text=True)
    try:
        said = _until_told(folder / "out", process)
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, (folder / "err").read_text()
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        yield Demo(folder, process, found[0], said, urllib.request.build_opener(jar))
    finally:
        process.kill()
        process.wait()


def _until_told(file: Path, process: subprocess.Popen[str]) -> str:
    end = time.monotonic() + PATIENCE
    while "Ctrl-C" not in file.read_text() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.1)
    return file.read_text()


def test_it_says_what_to_try_and_keeps_its_data_to_itself(demo: Demo) -> None:
    assert "-m bot alert approve 1 --as boubacar" in demo.said
    assert (demo.folder / "var/demo").stat().st_mode & 0o777 == 0o700
    assert (demo.folder / "var/demo/key").stat().st_mode & 0o777 == 0o600


def test_a_question_is_answered(demo: Demo) -> None:
    assert "77" in demo.ask("how many people died?")


def test_a_second_one_on_the_same_data_is_refused(demo: Demo) -> None:
    second = demo.command("demo", "--port", "0", "--no-browser")
    assert second.returncode == 2
    assert second.stderr.strip().startswith("Another server already uses")
    assert len(second.stderr.strip().splitlines()) == 1


def test_whoever_wrote_it_cannot_approve_it(demo: Demo) -> None:
    refused = demo.command("alert", "approve", "1", "--as", "amina")
    assert refused.returncode == 2


def test_the_sample_is_approved_and_sent_in_the_console_and_arrives_in_the_open_chat(demo: Demo) -> None:
    demo.ask("subscribe Bamako")
    preview = demo.command("alert", "preview", "1")
    assert "SAMPLE: avoid Faladié" in preview.stdout
    assert "EXEMPLE : évitez Faladié" in preview.stdout
    assert demo.command("alert", "issue", "1", "--as", "boubacar").returncode == 2
    password = re.search(r"password ([a-z0-9-]+)", demo.said)
    assert password
    demo.post("/console/login", name="boubacar", password=password[1])
    page = demo.open("/console/advisories/1")
    token, shown = (re.search(rf'name="{name}" value="([0-9a-f]+)"', page) for name in ("token", "shown"))
    assert token
    assert shown
    fields = {"token": token[1], "shown": shown[1], "do": "send", "confirm": "severe"}
    assert "in force" in demo.post("/console/advisories/1/approve", **fields)
    news = demo.news()
    assert "data-delivery" in news
    assert "SAMPLE: avoid Faladié" in news
    status = demo.command("alert", "status", "1")
    assert "in web chats 1, of these shown 1" in status.stdout


def test_each_of_the_three_operators_gets_in_and_the_sample_questions_wait(demo: Demo) -> None:
    password = re.search(r"password ([a-z0-9-]+)", demo.said)
    assert password
    for name in ("amina", "boubacar", "chantal"):
        page = demo.post("/console/login", name=name, password=password[1])
        assert f'<span class="who">{name}</span>' in page
        page = demo.open("/console/unanswered")
        assert "is the blood bank taking donors" in page
        assert "pare-brise" in page
    assert demo.said.count(password[1]) == 1


def test_it_is_withdrawn_by_the_same_two_steps(demo: Demo) -> None:
    drafted = demo.command("alert", "cancel", "1", "--why", "it was a sample.", "--as", "amina")
    assert drafted.returncode == 0, drafted.stderr
    assert demo.command("alert", "approve", "2", "--as", "boubacar").returncode == 0
    assert demo.command("alert", "issue", "2", "--as", "boubacar").returncode == 0
    assert "withdrawn" in demo.news()
    assert "cancelled" in demo.command("alert", "status", "1").stdout


def test_control_c_stops_it_cleanly(demo: Demo) -> None:
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(STOPS) == 0
    assert (demo.folder / "err").read_text().strip() == ""


def test_run_without_a_token_says_what_is_missing(tmp_path: Path) -> None:
    refused = advisory(tmp_path, "run")
    assert refused.returncode == 2
    assert refused.stderr.startswith("ADVISORY_TELEGRAM_TOKEN is not set")


def test_asking_loads_neither_telegram_nor_a_database() -> None:
    code = (
        "import bot.__main__, sys, json; print(json.dumps([n for n in ('telegram', 'sqlalchemy') if n in sys.modules]))"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == []
