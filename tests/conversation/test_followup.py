"""What is said after an answer is read by what was said before, and a new full question is not."""

import pytest

from bot.conversation.followup import without_opening
from bot.conversation.splitting import parts
from knowledge.base import Base
from tests.conversation.talking import Talk

DIALOGUES = [
    [("how many were killed", "casualties-dead"), ("and injured?", "casualties-injured"), ("who says that?", "casualties-injured")],
    [("was the airport closed that day?", "restriction-airport"), ("when did it open again?", "restriction-airport"), ("and today?", "unknown-flights-now"), ("how far is it from the centre?", "site-airport-where")],
    [("is it safe in bamako now", "unknown-safe-now"), ("and in Gao?", "unknown-other-towns"), ("and Senegal?", "unknown-neighbours-now")],
    [("what does the US say about travelling to mali", "advice-us-level"), ("and France?", "advice-france"), ("source?", "advice-france")],
    [("who did this", "claim-who"), ("who are they?", "jnim-what")],
    [("my flight is on friday, will it leave?", "unknown-flights-now"), ("who can I ask?", "unknown-flights-now")],
    [("combien de morts", "casualties-dead"), ("et de blessés ?", "casualties-injured"), ("plus court svp", "casualties-injured")],
    [("y a couvre-feu ce soir ?", "unknown-curfew-now"), ("il y en avait un après l'attaque, non ?", "rumour-curfew")],
    [("donne-moi le numéro de l'ambassade américaine", "contact-us-embassy"), ("et celle de France ?", "contact-french-embassy"), ("et du Canada ?", "contact-other-embassies")],
    [("was the airport hit", "site-airport-hit"), ("ok thanks, and the wounded?", "casualties-injured"), ("which ones?", "casualties-injured"), ("so any hostages", "attack-hostages")],
    [("what does France advise", "advice-france"), ("Canada?", "advice-canada"), ("why?", "advice-canada"), ("what weapons did they have", "attack-how")],
    [("ya eu des arrestations ?", "response-arrests"), ("par qui", "response-arrests"), ("tu es sûr ?", "response-arrests"), ("bon et l'avion du PAM", "site-wfp-plane"), ("l'équipage ?", "site-wfp-plane")],
    [("how many were arrested", "response-arrests"), ("what about the curfew rumour", "rumour-curfew"), ("thanks", ""), ("back to the arrests", "response-arrests")],
    [("l'école de gendarmerie c'est où", "site-school"), ("qui a attaqué", "claim-who"), ("ils veulent quoi", "jnim-aims"), ("tu disais quoi sur l'école", "site-school")],
    [("qui a fait ça", "claim-who"), ("combien de morts au total dans l'attaque du 17 septembre ?", "casualties-dead")],
]  # fmt: skip


@pytest.mark.parametrize("turns", DIALOGUES, ids=lambda turns: turns[0][0])
def test_a_follow_up_keeps_what_it_does_not_replace(base: Base, turns: list[tuple[str, str]]) -> None:
    talk = Talk(base)
    assert [(said, talk.say(said).entries[:1]) for said, _ in turns] == [
        (said, (entry,) if entry else ()) for said, entry in turns
    ]


def test_one_of_several_answers_is_asked_about_by_its_number(base: Base) -> None:
    talk = Talk(base)
    assert talk.say("How many died and when did it start?").entries == ("casualties-dead", "attack-when")
    assert talk.say("and the first, source?").entries == ("casualties-dead",)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("combien de morts et à quelle heure ça a commencé ?", 2),
        ("et les autres avions, combien ?", 1),
        ("who did it? how many dead? is the airport open?", 3),
    ],
)
def test_only_what_asks_for_itself_is_a_question_of_its_own(text: str, asked: int) -> None:
    assert len(parts(text)) == asked


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("how many were arrested", "how many?"),
        ("how many were arrested", "where?"),
        ("was a WFP plane damaged", "the crew?"),
        ("is there a curfew tonight", "why?"),
        ("y a-t-il eu des otages ?", "pourquoi ?"),
        ("y a-t-il eu des otages ?", "vraiment ?"),
    ],
)
def test_no_answer_is_given_twice_in_the_same_words(base: Base, first: str, then: str) -> None:
    talk = Talk(base)
    given, asked = talk.say(first), talk.say(then)
    assert given.entries == asked.entries
    assert given.text != asked.text
    assert asked.buttons


def test_what_a_follow_up_names_is_told_alone(base: Base) -> None:
    talk = Talk(base)
    talk.say("was a WFP plane damaged")
    assert "serious" not in (crew := talk.say("the crew?").text)
    assert "crew were unharmed" in crew


def test_the_same_question_is_answered_in_full_again(base: Base) -> None:
    talk = Talk(base)
    assert talk.say("was a WFP plane damaged?").text == talk.say("was a WFP plane damaged?").text


def test_what_has_nothing_to_do_with_it_is_declined_in_a_dialogue_too(base: Base) -> None:
    talk = Talk(base)
    talk.say("was the airport closed that day?")
    assert talk.say("what's a good recipe for pancakes").abstained


def test_a_question_behind_a_cry_for_help_is_answered(base: Base) -> None:
    talk = Talk(base)
    assert talk.say("they are shooting at us, help").danger
    assert talk.say("it stopped").danger
    assert talk.say("who is attacking").entries != ("danger-now",)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ok thanks, so what about Faladié?", "what about Faladié?"),
        ("Bon d'accord, et l'école ?", "et l'école ?"),
        ("ok", "ok"),
        ("Thanksgiving in Bamako?", "Thanksgiving in Bamako?"),
    ],
)
def test_the_words_that_people_come_in_with_ask_nothing(text: str, rest: str) -> None:
    assert without_opening(text) == rest
