"""Every refusal that the layers below say in English is said in French as well."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.outcomes import REFUSALS, Stop
from bot.refusing import told
from bot.telegram.intake import REFUSED
from db.alerts import INSTEAD
from db.installation import GO_ON
from db.permissions import WORDS

ROOT = Path(__file__).parents[2]
# What operators of the console meet; a backup's troubles are told on the command line.
MODULES = [
    ROOT / "knowledge" / "alert_rules.py",
    *(path for path in sorted((ROOT / "db").glob("*.py")) if path.name not in ("backup.py", "move.py", "moves.py")),
]
RAISED = {"AlertProblem", "Changed", "OperatorProblem", "TeamProblem", "EntryProblem", "Refused"}


def sentences() -> Iterator[str]:
    """Every sentence that is raised, or said of a broken rule, its values filled in."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[said, *_])) if name in RAISED:
                    yield from filled(said)
                case ast.Call(func=ast.Name(id="Broken"), args=[_, said]):
                    yield from filled(said)


def filled(said: ast.expr) -> Iterator[str]:
    match said:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(part.value if isinstance(part, ast.Constant) else "7" for part in parts)
        case ast.IfExp(body=body, orelse=orelse):
            yield from filled(body)
            yield from filled(orelse)


@pytest.mark.parametrize("sentence", sorted(set(sentences()) | set(INSTEAD.values()) | set(WORDS.values())))
def test_a_refusal_is_said_in_french(sentence: str) -> None:
    assert told(sentence, "en") == sentence
    assert told(sentence, "fr") != sentence


def test_what_is_filled_in_is_kept_and_said_in_french_too() -> None:
    said = "Only the message in force can be replaced. It was cancelled: begin a new advisory."
    assert (
        told(said, "fr") == "Seul le message en vigueur peut être remplacé. Il a été retiré : commencez un nouvel avis."
    )
    assert told("awa may not manage teams.", "fr") == "awa ne peut pas gérer les équipes."


@pytest.mark.parametrize(
    "why",
    [
        *(each.reason for _, each in REFUSALS if isinstance(each, Stop)),
        *(f"advisory 7: {each.reason}" for _, each in REFUSALS if isinstance(each, Stop)),
        "advisory 7: Telegram refuses it to one chat after the other",
        "Telegram refuses the token in ADVISORY_TELEGRAM_TOKEN",
        REFUSED.rstrip("."),
        f"restored from copy.db on 2026-11-23 18:00 UTC; {GO_ON}",
        f"this is the database of another installation than the data folder has seen; {GO_ON}",
        f"the database is older than what the data folder has seen, as a restored backup is; {GO_ON}",
        f"the data folder is new, the database was last in use at 2026-11-23T18:00 UTC, messages waiting: 3; {GO_ON}",
        f"nobody was at work since 2026-11-23T18:00 UTC, as in a copy of the data folder, messages waiting: 3; {GO_ON}",
    ],
)
def test_why_sending_is_paused_is_said_in_french(why: str) -> None:
    said = told(why, "fr")
    assert not re.search(r"advisory \d|\b(?:refuses|folder|from|see|the)\b", said), said


def test_what_the_catalogue_does_not_know_stays_as_it_is() -> None:
    assert told("Nobody has ever said this.", "fr") == "Nobody has ever said this."
