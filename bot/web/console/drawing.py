"""A map drawn here from our own rough points: where an advisory holds, and the places around. No tile is fetched."""

import math
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

from knowledge.entry import Lang, Point
from knowledge.place import Gazetteer, Place, PlaceKind

WIDTH, HEIGHT = 640, 360  # units of the drawing
EDGE = 60  # units left free around what is shown, for the names
LEAST = 6.0  # km shown at least, from the middle to the side
KM = 111.195  # of one degree of latitude
NEIGHBOURS = {PlaceKind.QUARTER, PlaceKind.CITY, PlaceKind.REGION, PlaceKind.DISTRICT, PlaceKind.SITE}
LETTER, LINE, GAP = 11.0, 24.0, 10.0  # units of a name on the drawing
LONGEST = 36  # letters of a name that are drawn


@dataclass(frozen=True)
class Spot:
    """A place on the drawing; `r` is how roughly its point is known."""

    x: float
    y: float
    r: float
    name: str
    chosen: bool
    side: Literal["start", "end", "middle"]  # where its name begins, as SVG says it: right of it, left, or below

    def label(self) -> tuple[float, float, float, float]:
        """Where its name stands: left, top, right, bottom."""
        length = LETTER * len(self.name)
        left = {"start": 0.0, "end": length, "middle": length / 2}[self.side]
        return self.text_x - left, self.text_y - LINE, self.text_x - left + length, self.text_y

    @property
    def text_x(self) -> float:
        return self.x + {"start": GAP, "end": -GAP, "middle": 0.0}[self.side]

    @property
    def text_y(self) -> float:
        return self.y + (LINE + GAP if self.side == "middle" else LINE / 3)


@dataclass(frozen=True)
class Drawing:
    """Everything that the template draws; `km` is the length of the scale's bar in kilometres, `bar` in units."""

    spots: tuple[Spot, ...]
    km: int
    bar: float
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def told(self) -> str:
        return ", ".join(spot.name for spot in self.spots if spot.chosen)


def areas(places: Gazetteer, chosen: tuple[str, ...], lang: Lang) -> Drawing | None:
    """The chosen places among their neighbours; None where none of them, nor what contains it, has a point."""
    marked = {found.id: found for each in chosen if each in places and (found := _pointed(places, each))}
    if not marked:
        return None
    points = [each.point for each in marked.values() if each.point]
    lat, lon = sum(p.lat for p in points) / len(points), sum(p.lon for p in points) / len(points)
    reach = max(LEAST, *(max(map(abs, _offset(p, lat, lon))) + p.uncertainty_km for p in points)) * 1.3
    scale = (HEIGHT / 2 - EDGE / 2) / reach
    near = [each for each in places.places if each.id not in marked and _near(each, lat, lon, reach)]
    spots: list[Spot] = []
    for each in (*marked.values(), *near):
        if each.point:
            spot = _spot(each, each.point, lat, lon, scale, lang, each.id in marked)
            if spot.chosen or not any(_over(spot.label(), other.label()) for other in spots):
                spots.append(spot)
    km = _round(reach / 2)
    return Drawing(tuple(spots), km, km * scale)


def _pointed(places: Gazetteer, place_id: str) -> Place | None:
    """The place itself, or the nearest that contains it and has a point."""
    for each in (place_id, *places.ancestors(place_id)):
        if places[each].point:
            return places[each]
    return None


def _near(each: Place, lat: float, lon: float, reach: float) -> bool:
    if each.point is None or each.kind not in NEIGHBOURS:
        return False
    east, north = _offset(each.point, lat, lon)
    return abs(north) < reach and abs(east) < reach * WIDTH / HEIGHT


def _offset(point: Point, lat: float, lon: float) -> tuple[float, float]:
    """Kilometres east and north of the middle."""
    return (point.lon - lon) * KM * math.cos(math.radians(lat)), (point.lat - lat) * KM


def _spot(each: Place, point: Point, lat: float, lon: float, scale: float, lang: Lang, chosen: bool) -> Spot:
    east, north = _offset(point, lat, lon)
    x, y = WIDTH / 2 + east * scale, HEIGHT / 2 - north * scale
    name = shorten((each.name.fr if lang == "fr" else each.name.en).partition(" (")[0], LONGEST, placeholder="…")
    length, r = GAP + LETTER * len(name), max(4.0, point.uncertainty_km * scale)
    return Spot(round(x, 1), round(y, 1), round(r, 1), name, chosen, _side(x, length))


def _side(x: float, length: float) -> Literal["start", "end", "middle"]:
    """Where there is room for a name."""
    if x + length <= WIDTH:
        return "start"
    return "end" if x - length >= 0 else "middle"


def _over(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _round(km: float) -> int:
    """1, 2, 5, 10, 20, 50 …"""
    power = 10 ** math.floor(math.log10(max(km, 1)))
    return int(max(n * power for n in (1, 2, 5) if n * power <= max(km, 1)))
