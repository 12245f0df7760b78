import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.rumour import asks_if_true, asks_of_before, claim_alone, is_claim
from knowledge.entry import Topic
from knowledge.pack import load_pack

PASTED = [
    "Forwarded: URGENT!!! Jihadists have entered Bamako from three sides tonight, stay home and share with everyone you know!!!",
    'My aunt sent me this: "The French embassy will be attacked on Friday, source at the ministry". Is it true?',
    "Transféré : ALERTE les terroristes sont à Kalaban Coro, ils ont brûlé 3 stations, faites tourner svp",
    "TRANSFERE: Demain attaque prévue sur le pont des martyrs, ne sortez pas!!",
    "fwd: army says all shops must close at noon tomorrow. pls forward",
    "Message de la DIRPA : tous les ponts sont fermés dès 18h. Partagez",
    "Forwarded message: tomorrow all mobile networks will be cut, the army said so",
    "Bonjour la famille, ma cousine qui travaille à l'ambassade dit de faire des stocks car attaque vendredi",
    "My cousin at the ministry says not to go to the market tomorrow because there will be a bomb",
    "un ami gendarme m'a dit de ne pas sortir ce soir, ils vont frapper",
    "a colleague of mine told us to leave town, an attack is planned this weekend",
    "les gens disent de rester à la maison, attaque prévue demain matin à Bamako",
]
ASKED = [
    "is there a curfew tonight?",
    "someone is breaking down our door with a gun",
    "communiqué officiel des FAMa du 17 septembre 2024",
    "urgent: is the airport open today for flights to Paris?",
    "Should I share this warning with my family?",
    "On dit que les attaques se propagent dans tout Bamako, c'est vrai ?",
    "mon frère m'appelle de Bamako, il parle d'explosions à l'instant",
    "my aunt says the airport is closed, is that so?",
    "my mother told me about the attack, how many people died",
    "ma cousine dit qu'il faut éviter Faladié, est-ce que c'est le cas ?",
]
BARE = [
    "is it fake?",
    "Is it fake",
    "so is it true?",
    "is this true or not?",
    "true or false?",
    "fake?",
    "are they real?",
    "c'est faux ?",
    "donc c'est faux ?",
    "c'est vrai ça ?",
    "vrai ou faux",
    "info ou intox ?",
]
ABOUT_SOMETHING = [
    "is it true there is a curfew tonight?",
    "c'est vrai qu'il y a couvre-feu ce soir à Bamako ?",
    "the photos of burning planes going round on WhatsApp, are they real?",
    "on m'a dit que les terroristes sont entrés à Bamako ce soir c'est vrai ?",
    "l'état d'urgence à Bamako en septembre 2025, info ou intox ?",
    "In the video they are shooting, is it real?",
]


@pytest.mark.parametrize("text", PASTED)
def test_a_pasted_text_and_hearsay_that_asks_to_act_are_claims(text: str) -> None:
    assert is_claim(text, forwarded=False)


@pytest.mark.parametrize("text", ASKED)
def test_a_question_of_ones_own_is_no_claim(text: str) -> None:
    assert not is_claim(text, forwarded=False)
    assert is_claim(text, forwarded=True)


def test_no_example_question_of_the_pack_is_taken_for_a_claim() -> None:
    entries = load_pack().entries.values()
    asked = [question for entry in entries for question in (*entry.questions.en, *entry.questions.fr)]
    assert [question for question in asked if is_claim(question, forwarded=False)] == []


@pytest.mark.parametrize("text", BARE)
def test_a_bare_question_about_the_truth_is_about_the_text_before(text: str) -> None:
    assert asks_if_true(text)
    assert asks_of_before(text)


@pytest.mark.parametrize("text", ABOUT_SOMETHING)
def test_a_question_whether_something_is_true_stands_on_its_own(text: str) -> None:
    assert asks_if_true(text)
    assert not asks_of_before(text)


@pytest.mark.parametrize(
    "text", ["how many died?", "combien de morts ?", "was the airport hit", "vrai", "real name of JNIM"]
)
def test_a_plain_question_does_not_ask_whether_something_is_true(text: str) -> None:
    assert not asks_if_true(text)


def test_only_entries_about_checking_rumours_are_asked_for_by_a_bare_question() -> None:
    entries = load_pack().entries.values()
    asked = {
        entry.topic
        for entry in entries
        for question in (*entry.questions.en, *entry.questions.fr)
        if asks_of_before(question)
    }
    assert asked == {Topic.RUMOURS}


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("is it true that there is a curfew", "there is a curfew"),
        ("Is this true: the bridges are closed", "bridges are closed"),
        ("Transféré : les ponts sont fermés, c'est vrai ?", "ponts sont fermes"),
        ("FWD: army closes all the shops", "army closes all the shops"),
    ],
)
def test_the_claim_is_read_without_its_label_and_the_question_about_it(text: str, claim: str) -> None:
    assert claim_alone(text) == claim


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.booleans())
def test_any_text_is_read_without_an_error(text: str, forwarded: bool) -> None:
    is_claim(text, forwarded)
    asks_if_true(text)
    asks_of_before(text)
    claim_alone(text)
