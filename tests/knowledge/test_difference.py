"""What changed between two texts of an advisory, as whoever approves it reads it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.alert import Review, content_hash
from knowledge.difference import Change, difference
from tests.makers import NOW, an_alert


def test_an_equal_text_has_no_difference_whatever_the_database_gave_it() -> None:
    issued = an_alert(id=4, thread=2, identifier="x", sent=NOW, reviewed=Review(at=NOW))
    assert difference(an_alert(), issued) == ()


def test_every_field_that_changed_is_named_with_both_its_values() -> None:
    after = an_alert(
        severity="Moderate",
        places=("faladie",),
        expires=NOW + timedelta(hours=8),
        en={"action": "Stay inside.", "official": None},
        fr={"not_known": None},
    )
    found = {change.at: (change.before, change.after) for change in difference(an_alert(), after)}
    assert found[("severity",)] == ("Severe", "Moderate")
    assert found[("places",)] == ("faladie, bko-airport", "faladie")
    assert found[("en", "action")] == ("If you are there: stay indoors, away from windows.", "Stay inside.")
    assert found[("en", "official", "who")] == ("the army", "")
    assert found[("fr", "not_known")] == ("s'il y a d'autres sites visés", "")
    assert ("expires",) in found
    assert len(found) == 7


def test_a_language_that_was_added_shows_every_line_of_it() -> None:
    one = an_alert(untranslated="fr")
    one = one.model_copy(update={"infos": one.infos[:1]})
    found = {change.at for change in difference(one, an_alert())}
    assert {("untranslated",), ("fr", "headline"), ("fr", "action")} <= found


def test_the_words_that_stay_go_and_come_are_told_apart() -> None:
    change = Change(("en", "headline"), "Avoid Faladié and the airport road", "Avoid Sénou and the airport road")
    assert change.parts() == (
        ("same", "Avoid "),
        ("gone", "Faladié "),
        ("new", "Sénou "),
        ("same", "and the airport road"),
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_word_is_lost_between_the_parts(before: str, after: str) -> None:
    parts = Change(("en", "headline"), before, after).parts()
    assert "".join(text for kind, text in parts if kind != "new").strip() == before.strip()
    assert "".join(text for kind, text in parts if kind != "gone").strip() == after.strip()


@given(st.sampled_from(["Severe", "Minor"]), st.sampled_from(["", "x"]), st.integers(1, 5))
def test_there_is_a_difference_exactly_where_the_hash_is_another(severity: str, headline: str, hours: int) -> None:
    other = an_alert(severity=severity, en={"headline": headline}, expires=NOW + timedelta(hours=hours))
    assert bool(difference(an_alert(), other)) == (content_hash(an_alert()) != content_hash(other))
