"""Entries written as files and laid over the pack: the form is one, the check is the pack's."""

import pytest

from knowledge.entry import Entry
from knowledge.lines import Document, read
from knowledge.pack import load_pack
from knowledge.revision import changes, fits, laid_over, needed, problems
from knowledge.writing import as_yaml

PACK = load_pack()
DEAD = PACK.entries["casualties-dead"]


@pytest.mark.parametrize("entry", PACK.contents.entries, ids=lambda entry: entry.id)
def test_every_entry_is_read_back_as_it_was_written(entry: Entry) -> None:
    document = read(as_yaml(entry), entry.id)
    assert isinstance(document, Document)
    assert Entry.model_validate(document.value) == entry


def test_an_entry_in_its_place_adds_no_problem_and_a_bad_one_is_told() -> None:
    assert problems(PACK, DEAD) == ()
    loud = DEAD.statements[0].model_copy(update={"en": "They all died!"})
    told = problems(PACK, DEAD.model_copy(update={"statements": (loud, *DEAD.statements[1:])}))
    assert any("no exclamation marks" in problem.what for problem in told)


def test_nothing_refers_to_an_entry_that_is_taken_out() -> None:
    left = laid_over(PACK, {"casualties-injured": None})
    assert "casualties-injured" not in left.entries
    assert all("casualties-injured" not in entry.related for entry in left.contents.entries)
    assert left.digest != PACK.digest


def test_what_the_pack_needs_is_known() -> None:
    assert needed(PACK, PACK.about.danger)
    assert not needed(PACK, "casualties-injured")


def test_an_entry_that_names_what_is_unknown_does_not_fit() -> None:
    assert fits(PACK, DEAD)
    assert not fits(PACK, DEAD.model_copy(update={"places": ("atlantis",)}))


def test_changes_are_told_field_by_field() -> None:
    after = DEAD.model_copy(update={"review": "2028-01-01"})
    assert [(change.at, change.before, change.after) for change in changes(DEAD, after)] == [
        ("review", DEAD.review, "2028-01-01")
    ]
    assert changes(DEAD, DEAD) == ()
    assert {change.before for change in changes(None, DEAD)} == {""}
