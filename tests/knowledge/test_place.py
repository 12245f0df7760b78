import pytest

from knowledge.base import Base
from knowledge.entry import Point
from knowledge.place import distance_km
from knowledge.text import tokens


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("senou", "senou"),
        ("faladje", "faladie"),
        ("sogonico", "sogoniko"),
        ("la tour d'afrique", "tour-afrique"),
        ("Tombouctou", "tombouctou"),
        ("timbuktu", "tombouctou"),
        ("BKO", "bko-airport"),
        ("Faladié Koulikoro", "faladie-koulikoro"),
        ("Niger", "niger"),
        ("Nigeria", "nigeria"),
        ("Malawi", "malawi"),
        ("Somalie", "somalia"),
        ("Lagos", "lagos"),
    ],
)
def test_places_are_known_by_the_spellings_people_type(base: Base, typed: str, meant: str) -> None:
    assert [mention.place for mention in base.pack.gazetteer.mentions(tokens(typed))] == [meant]


@pytest.mark.parametrize("words", ["the airport", "nice weather", "a car", "the school", "réunion demain"])
def test_everyday_words_are_no_places(base: Base, words: str) -> None:
    assert base.pack.gazetteer.mentions(tokens(words)) == ()


def test_siblings_never_match_and_parents_do(base: Base) -> None:
    gazetteer = base.pack.gazetteer
    assert gazetteer.agree(["faladie"], ["bamako"])
    assert gazetteer.agree(["mali"], ["faladie"])
    assert not gazetteer.agree(["gao"], ["bamako"])
    assert not gazetteer.agree(["faladie"], ["faladie-koulikoro"])
    assert not gazetteer.agree(["niger"], ["mali"])


def test_an_unknown_name_gets_the_nearest_ones_to_choose_from(base: Base) -> None:
    assert "faladie" in [place.id for place in base.pack.gazetteer.nearest_names("faldie")]
    assert base.pack.gazetteer.nearest_names("zzzzqqq") == ()


def test_the_distance_from_faladie_to_the_runway_is_what_the_research_measured() -> None:
    faladie = Point(lat=12.59469, lon=-7.94706, uncertainty_km=1.5, source="GEO4")
    assert distance_km(faladie, 12.53355, -7.94994) == pytest.approx(6.8, abs=0.05)


def test_no_place_of_the_pack_is_sharper_than_half_a_kilometre(base: Base) -> None:
    points = [place.point for place in base.pack.contents.places if place.point]
    points += [site.point for site in base.pack.contents.sites if site.point]
    assert points
    assert all(point.uncertainty_km >= 1 for point in points)
    assert base.pack.gazetteer["gendarmerie-school"].point is None
