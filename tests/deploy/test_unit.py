"""advisory.service, as systemd reads it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import app
from bot.delivery import DRAIN
from bot.settings import Settings
from bot.web.server import DRAIN as WEB_DRAIN
from tests.deploy.files import ROOT, UNIT, example, unit

EXPOSURE = 25  # of 100; ours is 12, most of it for talking to the network
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs: apt-get install systemd")


def complaints(tmp_path: Path, text: str) -> str:
    """What systemd says about a unit; its exit status is 0 even for settings that it does not know."""
    file = tmp_path / UNIT.name
    # The program is looked for, and is installed nowhere here.
    file.write_text(text.replace(unit("ExecStart")[0].split()[0], "/bin/true"))
    words = ["systemd-analyze", "verify", "--man=no", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@needs_systemd
def test_systemd_has_nothing_to_say_about_it(tmp_path: Path) -> None:
    assert complaints(tmp_path, UNIT.read_text()) == ""


@needs_systemd
def test_a_value_that_systemd_does_not_know_would_be_noticed(tmp_path: Path) -> None:
    assert "sometimes" in complaints(tmp_path, UNIT.read_text().replace("Restart=on-failure", "Restart=sometimes"))


@needs_systemd
def test_it_is_exposed_to_the_network_and_to_little_else() -> None:
    words = ["systemd-analyze", "security", "--no-pager", "--offline=true", f"--threshold={EXPOSURE}", str(UNIT)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_it_runs_the_server() -> None:
    (line,) = unit("ExecStart")
    program, command = line.split()
    assert Path(program).name == "advisory"
    assert command in {known.name for known in app.registered_commands}
    assert f"cd {Path(program).parents[2]} " in (ROOT / "deploy" / "README.md").read_text()


def test_the_server_has_the_time_to_let_what_is_under_way_arrive() -> None:
    assert int(unit("TimeoutStopSec")[0]) >= DRAIN + WEB_DRAIN


def test_the_console_is_found_where_the_example_says_and_nobody_else_reaches_it() -> None:
    assert f"http://{Settings.model_fields['console_bind'].default}" == example()["ADVISORY_CONSOLE_URL"]
    assert not any("CONSOLE_BIND" in line for line in [*unit("Environment"), *example()])


def test_it_writes_where_systemd_made_room_for_it() -> None:
    places = dict(pair.split("=") for line in unit("Environment") for pair in line.split())
    assert places["ADVISORY_DATA_DIR"] == f"%S/{unit('StateDirectory')[0]}"
    assert places["ADVISORY_CACHE_DIR"] == f"%C/{unit('CacheDirectory')[0]}"
