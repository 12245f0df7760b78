"""A developing notice: fit at every place before the night in which it is needed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.notice_file import shipped_notices
from knowledge.alert_rules import check_issuable
from knowledge.base import Base
from knowledge.entry import LANGS
from knowledge.notice import LONGEST, Slots, Template, fill, slot_problems, template_hash, template_problems
from tests.db.desk import GAZETTEER
from tests.makers import NOW

BAMAKO = ZoneInfo("Africa/Bamako")
SHIPPED = tuple(shipped_notices())
GUNFIRE = SHIPPED[0]


def slots(**other: object) -> Slots:
    return Slots(**{"place": "faladie", "hour": NOW, "end": NOW + timedelta(hours=2), **other})  # type: ignore[arg-type]


@pytest.mark.parametrize("template", SHIPPED, ids=lambda template: template.name)
def test_every_shipped_notice_keeps_every_rule_at_every_place(base: Base, template: Template) -> None:
    assert template_problems(template, base.pack.gazetteer, BAMAKO) == ()


def test_a_filled_notice_says_where_when_and_until_when_in_both_languages() -> None:
    hour = datetime.fromisoformat("2024-09-17T05:10+00:00")
    alert = fill(GUNFIRE, slots(hour=hour), GAZETTEER, BAMAKO)
    assert check_issuable(alert, GAZETTEER, NOW) == ()
    assert (alert.places, alert.expires) == (("faladie",), NOW + timedelta(hours=2))
    assert [alert.info(lang).area for lang in LANGS] == ["Faladié, Bamako"] * 2
    assert "at about 05:10, place: Faladié" in alert.info("en").happened
    assert "vers 5 h 10, lieu : Faladié" in alert.info("fr").happened


def test_a_name_too_long_for_the_opening_is_shortened_at_a_word(base: Base) -> None:
    alert = fill(GUNFIRE, slots(place="bko-airport"), base.pack.gazetteer, BAMAKO)
    assert check_issuable(alert, base.pack.gazetteer, NOW) == ()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"place": "atlantis"}, "not in the gazetteer"),
        ({"hour": NOW + timedelta(minutes=1)}, "hour"),
        ({"hour": NOW - timedelta(hours=7)}, "hour"),
        ({"end": NOW}, "end"),
        ({"end": NOW + LONGEST + timedelta(minutes=1)}, "end"),
    ],
)
def test_only_a_place_of_the_gazetteer_a_recent_hour_and_an_end_within_three_hours(
    wrong: dict[str, object], told: str
) -> None:
    (problem,) = slot_problems(slots(**wrong), GAZETTEER, NOW)
    assert told in problem


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("happened", "{name} was seen", "{name} is no slot"),
        ("area", "Bamako", "not written in a template"),
        ("headline", "x" * 120, "characters"),
        ("action", "You are safe.", "nothing is called safe"),
    ],
)
def test_a_template_with_other_slots_or_a_broken_rule_is_refused_whole(field: str, text: str, told: str) -> None:
    infos = tuple(info.model_copy(update={field: text}) for info in GUNFIRE.infos if info.lang == "en")
    wrong = GUNFIRE.model_copy(update={"infos": (*infos, GUNFIRE.infos[1])})
    assert any(told in problem for problem in template_problems(wrong, GAZETTEER, BAMAKO))


def test_a_template_in_one_language_is_refused() -> None:
    assert template_problems(GUNFIRE.model_copy(update={"infos": GUNFIRE.infos[:1]}), GAZETTEER, BAMAKO)


def test_an_approval_is_bound_to_every_word_of_it() -> None:
    other = GUNFIRE.model_copy(update={"severity": SHIPPED[2].severity})
    assert template_hash(GUNFIRE) != template_hash(other)
