"""The gazetteer: places by name, their hierarchy and distances. Siblings never match."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.entry import Point, Slug, Text, Value
from knowledge.text import tokens

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


class PlaceKind(StrEnum):
    """From the widest to the narrowest."""

    COUNTRY = "country"
    DISTRICT = "district"
    REGION = "region"
    CITY = "city"
    COMMUNE = "commune"
    QUARTER = "quarter"
    LANDMARK = "landmark"
    SITE = "site"


class Place(Value):
    """A place with the spellings that people type."""

    id: Slug
    kind: PlaceKind
    name: Text
    parent: Slug | None = None
    aliases: tuple[str, ...] = ()
    point: Point | None = None
    note: Text | None = None


@dataclass(frozen=True)
class Mention:
    """A place named in a text, by the positions of its first token and of the one after its last."""

    place: str
    start: int
    end: int


@dataclass(frozen=True)
class Gazetteer:
    """All places of a pack; `_longest` has how many words the longest name has that begins with a word."""

    places: tuple[Place, ...]
    _by_id: dict[str, Place] = field(init=False, repr=False)
    _by_name: dict[tuple[str, ...], str] = field(init=False, repr=False)
    _longest: dict[str, int] = field(init=False, repr=False)
    _related: dict[str, frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = {words: place.id for place in self.places for words in _names(place)}
        object.__setattr__(self, "_by_id", {place.id: place for place in self.places})
        object.__setattr__(self, "_by_name", names)
        object.__setattr__(self, "_longest", {words[0]: len(words) for words in sorted(names, key=len)})
        object.__setattr__(self, "_related", self._relations())

    def __getitem__(self, place_id: str) -> Place:
        return self._by_id[place_id]

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._by_id

    def words(self) -> frozenset[str]:
        """The names of one word: these are matched exactly and never mended. Words such as "airport" are not names."""
        return frozenset(words[0] for words in self._by_name if len(words) == 1)

    def mentions(self, words: tuple[str, ...]) -> tuple[Mention, ...]:
        """The places named in a text, longest name first at each position, in the order of the text."""
        return tuple(self._scan(words))

    def _scan(self, words: tuple[str, ...]) -> Iterator[Mention]:
        at = 0
        while at < len(words):
            found = self._longest_at(words, at) if words[at] in self._longest else None
            if found:
                yield found
            at = found.end if found else at + 1

    def _longest_at(self, words: tuple[str, ...], at: int) -> Mention | None:
        for end in range(min(len(words), at + self._longest[words[at]]), at, -1):
            if place := self._by_name.get(words[at:end]):
                return Mention(place, at, end)
        return None

    def ancestors(self, place_id: str) -> tuple[str, ...]:
        """The places that contain this one, nearest first."""
        found: list[str] = []
        parent = self._by_id[place_id].parent
        while parent in self._by_id and parent not in found:
            found.append(parent)
            parent = self._by_id[parent].parent
        return tuple(found)

    def related(self, place_id: str) -> frozenset[str]:
        """Itself, what contains it and what it contains."""
        return self._related[place_id]

    def around(self, place_ids: Iterable[str]) -> frozenset[str]:
        """These places, as far as they are known here, with what contains them and what they contain."""
        return frozenset[str]().union(*(self._related[each] for each in place_ids if each in self._related))

    def _relations(self) -> dict[str, frozenset[str]]:
        """For each place itself, its ancestors and its descendants."""
        related = {place.id: {place.id} for place in self.places}
        for place in self.places:
            for ancestor in self.ancestors(place.id):
                related[place.id].add(ancestor)
                related[ancestor].add(place.id)
        return {place: frozenset(others) for place, others in related.items()}

    def agree(self, asked: Iterable[str], held: Iterable[str]) -> bool:
        """True when some place asked about is, contains or lies in some place held."""
        return any(place in self.related(other) for place in asked for other in held)

    def nearest_names(self, text: str, limit: int = 3) -> tuple[Place, ...]:
        """Places whose spelling is nearest to a name that is not known: to suggest, never to decide."""
        from rapidfuzz import process  # loaded only for a name that is not known
        from rapidfuzz.distance import JaroWinkler

        spellings = {" ".join(words): place for words, place in self._by_name.items()}
        ranked = process.extract(
            " ".join(tokens(text)),
            list(spellings),
            scorer=JaroWinkler.similarity,
            limit=limit * 4,
            score_cutoff=0.75,
        )
        ids = dict.fromkeys(spellings[name] for name, _, _ in ranked)
        return tuple(self._by_id[place] for place in list(ids)[:limit])


def distance_km(one: Point, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in kilometres (haversine)."""
    lat1, lat2 = math.radians(one.lat), math.radians(other_lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(other_lon - one.lon) / 2
    square = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(square))


def _names(place: Place) -> Iterator[tuple[str, ...]]:
    for name in (place.name.en, place.name.fr, *place.aliases):
        if words := tokens(name):
            yield words
