"""The names and secrets of deploy/, held against the settings that are really read."""

import re
from typing import get_args

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from tests.deploy.files import COMPOSE, DEPLOY, EXAMPLE, example, unit

KNOWN = {f"ADVISORY_{name.upper()}" for name in Settings.model_fields}
SECRET = {
    f"ADVISORY_{name.upper()}"
    for name, field in Settings.model_fields.items()
    if SecretStr in (field.annotation, *get_args(field.annotation))
} | {"POSTGRES_PASSWORD"}


@pytest.mark.parametrize("file", sorted(file.name for file in DEPLOY.iterdir() if file.name != ".env"))
def test_every_variable_named_here_is_a_setting(file: str) -> None:
    assert set(re.findall(r"ADVISORY_[A-Z_]+", (DEPLOY / file).read_text())) - KNOWN == set()


def test_every_secret_of_the_example_is_empty_and_marked() -> None:
    marked = re.findall(r"^# SECRET(?:.*\n#)*.*\n(\w+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    assert marked
    assert all(value == "" for _, value in marked)
    assert {name for name, _ in marked} == SECRET & example().keys()


def test_the_example_explains_every_secret_that_the_files_need() -> None:
    needed = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text())) | {"ADVISORY_TELEGRAM_TOKEN", "ADVISORY_KEY"}
    assert needed <= example().keys()


def test_docker_and_systemd_read_the_example_alike() -> None:
    assert all(value == value.strip() and not set(value) & set("\"'#$\\") for value in example().values())


def test_the_example_is_a_configuration_once_its_secrets_are_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**example(), "ADVISORY_TELEGRAM_TOKEN": "1:a"}.items():
        monkeypatch.setenv(name, value)
    found = Settings()
    assert found.telegram_token is not None
    assert found.key is None
    assert found.telegram_api.startswith("https://")


def test_the_unit_keeps_secrets_out_of_what_systemctl_shows() -> None:
    assert unit("EnvironmentFile")
    assert not any(name in line for name in SECRET for line in unit("Environment"))
