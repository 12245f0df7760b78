"""What likeness of words cannot see: the measured traps, decided by rules."""

import pytest

from knowledge.answer import Answer, Choice, NoAnswer, answer
from knowledge.base import Base
from knowledge.facets import disagreement, facets
from knowledge.moment import about_now, about_then, in_present


def entry_for(base: Base, question: str, lang: str = "en") -> str | None:
    match answer(base, question, lang):  # type: ignore[arg-type]
        case Answer(entry):
            return entry.id
        case Choice() | NoAnswer():
            return None


@pytest.mark.parametrize(
    ("question", "lang", "wanted"),
    [
        ("how many people died", "en", "casualties-dead"),
        ("how many people were injured", "en", "casualties-injured"),
        ("combien de morts", "fr", "casualties-dead"),
        ("combien de blessés", "fr", "casualties-injured"),
        ("is the airport open right now", "en", "unknown-flights-now"),
        ("when did the airport reopen", "en", "restriction-airport"),
        ("was there a curfew in bamako after the attack", "en", "rumour-curfew"),
        ("is there a curfew tonight", "en", "unknown-curfew-now"),
        ("où est l'école de gendarmerie", "fr", "site-school"),
    ],
)
def test_the_thing_asked_for_decides(base: Base, question: str, lang: str, wanted: str) -> None:
    assert entry_for(base, question, lang) == wanted


@pytest.mark.parametrize(
    ("question", "lang"),
    [
        ("is there a curfew in Lagos", "en"),
        ("was the airport of Mogadishu attacked", "en"),
        ("how many people died in the attack in Nairobi", "en"),
        ("l'aéroport de Bruxelles est fermé ?", "fr"),
        ("combien de morts dans l'attentat de Kaboul", "fr"),
        ("is the airport in Malawi open", "en"),
    ],
)
def test_another_place_is_never_answered_with_bamako(base: Base, question: str, lang: str) -> None:
    assert entry_for(base, question, lang) is None


@pytest.mark.parametrize(
    ("question", "lang"), [("is there a curfew in Gao", "en"), ("c'est calme à Kidal en ce moment ?", "fr")]
)
def test_another_town_of_mali_gets_the_entry_that_says_so(base: Base, question: str, lang: str) -> None:
    assert entry_for(base, question, lang) == "unknown-other-towns"


@pytest.mark.parametrize("question", ["what will the weather be tomorrow", "best hotel in town", "who won the match"])
def test_what_is_out_of_scope_is_declined(base: Base, question: str) -> None:
    assert entry_for(base, question) is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("how many people died", {"dead", "how_many"}),
        ("combien de blesses", {"injured", "how_many"}),
        ("how long did it last", {"how_long"}),
        ("est ce sur", set()),
        ("is it safe", {"safe"}),
        ("are you sure", set()),
        ("l aeroport est ouvert", {"open"}),
    ],
)
def test_facets_are_read_from_words(text: str, asked: set[str]) -> None:
    assert asked <= facets(text)
    assert ("safe" in facets(text)) == ("safe" in asked) or text == "est ce sur"


def test_facets_of_one_group_exclude_each_other() -> None:
    assert disagreement(frozenset({"dead"}), frozenset({"injured"})) == ("fate",)
    assert disagreement(frozenset({"dead"}), frozenset({"dead", "injured"})) == ()
    assert disagreement(frozenset(), frozenset({"dead"})) == ()


@pytest.mark.parametrize("text", ["is it open tonight", "c est ouvert ce soir", "any flights tomorrow", "en ce moment"])
def test_words_of_now_are_seen(text: str) -> None:
    assert about_now(text)


@pytest.mark.parametrize("text", ["was it open that day", "ce jour la", "il y a eu des tirs", "on 17 september"])
def test_words_of_then_are_seen(text: str) -> None:
    assert about_then(text)
    assert not about_now(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("les photos sur facebook", set()),
        ("est ce que la ville est sure", {"safe"}),
        ("are you sure", set()),
        ("was that close to the shooting", set()),
        ("is the road closed", {"open"}),
        ("the soldiers who were there", set()),
        ("who was there", {"who"}),
        ("les photos qui datent", set()),
        ("c est qui", {"who"}),
        ("what does france say", {"france"}),
        ("ambassade des etats unis", {"us"}),
    ],
)
def test_a_word_asks_for_something_only_where_it_asks(text: str, asked: set[str]) -> None:
    assert facets(text) == asked


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("was petrol still scarce in 2026", False),
        ("is petrol still scarce", True),
        ("l armee a demande d eviter le secteur ce matin la", False),
        ("le consulat est ouvert ce matin", True),
        ("comment ca se passe ces temps ci", True),
        ("is it calm in badalabougou", True),
        ("yirimadio est tranquille", True),
        ("was it calm in badalabougou", False),
        ("how do i stay calm", False),
    ],
)
def test_words_of_the_present_yield_to_words_of_then(text: str, now: bool) -> None:
    assert about_now(text) is now


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("l aeroport est ferme", True),
        ("l aeroport est reste ferme longtemps", False),
        ("sont ils rentres dans l aerogare", False),
        ("les vols sont suspendus", True),
        ("les gens sont morts sur place", False),
    ],
)
def test_a_french_past_with_etre_is_no_present(text: str, present: bool) -> None:
    assert in_present(text) is present
