"""An alert written in a file: fit as it stands, or everything that is wrong with it at once."""

from datetime import timedelta
from pathlib import Path

import bot
from bot.alert_file import MAX_FILE, read_alert
from knowledge.alert import Alert, Reference
from tests.db.desk import GAZETTEER
from tests.makers import NOW

SAMPLE = (Path(bot.__file__).parent / "samples" / "sample-advisory.yaml").read_text(encoding="utf-8")


def problems(text: str) -> list[str]:
    found = read_alert(text, "a.yaml", GAZETTEER, NOW)
    assert isinstance(found, tuple)
    return [str(problem) for problem in found]


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def test_the_sample_is_fit_to_be_issued_and_says_in_both_languages_that_it_is_one() -> None:
    alert = read_alert(SAMPLE, "a.yaml", GAZETTEER, NOW)
    assert isinstance(alert, Alert)
    assert alert.expires == NOW + timedelta(hours=6)
    assert alert.info("en").headline.startswith("SAMPLE")
    assert alert.info("fr").headline.startswith("EXEMPLE")


def test_an_area_that_is_left_out_is_written_from_the_places() -> None:
    text = SAMPLE.replace("    area: Bamako\n", "").replace("EXEMPLE : ", "").replace("SAMPLE: ", "")
    alert = read_alert(text, "a.yaml", GAZETTEER, NOW)
    assert isinstance(alert, Alert)
    assert alert.info("fr").area == "Faladié, Airport"


def test_an_unknown_place_is_told_with_its_line_and_the_nearest_names_and_their_parents() -> None:
    text = SAMPLE.replace("[faladie,", "[faladje,")
    (told,) = problems(text)
    assert told.startswith(f"a.yaml:{line_of(text, 'places:')}: places: faladje is not in the gazetteer")
    assert "perhaps faladie (Faladié, in Bamako)" in told


def test_all_broken_rules_are_told_at_once_each_with_its_line() -> None:
    text = SAMPLE.replace("stay indoors", "stay safe!").replace("+6h", "+80h").replace("[faladie,", "[faladje,")
    told = problems(text)
    lines = {line_of(text, "places:"), line_of(text, "expires:"), line_of(text, "    action:")}
    assert {int(each.split(":")[1]) for each in told} == lines
    assert len(told) == 4


def test_misspelt_keys_unknown_words_and_unknown_places_are_told_together() -> None:
    text = SAMPLE.replace("urgency:", "urgencey:").replace("severity: Severe", "severity: Bad")
    told = "\n".join(problems(text.replace("[faladie,", "[faladje,")))
    assert "urgencey: is not known here" in told
    assert "'Bad' is not one of 'Extreme', 'Severe'" in told
    assert "urgency: is missing" in told
    assert "faladje is not in the gazetteer" in told


def test_a_moment_without_offset_is_refused_in_words() -> None:
    (told,) = problems(SAMPLE.replace("+6h", "2024-09-17T12:00"))
    assert "write a moment with its offset" in told


def test_what_the_database_gives_is_not_written_in_the_file() -> None:
    assert any("identifier: is not written" in each for each in problems(f"{SAMPLE}identifier: x\n"))


def test_an_update_takes_the_message_it_replaces_from_the_command() -> None:
    text = SAMPLE.replace("kind: alert", "kind: update").replace("SAMPLE: ", "").replace("EXEMPLE : ", "")
    text = text.replace("    happened:", "    changed: something else.\n    happened:")
    assert any("replaces: is missing" in each for each in problems(text))
    before = Reference(number=1, identifier="x", sent=NOW)
    alert = read_alert(text, "a.yaml", GAZETTEER, NOW, replaces=before)
    assert isinstance(alert, Alert)
    assert (alert.replaces, alert.number) == (before, 2)


def test_anything_else_than_an_advisory_gets_a_sentence() -> None:
    for text in (
        "",
        "just words",
        "- a\n- b",
        "kind: alert: alert",
        "texts: 3",
        "texts: {en: 3}",
        "texts: {xx: {}}",
    ):
        assert problems(text)
    assert "larger than" in problems("#" * (MAX_FILE + 1))[0]
