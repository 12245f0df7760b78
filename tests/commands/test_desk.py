"""The life of an advisory from the command line, with demo operators, who have no codes."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands.installation import chosen, now, opened
from bot.installation import sealer_of
from tests.index import FOLDER

SAMPLE = Path(__file__).parents[2] / "bot/samples/sample-advisory.yaml"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, on an installation with three operators."""
    monkeypatch.setenv("ADVISORY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ADVISORY_CACHE_DIR", str(FOLDER))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, typed: str = "", fails: bool = False) -> Result:
        result = CliRunner().invoke(app, list(words), input=typed)
        assert (result.exit_code != 0) is fails, result.output
        return result

    run("db", "upgrade")
    asyncio.run(_operators())
    return run


async def _operators() -> None:
    from db import operators

    found = chosen()
    async with opened(found) as database, database.unit_of_work() as session:
        for name in ("amina", "boubacar", "chantal"):
            await operators.add(session, sealer_of(found), name, now(), demo=True)


def written(folder: Path, name: str, **changed: str) -> str:
    """The sample with other words in it."""
    text = SAMPLE.read_text("utf-8")
    for before, after in changed.items():
        text = re.sub(rf"^{before}:.*$", f"{before}: {after}", text, flags=re.MULTILINE)
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def follow_up(folder: Path, kind: str) -> str:
    """The sample as a message that replaces another."""
    text = Path(written(folder, "follow.yaml", kind=kind)).read_text("utf-8")
    for line in ("happened: This is", "happened: Ceci est"):
        text = text.replace(line, f"changed: the road is open again\n    {line}")
    (folder / "follow.yaml").write_text(text, "utf-8")
    return str(folder / "follow.yaml")


def test_an_advisory_is_drafted_edited_approved_planned_taken_back_issued_reviewed_and_updated(
    run: Run, tmp_path: Path
) -> None:
    run("alert", "draft", str(SAMPLE), "--as", "amina")
    run("alert", "edit", "1", written(tmp_path, "other.yaml", severity="Moderate"), "--as", "amina")
    assert "severity: Severe -> Moderate" in run("alert", "changes", "1").output
    run("alert", "submit", "1", "--as", "amina")
    assert "second operator" in run("alert", "approve", "1", "--as", "amina", fails=True).output
    assert "is approved" in run("alert", "approve", "1", "--as", "boubacar").output
    assert "will be issued at" in run("alert", "issue", "1", "--as", "amina", "--at", _in_an_hour()).output
    run("alert", "unschedule", "1", "--as", "amina")
    assert "is issued" in run("alert", "issue", "1", "--as", "amina").output
    run("alert", "review", "1", "--as", "chantal", "--next", _in_an_hour())
    run("alert", "update", "1", follow_up(tmp_path, "update"), "--as", "amina")
    assert "infos" not in run("alert", "changes", "2").output
    assert "What changed" in run("alert", "preview", "2").output
    assert "Link a chat" in run("alert", "check", "2", "--as", "amina", fails=True).output


def test_extreme_takes_two_and_broken_glass_one(run: Run, tmp_path: Path) -> None:
    extreme = written(tmp_path, "extreme.yaml", severity="Extreme")
    for number in ("1", "2"):
        run("alert", "draft", extreme, "--as", "amina")
        run("alert", "submit", number, "--as", "amina")
    assert "needs one more operator" in run("alert", "approve", "1", "--as", "boubacar").output
    assert "is approved" in run("alert", "approve", "1", "--as", "chantal").output
    why = ("--why", "nobody else can be reached")
    refused = run("alert", "break-glass", "2", *why, "--as", "amina", typed="n\n", fails=True)
    assert "issued" not in refused.output.rpartition("Send this now")[2]
    assert "Every operator is alarmed" in run("alert", "break-glass", "2", *why, "--as", "amina", typed="y\n").output
    assert "alone (break_glass): nobody else" in run("alert", "status", "2").output


def test_a_notice_is_approved_by_two_and_issued_by_one(run: Run) -> None:
    assert "gunfire 1: draft" in run("notice", "write").output
    for name in ("boubacar", "chantal"):
        run("notice", "approve", "gunfire", "1", "--as", name)
    assert re.search(r"gunfire\s+1\s+approved\s+2 approvals", run("notice", "list").output)
    nowhere = run("notice", "issue", "gunfire", "--place", "faladi", "--as", "amina", fails=True)
    assert "(faladie)" in nowhere.output
    sent = run("notice", "issue", "gunfire", "--place", "Faladié", "--as", "amina", typed="y\n")
    assert "km from the centre of Bamako" in sent.output
    assert "Tirs signalés" in sent.output
    assert "Advisory 1 is issued" in sent.output
    run("notice", "withdraw", "gunfire", "1", "--as", "boubacar")


def test_a_team_is_made_invited_and_written_to(run: Run) -> None:
    run("team", "add", "drivers")
    code = run("team", "invite", "drivers", "--uses", "2").output
    assert re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", code)
    assert "0 members" in run("team", "list").output
    run("alert", "draft", str(SAMPLE), "--as", "amina", "--team", "drivers")
    run("alert", "submit", "1", "--as", "amina")
    run("alert", "draft", str(SAMPLE), "--as", "amina", "--team", "pilots", fails=True)
    run("team", "close", "drivers")
    run("team", "invite", "drivers", fails=True)


def test_operators_are_added_with_a_link_listed_given_roles_and_deactivated(run: Run) -> None:
    added = run("operator", "add", "djeneba", "--role", "viewer", "--role", "curator").output
    assert re.search(r"http://\S+/welcome/\S{43}", added.replace("\n", ""))
    run("operator", "roles", "djeneba", "--role", "author")
    assert re.search(r"djeneba\s+author", run("operator", "list").output)
    assert "none of" in run("operator", "roles", "djeneba", "--role", "king", fails=True).output
    run("operator", "deactivate", "djeneba")
    assert re.search(r"djeneba\s+author\s+\(not active\)", run("operator", "list").output)
    assert "not active" in run("alert", "draft", str(SAMPLE), "--as", "djeneba", fails=True).output


def _in_an_hour() -> str:
    from datetime import timedelta

    return (now() + timedelta(hours=1)).isoformat()


def test_somebody_who_failed_too_often_is_let_in_again(run: Run) -> None:
    assert "amina is not shut out" in run("operator", "unlock", "amina").output
    asyncio.run(_fail("amina"))
    told = run("operator", "unlock", "amina").output
    assert "amina may log in again at once." in told
    assert "suspended chat stays suspended" in told
    assert "amina is not shut out" in run("operator", "unlock", "amina").output
    assert "no operator nobody" in run("operator", "unlock", "nobody", fails=True).output


async def _fail(name: str) -> None:
    from db import logins

    found = chosen()
    async with opened(found) as database, database.unit_of_work() as session:
        for _ in range(logins.MOST):
            await logins.failed(session, logins.keys(sealer_of(found), name, "192.0.2.1"), now())
