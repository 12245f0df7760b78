"""A question is kept only where the person says so, sends it again, and it still has no answer; names are masked."""

import pytest

from bot.conversation.keeping import ASKED, masked
from bot.conversation.message import Message, Tap, Words
from bot.conversation.reply import LeaveQuestion, Person, Turn
from bot.conversation.respond import respond
from knowledge.base import Base
from knowledge.context import Context
from tests.makers import NOW

UNKNOWN = "who sells the cheapest honey in the village"


def turn(base: Base, message: Message, context: Context, channel: str = "web") -> Turn:
    return respond(base, Person(channel, hint="en"), context, message, NOW, lambda places, lang: ())


def left(given: Turn) -> list[LeaveQuestion]:
    return [effect for effect in given.effects if isinstance(effect, LeaveQuestion)]


def test_an_honest_no_offers_to_keep_the_question_and_keeps_nothing_yet(base: Base) -> None:
    no = turn(base, Words(UNKNOWN), Context())
    assert no.reply.buttons[-1][0].label == "Keep this question, without my name"
    assert left(no) == []


def test_sent_again_it_is_kept_masked(base: Base) -> None:
    asked = turn(base, Tap("k:"), turn(base, Words(UNKNOWN), Context()).context)
    assert asked.context.pending == ASKED
    kept = turn(base, Words("who sells the cheapest honey, my uncle Zoumana Diakité wants some"), asked.context)
    assert [effect.text for effect in left(kept)] == ["who sells the cheapest honey, my uncle … … wants some"]
    assert "Kept, without your name" in kept.reply.text
    assert kept.context.pending is None


def test_what_has_an_answer_is_answered_instead(base: Base) -> None:
    asked = turn(base, Tap("k:"), turn(base, Words(UNKNOWN), Context()).context)
    answered = turn(base, Words("how many people died?"), asked.context)
    assert "casualties-dead" in answered.reply.entries
    assert left(answered) == []


def test_a_cry_is_answered_first(base: Base) -> None:
    asked = turn(base, Tap("k:"), turn(base, Words(UNKNOWN), Context()).context)
    cry = turn(base, Words("help us they are shooting at our house"), asked.context)
    assert cry.reply.danger
    assert left(cry) == []


def test_who_changes_their_mind_leaves_nothing(base: Base) -> None:
    asked = turn(base, Tap("k:"), turn(base, Words(UNKNOWN), Context()).context)
    said = turn(base, Tap("k:no"), asked.context)
    assert said.reply.text == "Nothing was kept."
    assert said.context.pending is None


def test_a_terminal_keeps_nothing_and_offers_nothing(base: Base) -> None:
    no = turn(base, Words(UNKNOWN), Context(), "terminal")
    assert all(button.action != "k:" for row in no.reply.buttons for button in row)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Is Sekou Tamboura at the Gabriel Touré hospital", "Is … … at the Gabriel … hospital"),
        ("la route de Senou est ouverte pour Mme kone ?", "la route de Senou est ouverte pour Mme … ?"),
        ("Bamako or Kati? Moussa knows", "Bamako or Kati? … knows"),
        ("my brother sekou works there", "my brother … works there"),
        ("WHERE IS SEKOU TAMBOURA OF BAMAKO", "WHERE IS … … OF BAMAKO"),
        ("Tamboura est-il à Kati ?", "… est-il à Kati ?"),
        ("Trouvez le cheval de mon oncle", "Trouvez le cheval de mon oncle"),
        ("je m'appelle awa sidibe, qui vend du miel", "je m'appelle … …, qui vend du miel"),
        ("my husband zoumanablo sells honey", "my husband … sells honey"),
        ("QUI VEND LE MIEL LE MOINS CHER", "QUI VEND LE MIEL LE MOINS CHER"),
    ],
)
def test_names_are_masked_and_places_stay(base: Base, said: str, kept: str) -> None:
    assert masked(base, said) == kept
