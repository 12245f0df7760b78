"""The files of deploy/, read as far as the tests look into them."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE, COMPOSE = DEPLOY / "Dockerfile", DEPLOY / "compose.yaml"
UNIT, EXAMPLE = DEPLOY / "advisory.service", DEPLOY / ".env.example"


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, in order: (COPY, its words)."""
    lines = [line for line in DOCKERFILE.read_text().splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [(name, words.strip()) for name, _, words in (line.partition(" ") for line in joined if line)]


def last(name: str) -> str:
    """The words of the last instruction of this name: the one that the image keeps."""
    return [words for instruction, words in instructions() if instruction == name][-1]


def image_environment() -> dict[str, str]:
    """What the final image sets."""
    return dict(pair.split("=", 1) for pair in last("ENV").split())


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text()))


def unit(setting: str) -> list[str]:
    """The values that the unit gives to a setting."""
    lines = (line.partition("=") for line in UNIT.read_text().splitlines())
    return [value for name, _, value in lines if name == setting]


def example() -> dict[str, str]:
    """The variables of .env.example."""
    return dict(re.findall(r"^(\w+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
