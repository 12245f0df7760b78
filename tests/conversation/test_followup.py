"""What is said after an answer is read by what was said before, and a new full question is not."""

import pytest

from bot.conversation.splitting import parts
from knowledge.base import Base
from tests.conversation.talking import Talk

DIALOGUES = [
    [("how many were killed", "casualties-dead"), ("and injured?", "casualties-injured"), ("who says that?", "casualties-injured")],
    [("was the airport closed that day?", "restriction-airport"), ("when did it open again?", "restriction-airport-reopened"), ("and today?", "unknown-airport-now"), ("how far is it from the centre?", "site-airport-where")],
    [("is it safe in bamako now", "unknown-safe-now"), ("and in Gao?", "unknown-other-towns"), ("and Senegal?", "unknown-neighbours-now")],
    [("what does the US say about travelling to mali", "advice-us-level"), ("and France?", "advice-france"), ("source?", "advice-france")],
    [("who did this", "claim-who"), ("who are they?", "jnim-what")],
    [("my flight is on friday, will it leave?", "unknown-flights-now"), ("who can I ask?", "unknown-flights-now")],
    [("combien de morts", "casualties-dead"), ("et de blessés ?", "casualties-injured"), ("plus court svp", "casualties-injured")],
    [("y a couvre-feu ce soir ?", "unknown-curfew-now"), ("il y en avait un après l'attaque, non ?", "rumour-curfew")],
    [("donne-moi le numéro de l'ambassade américaine", "contact-us-embassy"), ("et celle de France ?", "contact-french-embassy"), ("et du Canada ?", "contact-other-embassies")],
    [("qui a fait ça", "claim-who"), ("combien de morts au total dans l'attaque du 17 septembre ?", "casualties-dead")],
]  # fmt: skip


@pytest.mark.parametrize("turns", DIALOGUES, ids=lambda turns: turns[0][0])
def test_a_follow_up_keeps_what_it_does_not_replace(base: Base, turns: list[tuple[str, str]]) -> None:
    talk = Talk(base)
    assert [(said, talk.say(said).entries[:1]) for said, _ in turns] == [(said, (entry,)) for said, entry in turns]


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
