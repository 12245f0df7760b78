"""Phone abbreviations are spelt out, ordinary words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.speech import FIRST, spelt_out
from knowledge.text import tokens

LONGEST_MEANING = 7  # words: "qu est ce qu il y a"


def spelt(text: str, lang: str) -> str:
    return " ".join(spelt_out(tokens(text), lang))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pk l'aéroport é fermé", "pourquoi l aeroport e ferme"),
        ("C koi sa", "c est quoi ca"),
        ("cki ki a fait sa", "c est qui qui a fait ca"),
        ("ya koi a bamako", "il y a quoi a bamako"),
        ("y'a des tirs ojd ?", "il y a des tirs aujourdhui"),
        ("il ya combi1 de morts", "il y a combien de morts"),
        ("ya til un couvrefeu", "y a t il un couvre feu"),
        ("ny a pa", "n y a pas"),
        ("ia des tirs", "il y a des tirs"),
        ("es ke jpeu sortir mnt", "est ce que je peux sortir maintenant"),
        ("est ce k c ouvert", "est ce que c est ouvert"),
        ("eske cetait ds la nuit", "est ce que c etait dans la nuit"),
        ("g vu bcp de fumée labas", "j ai vu beaucoup de fumee la bas"),
        ("jai peur chui tt seul", "j ai peur je suis tout seul"),
        ("slt, kel nvl svp", "salut quel nouvelle svp"),
        ("cb de blessés", "combien de blesses"),
        ("sa va ici", "ca va ici"),
        ("sa tire où", "ca tire ou"),
        ("koman sa se passe", "comment ca se passe"),
        ("aujourd hui", "aujourdhui"),
        ("vs avez des infos", "vous avez des infos"),
        ("vs savez pr le camp militer", "vous savez pour le camp militaire"),
        ("keskispass", "qu est ce qui se passe"),
        ("les corps habillés", "les forces de securite"),
    ],
)
def test_french_from_a_phone_is_spelt_out(typed: str, meant: str) -> None:
    assert spelt(typed, "fr") == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wat happend n y", "what happend n y"),
        ("wot r ppl saying rn", "what are people saying right now"),
        ("y r they shooting", "why are they shooting"),
        ("is it safe atm", "is it safe at the moment"),
        ("shud i go 2moro b4 nyt", "should i go tomorrow before night"),
        ("how many dead n injured", "how many dead and injured"),
        ("can u msg ur govt abt it", "can you message your government about it"),
        ("airpt w/o power coz of attack", "airport without power because of attack"),
        ("stay w/ me pls", "stay with me please"),
        ("dunno, wanna leave 2nite", "dont know want to leave tonight"),
        ("k thx", "ok thanks"),
        ("owt new, nowt here", "anything new nothing here"),
        ("wetin happen", "what happen"),
    ],
)
def test_english_from_a_phone_is_spelt_out(typed: str, meant: str) -> None:
    assert spelt(typed, "en") == meant


@pytest.mark.parametrize(
    ("typed", "lang"),
    [
        ("where is the nearest atm", "en"),
        ("does my bank have a working atm", "en"),
        ("are atms open", "en"),
        ("the u s embassy", "en"),
        ("is the rn 7 open", "en"),
        ("300 bc", "en"),
        ("option y", "en"),
        ("ya koi", "en"),
        ("c est ferme", "fr"),
        ("c etait quand", "fr"),
        ("vitamine c", "fr"),
        ("sa maison", "fr"),
        ("sa ferme est loin", "fr"),
        ("vous etes une ia", "fr"),
        ("payer avec ma cb", "fr"),
        ("au pk 15", "fr"),
        ("10 k", "fr"),
        ("jnim vs armee", "fr"),
        ("il veut militer", "fr"),
        ("u r n", "fr"),
        ("why is the airport closed", "en"),
        ("pourquoi le couvre feu est il maintenu", "fr"),
    ],
)
def test_an_ordinary_word_stays(typed: str, lang: str) -> None:
    assert spelt(typed, lang) == typed


def test_another_language_is_left() -> None:
    assert spelt_out(("pk", "u"), "bm") == ("pk", "u")


WORDS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(tokens("c g k u r n w o y a sa ya ia es ke kesia keskya tlm rn atm cb")),
)


@given(st.lists(WORDS, max_size=400), st.sampled_from(["en", "fr", ""]))
def test_a_text_grows_within_bounds(words: list[str], lang: str) -> None:
    grown = spelt_out(tuple(words), lang)
    assert len(grown) <= len(words) + FIRST * (LONGEST_MEANING - 1)
    assert grown[len(grown) - max(0, len(words) - FIRST - 1) :] == tuple(words[FIRST + 1 :])
