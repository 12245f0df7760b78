"""The curator's mirror: what the matcher makes of the example questions, and where to write more."""

from pathlib import Path

import pytest

from bot.mirroring import lines
from knowledge.base import Base
from knowledge.matcher import Example
from knowledge.mirror import Mirror, mirror
from tests.commands.running import advisory
from tests.knowledge.packs import CONDUCT, ENTRY, a_pack


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Mirror:
    """Two entries of which one took a question of the other, word for word, and has a copy of its own."""
    taken = CONDUCT["questions"]["en"][:2]
    questions = ENTRY["questions"] | {"en": [*ENTRY["questions"]["en"], *taken, taken[0].upper()]}
    return mirror(Base.open(a_pack(tmp_path_factory.mktemp("mirror") / "pack", {"questions": questions})))


def test_entries_with_few_questions_are_named_by_language(shown: Mirror) -> None:
    assert {(item.name, item.lang, item.asked) for item in shown.thin} >= {
        ("market-closed", "en", 11),
        ("market-closed", "fr", 8),
        ("take-cover", "fr", 8),
    }
    assert not shown.clean


def test_a_question_that_finds_another_entry_in_its_very_words_is_shown(shown: Mirror) -> None:
    strays = {(example.question.lower(), example.entry, found) for example, found in shown.astray}
    pair = {"market-closed", "take-cover"}
    assert any(
        question == "where do i hide from shots?" and {entry, found} == pair for question, entry, found in strays
    )


def test_pairs_that_take_each_others_questions_are_counted_together(shown: Mirror) -> None:
    [theft, *_] = shown.thefts
    assert (theft.one, theft.other) == ("market-closed", "take-cover")
    assert any(question.lower() == "where do i hide from men?" for question in theft.questions)


def test_a_near_copy_is_shown_with_what_it_copies(shown: Mirror) -> None:
    copied = Example("market-closed", "en", "WHERE DO I HIDE FROM SHOTS?")
    assert (copied, "Where do I hide from shots?") in shown.copies


def test_words_that_are_said_and_never_asked_by_are_shown_by_language(shown: Mirror) -> None:
    assert ("master", 1) in shown.unseen["en"]
    assert ("capitaine", 1) in shown.unseen["fr"]
    assert "market" not in dict(shown.unseen["en"])


def test_topics_add_up_to_all_example_questions(shown: Mirror) -> None:
    assert sum(item.asked for item in shown.topics) == sum(item.asked for item in shown.entries)
    assert all(0 <= item.found <= item.asked for item in shown.topics)


def test_the_tables_name_what_is_to_be_done_first(shown: Mirror) -> None:
    told = list(lines(shown))
    assert told[0].startswith("Questions that find another entry in their very words: ")
    assert any(line.strip().startswith("take-cover") and line.endswith("8") for line in told)


def test_the_command_ends_with_status_1_while_there_are_too_few_questions(tmp_path: Path) -> None:
    folder = a_pack(tmp_path / "pack")
    done = advisory(tmp_path, "check", str(folder), "--matching")
    assert "Entries with fewer than 15 questions" in done.stdout
    assert done.returncode == 1
    assert advisory(tmp_path, "check", str(folder)).returncode == 0
