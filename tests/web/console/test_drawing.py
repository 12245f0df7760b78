"""The map: what is chosen is on it and marked, names stay within it and apart."""

from itertools import combinations

import pytest

from bot.web.console import drawing
from knowledge.base import Base
from knowledge.entry import LANGS, Lang


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("chosen", [("faladie", "bko-airport"), ("mali",), ("kidal", "gao"), ("gendarmerie-school",)])
def test_names_stay_apart_and_within_the_drawing(base: Base, chosen: tuple[str, ...], lang: Lang) -> None:
    found = drawing.areas(base.pack.gazetteer, chosen, lang)
    if found is None:
        assert chosen == ("mali",)  # a country has no point
        return
    assert any(spot.chosen for spot in found.spots)
    for spot in found.spots:
        left, _, right, bottom = spot.label()
        assert left >= 0
        assert right <= drawing.WIDTH + drawing.GAP
        assert bottom <= drawing.HEIGHT
    neighbours = [spot.label() for spot in found.spots if not spot.chosen]
    for one, other in combinations(neighbours, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_place_without_a_point_is_shown_by_what_contains_it(base: Base) -> None:
    found = drawing.areas(base.pack.gazetteer, ("tour-afrique",), "en")
    assert found
    assert found.told == "Faladié"


def test_a_place_that_is_not_known_is_not_drawn(base: Base) -> None:
    assert drawing.areas(base.pack.gazetteer, ("atlantis",), "en") is None
