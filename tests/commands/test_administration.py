"""Looking after an installation from the command line, each command a process of its own."""

import socket
from pathlib import Path

import pyotp
import pytest

from tests.commands.running import advisory


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A folder with a migrated database of its own."""
    assert advisory(tmp_path, "db", "upgrade").returncode == 0
    return tmp_path


def test_an_operator_is_added_and_approves_with_a_code_that_counts_once(installation: Path) -> None:
    author = advisory(installation, "operator", "add", "awa", "--role", "author")
    added = advisory(installation, "operator", "add", "binta", "--role", "approver")
    assert (author.returncode, added.returncode) == (0, 0)
    uri = next(line for line in added.stdout.splitlines() if line.startswith("otpauth://"))
    sample = Path(__file__).parents[2] / "bot/samples/sample-advisory.yaml"
    assert advisory(installation, "alert", "draft", str(sample), "--as", "awa").returncode == 0
    assert advisory(installation, "alert", "submit", "1", "--as", "awa").returncode == 0
    wrong = advisory(installation, "alert", "approve", "1", "--as", "binta", typed="000000\n")
    assert wrong.returncode == 2
    assert "The code is not right" in wrong.stderr
    code = pyotp.parse_uri(uri).now()  # type: ignore[attr-defined]
    right = advisory(installation, "alert", "approve", "1", "--as", "binta", typed=f"{code}\n")
    assert right.returncode == 0, right.stderr
    assert advisory(installation, "alert", "reject", "1", "--why", "again", "--as", "binta").returncode == 0
    assert advisory(installation, "alert", "submit", "1", "--as", "awa").returncode == 0
    replayed = advisory(installation, "alert", "approve", "1", "--as", "binta", typed=f"{code}\n")
    assert replayed.returncode == 2


def test_an_installation_moves_to_postgresql_and_is_not_served_from_its_old_file(
    installation: Path, empty_postgres_url: str
) -> None:
    advisory(installation, "operator", "add", "awa", "--role", "author")
    assert advisory(installation, "doctor").returncode == 0
    moved = advisory(installation, "db", "move", ADVISORY_MOVE_TO=empty_postgres_url)
    assert moved.returncode == 0, moved.stderr
    assert "ADVISORY_DATABASE_URL" in moved.stdout
    there = {"ADVISORY_DATABASE_URL": empty_postgres_url}
    sample = Path(__file__).parents[2] / "bot/samples/sample-advisory.yaml"
    assert advisory(installation, "alert", "draft", str(sample), "--as", "awa", **there).returncode == 0
    usual = {
        "ADVISORY_TELEGRAM_TOKEN": "1:x",
        "ADVISORY_PUBLIC_BIND": "127.0.0.1:0",
        "ADVISORY_CONSOLE_BIND": "127.0.0.1:0",
    }
    for command in (["run"], ["operator", "add", "binta", "--role", "author"], ["db", "move", empty_postgres_url]):
        refused = advisory(installation, *command, **usual)
        assert refused.returncode == 2
        assert "was moved to postgresql://" in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1
    again = advisory(installation, "db", "move", "postgresql://u@127.0.0.1:1/d", **there)
    assert (again.returncode, again.stderr.strip()) == (2, "This installation is on PostgreSQL already.")


def test_a_bad_advisory_file_is_told_whole_and_not_stored(installation: Path) -> None:
    advisory(installation, "operator", "add", "awa", "--role", "author")
    (installation / "bad.yaml").write_text("kind: alert\nseverity: Terrible\nplaces: [faladi]\n")
    refused = advisory(installation, "alert", "draft", "bad.yaml", "--as", "awa")
    assert refused.returncode == 1
    assert "bad.yaml:2" in refused.stderr
    assert "faladie" in refused.stderr
    assert "No advisory yet" in advisory(installation, "alert", "status").stdout


def test_sending_is_paused_and_resumed(installation: Path) -> None:
    assert advisory(installation, "sending", "pause", "--why", "a drill").returncode == 0
    assert "a drill" in advisory(installation, "alert", "status").stdout
    assert "a drill" in advisory(installation, "sending", "status").stdout
    assert advisory(installation, "sending", "resume").returncode == 0
    assert "Nothing waits." in advisory(installation, "sending", "status").stdout
    assert "Say who you are" in advisory(installation, "sending", "accept", "1").stderr
    assert "paused" not in advisory(installation, "alert", "status").stdout


def test_the_database_is_checked_and_the_doctor_finds_all_well(installation: Path) -> None:
    assert advisory(installation, "db", "check").returncode == 0
    doctor = advisory(installation, "doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "WRONG" not in doctor.stdout


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"ADVISORY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "cannot be used"),
        ({"ADVISORY_KEY": "bm90IGEga2V5"}, "32 bytes"),
        ({"ADVISORY_PUBLIC_BIND": "nowhere"}, "ADVISORY_PUBLIC_BIND"),
        ({"ADVISORY_TIME_ZONE": "Mars/Olympus"}, "ADVISORY_TIME_ZONE"),
        ({"ADVISORY_WEBHOOK_SECRET": "with spaces"}, "ADVISORY_WEBHOOK_SECRET"),
    ],
    ids=["unreachable database", "wrong key", "bad address", "bad time zone", "bad webhook secret"],
)
def test_what_cannot_run_says_so_in_one_sentence(tmp_path: Path, settings: dict[str, str], sentence: str) -> None:
    usual = {
        "ADVISORY_TELEGRAM_TOKEN": "1:x",
        "ADVISORY_PUBLIC_BIND": "127.0.0.1:0",
        "ADVISORY_CONSOLE_BIND": "127.0.0.1:0",
    }
    refused = advisory(tmp_path, "run", **{**usual, **settings})
    assert refused.returncode == 2, refused.stderr
    assert sentence in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_key_that_did_not_seal_the_database_is_noticed(installation: Path) -> None:
    assert advisory(installation, "doctor").returncode == 0
    other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    assert "not the key" in advisory(installation, "doctor", ADVISORY_KEY=other).stdout


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = advisory(tmp_path, "demo", "--port", port, "--no-browser")
    assert refused.returncode == 2
    assert f"Port {port}" in refused.stderr
