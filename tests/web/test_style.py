"""Every pair of colours that the stylesheet puts on each other can be read (WCAG 2.2, 1.4.3)."""

import re
from pathlib import Path

import pytest

from bot.web.html import FOLDER

SHEET = (FOLDER / "static" / "site.css").read_text()
LEVELS = ("extreme", "severe", "moderate", "minor", "unknown", "exercise")
PAIRS = [
    ("ink", "paper"),
    ("quiet", "paper"),
    ("accent", "paper"),
    ("paper", "accent"),  # the primary button
    ("ink", "tint"),
    ("quiet", "tint"),  # the note under a question
    ("accent", "tint"),  # a chip under the finger
    *((level, f"{level}-ground") for level in LEVELS),
    *(("ink", f"{level}-ground") for level in LEVELS),
    *(("accent", f"{level}-ground") for level in LEVELS),  # a link in an advisory
    *((level, "paper") for level in LEVELS),
]


def tokens(scheme: str) -> dict[str, str]:
    """The custom properties of :root, dark over light."""
    roots = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    assert len(roots) == 2
    found: dict[str, str] = {}
    for block in roots[: 2 if scheme == "dark" else 1]:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_colours_stand_nowhere_but_in_the_tokens_of_the_look() -> None:
    rules = re.sub(r":root \{.*?\}", "", SHEET, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rules) == []


def test_no_template_marks_text_as_markup() -> None:
    for template in Path(FOLDER / "templates").glob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape|Markup", template.read_text()), template.name


def test_nothing_in_the_style_or_the_script_asks_another_host() -> None:
    for file in (FOLDER / "static").iterdir():
        assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", file.read_text()) == []
