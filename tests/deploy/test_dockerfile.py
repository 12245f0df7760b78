"""The Dockerfile, as far as it can be held without Docker."""

import json
import re
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn

from bot.__main__ import app
from bot.web.public import public_app
from bot.web.wake import Wake
from knowledge.base import Base
from tests.deploy.files import ROOT, image_environment, instructions, last
from tests.index import FOLDER

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def copied() -> list[str]:
    """What is taken from the repository."""
    copies = [words.split() for name, words in instructions() if name == "COPY" and not words.startswith("--from")]
    return [source for words in copies for source in words[:-1]]


def health_check(port: int) -> int:
    """The exit status of the image's own check against this port."""
    words = json.loads(last("HEALTHCHECK").partition("CMD")[2])
    bound = image_environment()["ADVISORY_PUBLIC_BIND"].rpartition(":")[2]
    assert words[0] == "python"
    assert bound in words[-1]
    command = [sys.executable, *words[1:-1], words[-1].replace(bound, str(port))]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode


@contextmanager
def served() -> Iterator[int]:
    """The port of the real public app, without what stands behind it."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(public_app(cast(Any, None), Wake()), log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def test_the_server_does_not_run_as_root() -> None:
    assert last("USER") == "10001:10001"
    after = [name for name, _ in instructions()]
    assert "RUN" not in after[after.index("USER") :]


def test_it_copies_only_what_exists() -> None:
    assert [source for source in copied() if not (ROOT / source).exists()] == []


def test_it_copies_every_package_and_what_the_build_reads() -> None:
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    read = {PROJECT["project"]["readme"], *PROJECT["project"]["license-files"], "pyproject.toml", "uv.lock"}
    assert {source.rstrip("/") for source in copied()} == {*packages, *read}


def test_nothing_reaches_the_build_but_what_it_copies() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    assert sorted(line[1:] for line in lines if line.startswith("!")) == sorted(copied())


def test_every_stage_begins_with_one_image_pinned_by_a_tag() -> None:
    assert re.fullmatch(r"PYTHON=python:3\.\d+-slim-\w+", instructions()[0][1])
    assert {words.split()[0] for name, words in instructions() if name == "FROM"} == {"${PYTHON}"}


def test_the_libraries_are_those_of_the_lock_file() -> None:
    syncs = [words for name, words in instructions() if name == "RUN" and "uv sync" in words]
    assert all("--locked" in words and "--no-dev" in words for words in syncs)
    assert "--no-editable" in syncs[-1]


def test_the_index_is_built_where_the_server_looks_for_it() -> None:
    folder = image_environment()["ADVISORY_CACHE_DIR"]
    assert any(f"ADVISORY_CACHE_DIR={folder} " in words for name, words in instructions() if name == "RUN")


def test_the_index_it_looks_for_has_the_names_under_which_one_is_kept(base: Base) -> None:
    folder = image_environment()["ADVISORY_CACHE_DIR"]
    (built,) = [words for name, words in instructions() if name == "RUN" and " ls " in words]
    patterns = re.findall(rf"{folder}/(\S*\*\S*)", built)
    assert len(patterns) == 2
    assert [pattern for pattern in patterns if not list(FOLDER.glob(pattern))] == []


def test_it_names_the_ports_that_it_listens_on() -> None:
    binds = [image_environment()[f"ADVISORY_{name}_BIND"] for name in ("PUBLIC", "CONSOLE")]
    assert last("EXPOSE").split() == [bind.rpartition(":")[2] for bind in binds]


def test_data_lies_in_the_volume() -> None:
    assert last("VOLUME") == image_environment()["ADVISORY_DATA_DIR"]


def test_it_starts_the_server_without_a_shell_between() -> None:
    (program,), (command,) = json.loads(last("ENTRYPOINT")), json.loads(last("CMD"))
    assert program in PROJECT["project"]["scripts"]
    assert command in {known.name for known in app.registered_commands}


def test_the_health_check_passes_while_the_server_answers() -> None:
    with served() as port:
        assert health_check(port) == 0
    assert health_check(port) != 0
