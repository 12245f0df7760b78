"""What an alert is, and every rule that keeps one from being issued."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.alert import Info, Kind, Reference, ResponseType, Severity, audience_rule, content_hash
from knowledge.alert_rules import advice, check_issuable
from tests.makers import NOW, an_alert

PLACES = {"faladie", "bko-airport", "bamako"}


def broken(**fields: Any) -> tuple[str, ...]:
    return check_issuable(an_alert(**fields), PLACES, NOW)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_whole_message_of_each_kind_may_be_issued(kind: Kind) -> None:
    assert broken(kind=kind) == ()


@pytest.mark.parametrize(
    ("fields", "where", "what"),
    [
        ({"infos": (Info(lang="en"),)}, "fr", "is missing"),
        ({"infos": (*an_alert().infos, an_alert().infos[0])}, "en", "twice"),
        ({"en": {"headline": "x" * 140}}, "en.headline", "below 140"),
        ({"en": {"headline": "x" * 95}}, "en.headline", "first 160"),
        ({"en": {"headline": "one\ntwo"}}, "en.headline", "one line"),
        ({"en": {"headline": ""}}, "en.headline", "is missing"),
        ({"fr": {"action": ""}}, "fr.action", "is missing"),
        ({"fr": {"action": "a\nb\nc\nd\ne"}}, "fr.action", "5 lines"),
        ({"fr": {"sources": ""}}, "fr.sources", "is missing"),
        ({"fr": {"happened": "x" * 1900, "not_known": "x" * 1900}}, "fr", "one message"),
        ({"en": {"official": {"who": "", "says": "nothing"}}}, "en.official", "who speaks"),
        ({"en": {"happened": "They shoot!"}}, "en.happened", "exclamation"),
        ({"en": {"headline": "Faladié is safe again"}}, "en.headline", "nothing is called safe"),
        ({"fr": {"action": "La zone est sûre."}}, "fr.action", "nothing is called safe"),
        ({"fr": {"headline": "Quartier sans danger"}}, "fr.headline", "nothing is called safe"),
        ({"expires": NOW}, "expires", "has passed"),
        ({"expires": NOW + timedelta(hours=73)}, "expires", "72 hours"),
        ({"onset": NOW + timedelta(hours=7)}, "expires", "not after onset"),
        ({"next_update": NOW + timedelta(hours=7)}, "next_update", "between now and expires"),
        ({"places": ()}, "places", "at least one"),
        ({"places": ("faladje",)}, "places", "faladje is not in the gazetteer"),
        ({"severity": "Unknown"}, "severity", "needs its reason"),
        ({"scope": "team"}, "team", "needs a team"),
        ({"response_types": ("AllClear",)}, "response_types", "all_clear"),
        ({"kind": "all_clear", "response_types": ("Monitor",)}, "response_types", "all_clear"),
        ({"replaces": an_alert(kind="update").replaces}, "replaces", "opens a thread"),
        ({"kind": "update", "replaces": None}, "replaces", "which message"),
        ({"kind": "update", "en": {"changed": None}}, "en.changed", "say what changed"),
        ({"kind": "update", "en": {"headline": "x" * 70}}, "en.headline", "first 160"),
        ({"kind": "correction", "fr": {"mistake": None}}, "fr.mistake.wrong", "is missing"),
        ({"fr": {"mistake": {"wrong": "a", "right": "b"}}}, "fr.mistake", "correction only"),
    ],
)
def test_a_broken_rule_is_told_with_its_field(fields: dict[str, Any], where: str, what: str) -> None:
    assert any(each.startswith(f"{where}: ") and what in each for each in broken(**fields))


def test_all_broken_rules_are_told_at_once() -> None:
    told = broken(places=("nowhere",), expires=NOW, en={"action": "Go!"}, fr={"headline": ""})
    assert {each.split(":")[0] for each in told} == {"places", "expires", "en.action", "fr.headline"}


@pytest.mark.parametrize("words", ["That does not mean the area is safe.", "Follow the safety rules."])
def test_saying_that_it_is_not_called_safe_is_allowed(words: str) -> None:
    assert broken(en={"action": words}) == ()


def test_french_may_deny_safety_and_say_of_course() -> None:
    assert broken(fr={"action": "Cela ne veut pas dire que la zone est sans danger.\nBien sûr, patientez."}) == ()


def test_an_unknown_severity_with_its_reason_may_be_issued() -> None:
    assert broken(severity="Unknown", severity_unknown_because="reports contradict each other") == ()


def test_an_unknown_severity_reaches_whoever_a_moderate_one_reaches() -> None:
    assert Severity.UNKNOWN.reaches == Severity.MODERATE.rank
    assert Severity.UNKNOWN.rank == 0


def test_advice_stands_apart_from_errors() -> None:
    alert = an_alert(en={"not_known": None})
    assert check_issuable(alert, PLACES, NOW) == ()
    assert any(each.startswith("en.not_known") for each in advice(alert))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "update"},
        {"status": "Exercise"},
        {"severity": "Minor"},
        {"places": ("faladie",)},
        {"expires": NOW + timedelta(hours=5)},
        {"onset": NOW},
        {"next_update": NOW + timedelta(hours=1)},
        {"response_types": ("Avoid",)},
        {"urgency": "Future"},
        {"event_code": "OET-001"},
        {"en": {"headline": "Avoid Faladié"}},
        {"fr": {"official": {"who": "l'armée", "says": "rien"}}},
        {"fr": {"sender_name": "Bureau"}},
    ],
)
def test_whatever_people_read_or_who_is_told_changes_the_hash(fields: dict[str, Any]) -> None:
    assert content_hash(an_alert(**fields)) != content_hash(an_alert())


def test_what_the_database_gives_does_not_change_the_hash() -> None:
    given = {"id": 7, "thread": 3, "identifier": "x", "sent": NOW}
    assert content_hash(an_alert(**given)) == content_hash(an_alert())


def test_one_moment_has_one_hash_whatever_its_offset() -> None:
    elsewhere = (NOW + timedelta(hours=6)).astimezone(timezone(timedelta(hours=2)))
    assert content_hash(an_alert(expires=elsewhere)) == content_hash(an_alert())


def test_the_audience_rule_names_places_severity_and_exercise() -> None:
    rule = audience_rule(an_alert(severity="Minor", status="Exercise"))
    assert rule["places"] == ["bko-airport", "faladie"]
    assert (rule["least_severity_at_most"], rule["exercise"]) == (1, True)


@pytest.mark.parametrize(("kind", "msg_type"), [("alert", "Alert"), ("all_clear", "Update"), ("cancel", "Cancel")])
def test_a_kind_has_its_cap_message_type(kind: str, msg_type: str) -> None:
    assert Kind(kind).msg_type == msg_type


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValidationError):
        an_alert(expires="2024-09-17T12:00:00")


def test_what_is_not_seen_cannot_turn_a_text_around() -> None:
    turned = an_alert(en={"headline": "Avoid\u202e Faladié\u200b\x00", "action": "Stay in.\nCall nobody."})
    assert turned.info("en").headline == "Avoid Faladié"
    assert turned.info("en").action == "Stay in.\nCall nobody."
    assert an_alert(fr={"headline": "Évitez\u202fFaladié\u00a0:"}).info("fr").headline == "Évitez\u202fFaladié\u00a0:"


@pytest.mark.parametrize(
    ("untranslated", "langs", "kind", "told"),
    [
        ("fr", ("en",), "alert", None),
        ("en", ("fr",), "update", None),
        (None, ("en",), "alert", "fr: is missing"),
        ("en", ("en",), "alert", "fr: is missing"),
        ("fr", ("en", "fr"), "alert", "untranslated: that text is there"),
        ("fr", (), "alert", "en: is missing"),
        ("fr", ("en",), "translation", "a translation brings the missing text"),
    ],
)
def test_a_language_is_there_or_is_said_to_be_still_to_come(
    untranslated: str | None, langs: tuple[str, ...], kind: str, told: str | None
) -> None:
    alert = an_alert(kind=kind, untranslated=untranslated)
    alert = alert.model_copy(update={"infos": tuple(info for info in alert.infos if info.lang in langs)})
    problems = check_issuable(alert, PLACES, NOW)
    assert (problems == ()) if told is None else any(told in problem for problem in problems)


@pytest.mark.parametrize(("scope", "team", "fit"), [("team", 1, True), ("team", None, False), ("public", 1, False)])
def test_a_team_s_advisory_names_its_team(scope: str, team: int | None, fit: bool) -> None:
    assert (check_issuable(an_alert(scope=scope, team=team), PLACES, NOW) == ()) is fit


@pytest.mark.parametrize("kind", ["minor", "translation"])
@pytest.mark.parametrize(
    ("now", "named"),
    [
        ({"severity": "Severe"}, "severity: rises"),
        ({"places": ("faladie", "bko-airport")}, "places: are more"),
        ({"severity": "Minor"}, None),
        ({"places": ("faladie",)}, None),
        ({"urgency": "Immediate"}, "urgency: rises"),
        ({"urgency": "Unknown"}, None),
        ({"urgency": "Past"}, None),
        ({"certainty": "Observed"}, "certainty: rises"),
        ({"certainty": "Unlikely"}, None),
        ({"response_types": ("Evacuate",)}, "response_types: are others"),
        ({"response_types": ()}, "response_types: are others"),
    ],
)
def test_what_people_must_hear_is_no_change_in_place(kind: str, now: dict[str, Any], named: str | None) -> None:
    weighed = {"severity": "Moderate", "urgency": "Future", "certainty": "Likely", "places": ("faladie",)}
    before = Reference(number=1, identifier="x", sent=NOW, **weighed, response_types=(ResponseType.SHELTER,))
    alert = an_alert(**{"kind": kind, "replaces": before, **weighed, **now})
    problems = check_issuable(alert, ("faladie", "bko-airport"), NOW)
    assert [each[: len(named or "")] for each in problems] == ([named] if named else [])


def test_an_end_is_changed_in_place_without_saying_once_more_that_it_is_one() -> None:
    weighed = {"severity": "Severe", "urgency": "Immediate", "certainty": "Observed"}
    before = Reference.model_validate(
        {"number": 1, "identifier": "x", "sent": NOW, "places": PLACES, "response_types": ["AllClear"], **weighed}
    )
    assert broken(kind="minor", replaces=before, response_types=()) == ()


def test_what_was_approved_before_more_was_noted_of_what_it_replaces_keeps_its_hash() -> None:
    written = {"number": 1, "identifier": "x", "sent": "2024-09-17T09:00:00Z", "severity": "Severe", "places": ["gao"]}
    assert Reference.model_validate(written).model_dump(mode="json") == written
