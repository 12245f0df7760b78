"""Typing errors are mended, everything else is left as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Base
from knowledge.matcher import Example, Matcher
from knowledge.mend import Mender, count_words, named, proper_words
from knowledge.names import NAMES
from knowledge.speech import FIRST, spelt_out
from knowledge.text import tokens

EXAMPLES = [
    Example("airport", "en", "Is the airport open?"),
    Example("airport", "fr", "L'aéroport est-il ouvert ?"),
    Example("embassy", "en", "Where is the embassy?"),
    Example("embassy", "fr", "Où se trouve l'ambassade ?"),
    Example("curfew", "en", "Is there a curfew tonight in leather shops or bandana shops?"),
    Example("curfew", "fr", "Le métro roule-t-il pendant le couvre-feu ?"),
    Example("town", "en", "Is the road to Kayes and Senou safe, and the sensor?"),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(EXAMPLES, protected=["Kayes", "Sénou", "Ségou"])


@pytest.mark.parametrize(
    ("typed", "lang", "understood"),
    [
        ("is the arport open", "en", "is the airport open"),
        ("embasssy", "en", "embassy"),
        ("emabssy", "en", "embassy"),
        ("curfw tonihgt", "en", "curfew tonight"),
        ("l'aeropotr", "fr", "l aeroport"),
        ("ambasade ouvret", "fr", "ambassade ouvert"),
        ("the opn", "en", "the open"),
    ],
)
def test_a_typing_error_is_mended(matcher: Matcher, typed: str, lang: str, understood: str) -> None:
    assert " ".join(matcher.understood(typed, lang)) == understood


@pytest.mark.parametrize(
    ("typed", "lang"),
    [
        ("weather", "en"),
        ("banana", "en"),
        ("meteo", "fr"),
        ("meteor", "fr"),
        ("the cma", "en"),
        ("x1rport", "en"),
    ],
)
def test_a_word_of_the_language_or_a_short_one_is_left(matcher: Matcher, typed: str, lang: str) -> None:
    assert " ".join(matcher.understood(typed, lang)) == typed


def test_accents_do_not_make_a_word_unknown(matcher: Matcher) -> None:
    assert " ".join(matcher.understood("météo", "fr")) == "meteo"


def test_nothing_is_mended_to_a_protected_word(matcher: Matcher) -> None:
    assert " ".join(matcher.understood("kayess", "en")) == "kayess"


def test_a_protected_word_is_never_mended_away(matcher: Matcher) -> None:
    plain = Matcher.build([*EXAMPLES, Example("town", "en", "segour")])
    assert " ".join(plain.understood("segou", "en")) == "segour"
    guarded = Matcher.build([*EXAMPLES, Example("town", "en", "segour")], protected=["Ségou"])
    assert " ".join(guarded.understood("segou", "en")) == "segou"


def test_a_language_without_examples_is_mended_with_the_other_ones_words() -> None:
    english = Matcher.build([example for example in EXAMPLES if example.lang == "en"])
    assert " ".join(english.understood("embasssy", "fr")) == "embassy"


def test_gibberish_is_left(matcher: Matcher) -> None:
    assert " ".join(matcher.understood("qzxwv " * 500, "en")) == " ".join(["qzxwv"] * 500)


KNOWN = {
    "en": "was the airport attacked; attack at the gendarmerie; what happened; how many injured and killed by police;"
    " is the embassy closed; curfew tonight; military hospital; terrorists; how many people died; cfa usa can away",
    "fr": "attaque de l aeroport; la gendarmerie; combien de morts; les blesses; ecole militaire; est ce que l ambassade"
    " est ouvert; couvre feu ferme; securite; terroristes; police; hopital; explosion; sante; nous avons confirme;"
    " quel jour; cfa; pourquoi; quoi; il y a",
}


def mender(lang: str) -> Mender:
    return Mender(count_words(tokens(part) for part in KNOWN[lang].split(";")), proper_words(lang), frozenset())


MENDERS = {lang: mender(lang) for lang in KNOWN}


def mended(typed: str, lang: str) -> str:
    return " ".join(MENDERS[lang].mend(tokens(typed)))


@pytest.mark.parametrize("typed", ["atak", "attak", "atac", "atake", "attack"])
def test_the_attack_is_known_by_ear(typed: str) -> None:
    assert mended(typed, "fr") == "attaque"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lattak", "l attaque"),
        ("lattaque", "l attaque"),
        ("laéropor", "l aeroport"),
        ("laeroport", "l aeroport"),
        ("lambasad", "l ambassade"),
        ("aéropor", "aeroport"),
        ("mor", "morts"),
        ("morr", "morts"),
        ("blécé", "blesses"),
        ("zandarmri", "gendarmerie"),
        ("jandarmeri", "gendarmerie"),
        ("kouvre feu", "couvre feu"),
        ("couvrefeu", "couvre feu"),
        ("sekurité", "securite"),
        ("fermé", "ferme"),
        ("teroriste", "terroristes"),
        ("polise", "police"),
        ("camp militer", "camp militaire"),
        ("ekol militair", "ecole militaire"),
        ("ambasad", "ambassade"),
        ("opital", "hopital"),
        ("explozion konfirmé", "explosion confirme"),
        ("es ke laéropor é ouver", "est ce que l aeroport e ouvert"),
    ],
)
def test_french_written_by_ear_is_understood(typed: str, meant: str) -> None:
    assert mended(typed, "fr") == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("atack", "attack"),
        ("attak", "attack"),
        ("atacked", "attacked"),
        ("airpot", "airport"),
        ("airporrt", "airport"),
        ("wat happend", "what happened"),
        ("hapend", "happened"),
        ("injurd n kiled", "injured and killed"),
        ("embasy", "embassy"),
        ("curfiew", "curfew"),
        ("curfue", "curfew"),
        ("gendarmery", "gendarmerie"),
        ("milatary hospitle", "military hospital"),
        ("teroists", "terrorists"),
    ],
)
def test_english_written_by_ear_is_understood(typed: str, meant: str) -> None:
    assert mended(typed, "en") == meant


@pytest.mark.parametrize(
    ("typed", "lang"),
    [
        *(
            (word, "en")
            for word in tokens("weather lagos nairobi sagou cma msa att awa tal muda media cuida febrero banane")
        ),
        *((word, "fr") for word in tokens("banane lagos dakar nadie keita coulibaly weather cma sa lome")),
        *((word, "fr") for word in tokens("shake pound valley school hotel")),
        ("fermer la porte", "fr"),
        ("l avion a atterri", "fr"),
    ],
)
def test_a_name_or_a_word_of_either_language_is_left(typed: str, lang: str) -> None:
    assert mended(typed, lang).split()[-1] in {typed.split()[-1], "ca"}
    assert len(mended(typed, lang).split()) == len(typed.split())


def test_a_protected_name_is_not_heard_as_another_word() -> None:
    known = {"sante": 3, "attaque": 2}
    assert Mender(known, proper_words("fr"), frozenset({"kante", "atak"})).mend(("atak",)) == ("atak",)
    assert Mender(known, proper_words("fr"), frozenset({"attaque"})).mend(("atak",)) == ("atak",)


def test_a_word_is_not_mended_to_a_rare_misspelling_that_sounds_the_same() -> None:
    known = {"attaque": 1, "attak": 2, "morts": 1}
    assert Mender(known, proper_words("fr"), frozenset()).mend(("atac", "lattaque")) == ("attaque", "l", "attaque")


def test_the_commonest_of_the_words_that_sound_alike_is_taken() -> None:
    assert Mender({"mort": 1, "mord": 5}, proper_words("fr"), frozenset()).mend(("morr",)) == ("mord",)


@given(st.lists(st.text(max_size=14), max_size=60), st.sampled_from(["en", "fr"]))
def test_any_words_are_mended_within_bounds(words: list[str], lang: str) -> None:
    assert len(MENDERS[lang].mend(words)) <= 2 * len(words) + 6 * min(len(words), FIRST)


@given(st.text(alphabet="aeioukqcghpstlndmrxzwy", max_size=40), st.sampled_from(["en", "fr"]))
def test_any_letters_are_mended_to_at_most_an_elision_and_a_word(word: str, lang: str) -> None:
    assert len(MENDERS[lang].mend((word,))) <= 7


NAMED = [
    *("Traoré", "Cissé", "Sissoko", "Kanté", "Koïta", "Sékou", "Mory", "Sory", "Nana", "Inna", "Fily", "Théra"),
    *("INSO", "FNUD", "USAID", "MSA", "ONU", "Bobo", "Kita", "Niamey", "Maradi"),
]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", NAMED)
def test_names_initials_and_places_are_never_mended_in_any_spelling(base: Base, name: str, lang: str) -> None:
    for typed in (name, name.lower(), name.upper(), f"where is {name.lower()} now", f"où est {name} ?"):
        assert tokens(name)[0] in base.matcher.understood(typed, lang)


def test_every_name_of_the_list_stands(base: Base) -> None:
    changed = {name for name in NAMES for lang in ("en", "fr") if base.matcher.understood(name, lang) != (name,)}
    assert changed <= {"sow", "fall"}, "words that phones write for others"


@given(st.text(st.sampled_from("abcdeilmnorstuy"), min_size=2, max_size=6), st.sampled_from(["en", "fr"]))
def test_a_short_word_with_a_capital_inside_a_sentence_is_a_name(base: Base, word: str, lang: str) -> None:
    name = word.capitalize()
    known = word not in spelt_out(("have", "you", "seen", word, "there"), lang) or tokens(f"x {name} y")[1] != word
    assert known or word in base.matcher.understood(f"have you seen {name} there", lang)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("where is Mory now", {"mory"}),
        ("Mory is lost", set()),
        ("Lost. Mory is lost", set()),
        ("INSO said so", {"inso"}),
        ("WHERE IS MORY NOW", set()),
        ("où est l'équipe d'Éva", {"eva"}),
        ("at the Gendarmrie school", set()),
    ],
)
def test_capitals_mark_short_names_inside_a_sentence_and_initials(text: str, marked: set[str]) -> None:
    assert named(text) == marked
