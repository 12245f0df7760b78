"""CAP documents: valid against OASIS's schema whatever an operator typed, faithful to what was issued."""

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import fromstring

import capvalidator
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cap import NAMESPACE, Publisher, document
from knowledge.alert import Alert, Kind
from tests.db.desk import GAZETTEER
from tests.makers import NOW, an_alert

PUBLISHER = Publisher("security-desk@example.org", "desk@example.org", "https://example.org")
CAP = {"cap": NAMESPACE}


def issued(**fields: object) -> Alert:
    given_by_the_database = {"identifier": "20240917-1-9-abcd", "sent": NOW, "thread": 1}
    return an_alert(**fields).model_copy(update=given_by_the_database)


def written(alert: Alert, *earlier: Alert) -> bytes:
    return document(alert, earlier, PUBLISHER, GAZETTEER)


def texts(document: bytes, path: str) -> list[str]:
    return [str(each.text) for each in fromstring(document).findall(path, CAP)]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_valid_against_the_schema_of_oasis(kind: Kind) -> None:
    result = capvalidator.check_schema(written(issued(kind=kind)))
    assert result.passed, result.message


def test_times_are_spelt_as_cap_wants_them() -> None:
    elsewhere = datetime(2024, 9, 17, 8, 30, tzinfo=UTC) + timedelta(hours=4)
    made = written(issued(expires=elsewhere))
    assert texts(made, "cap:sent") == ["2024-09-17T06:30:00-00:00"]
    assert set(texts(made, "cap:info/cap:expires")) == {"2024-09-17T12:30:00-00:00"}


def test_it_refers_to_every_earlier_message_that_still_holds_and_to_the_one_it_replaces() -> None:
    def before(number: int, hours: int) -> Alert:
        given_by_the_database = {"identifier": f"20240917-1-{number}-aa", "sent": NOW - timedelta(hours=9)}
        return an_alert(number=number, expires=NOW + timedelta(hours=hours)).model_copy(update=given_by_the_database)

    over, holding, replaced = before(3, -1), before(2, 2), before(1, -1)
    update = written(issued(kind="update"), over, holding, replaced)
    references = texts(update, "cap:references")[0].split(" ")
    assert [each.split(",")[1] for each in references] == ["20240917-1-2-aa", "20240917-1-1-aa"]
    assert all(each.startswith("security-desk@example.org,") for each in references)


def test_both_languages_carry_the_advice_and_what_happened() -> None:
    made = written(issued())
    assert texts(made, "cap:info/cap:language") == ["en", "fr"]
    assert "restez à l'intérieur" in texts(made, "cap:info/cap:instruction")[1]
    assert "Ce qu'on ne sait pas" in texts(made, "cap:info/cap:description")[1]


def test_an_exercise_says_so_twice() -> None:
    made = written(issued(status="Exercise"))
    assert texts(made, "cap:status") == ["Exercise"]
    assert texts(made, "cap:note") == ["EXERCISE EXERCISE EXERCISE"]


def test_a_site_is_drawn_as_its_surroundings_only() -> None:
    made = written(issued(places=("gendarmerie-school",)))
    assert texts(made, "cap:info/cap:area/cap:circle") == []  # the small gazetteer has no points
    assert set(texts(made, "cap:info/cap:area/cap:geocode/cap:value")) == {"gendarmerie-school"}


def test_what_was_never_issued_has_no_document() -> None:
    with pytest.raises(ValueError, match="only an issued alert"):
        written(an_alert())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_nothing_that_an_operator_types_makes_it_invalid(headline: str, action: str) -> None:
    made = written(issued(en={"headline": headline, "action": action}))
    assert capvalidator.check_schema(made).passed
