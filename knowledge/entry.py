"""The values that a pack is made of: entries and their statements, sites, restrictions, sources, contacts."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from knowledge.asof import AsOf

Lang = Literal["en", "fr"]
LANGS: tuple[Lang, ...] = ("en", "fr")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=900)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]


class Value(BaseModel):
    """A frozen value; a field that is not known here is an error, so that a misspelt key is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Value):
    """The same sentence in both languages."""

    en: Sentence
    fr: Sentence

    def __getitem__(self, lang: Lang) -> str:
        return self.fr if lang == "fr" else self.en


class Status(StrEnum):
    """How sure a statement is. `confirmed`: several independent sources agree, or one primary, wire or
    fact-check source that nothing contradicts; `official`: said by an authority, which does not make it true."""

    CONFIRMED = "confirmed"
    OFFICIAL = "official"
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    UNVERIFIED = "unverified"
    ANALYSIS = "analysis"
    GUIDANCE = "guidance"
    UNKNOWN = "unknown"


class Topic(StrEnum):
    """What an entry is about; it decides which entries are offered when nothing fits."""

    ATTACK = "attack"
    SITES = "sites"
    CASUALTIES = "casualties"
    CLAIMS = "claims"
    RESPONSE = "response"
    RESTRICTIONS = "restrictions"
    RUMOURS = "rumours"
    REACTIONS = "reactions"
    CONTEXT = "context"
    ANALYSIS = "analysis"
    RECOMMENDATIONS = "recommendations"
    ADVICE = "advice"
    GUIDANCE = "guidance"
    CONTACTS = "contacts"
    UNKNOWN = "unknown"
    ASSISTANT = "assistant"


class Audience(StrEnum):
    """Who is asking: it decides whom to ask instead."""

    EVERYONE = "everyone"
    TRAVELLER = "traveller"
    NGO = "ngo"
    RESIDENT = "resident"


class Tense(StrEnum):
    """`past` is a dated event and never lapses; `now` says what is not known about the present;
    `always` holds until its statements' own end."""

    PAST = "past"
    NOW = "now"
    ALWAYS = "always"


class Statement(Value):
    """One sentence or two with how sure, as of when, by whom, and where it was read."""

    id: Slug | None = None
    en: Sentence
    fr: Sentence
    status: Status
    as_of: AsOf
    by: Annotated[tuple[Slug, ...], Field(min_length=1)]
    sources: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    valid_until: Day | None = None
    superseded_by: str | None = None
    more: bool = False

    def text(self, lang: Lang) -> str:
        return self.fr if lang == "fr" else self.en


class Questions(Value):
    """Example questions as people type them; the first of each language is the full one, shown on buttons."""

    en: Annotated[tuple[Sentence, ...], Field(min_length=8)]
    fr: Annotated[tuple[Sentence, ...], Field(min_length=8)]

    def __getitem__(self, lang: Lang) -> tuple[str, ...]:
        return self.fr if lang == "fr" else self.en


class Entry(Value):
    """One curated answer."""

    id: Slug
    topic: Topic
    title: Text
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)] = (Audience.EVERYONE,)
    places: Annotated[tuple[Slug, ...], Field(min_length=1)]
    tense: Tense
    when_asked_now: Slug | None = None
    questions: Questions
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
    ask_whom: tuple[Slug, ...] = ()
    missing: tuple[int, ...] = ()
    related: tuple[Slug, ...] = ()
    review: Day

    @property
    def unknown(self) -> bool:
        """True where the entry's first word is that something is not known."""
        return self.statements[0].status is Status.UNKNOWN


class Point(Value):
    """A coordinate only as sharp as its source: degrees, and the radius in km within which the place lies."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    uncertainty_km: Annotated[float, Field(ge=0.5, le=50)]
    source: str


class Site(Value):
    """A place that was hit on 17 September 2024."""

    id: Slug
    place: Slug
    quarter: Slug
    name: Text
    landmark: Text
    what: Text
    point: Point | None = None
    entry: Slug
    status: Status
    as_of: AsOf
    by: tuple[Slug, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...] = ()


class RestrictionState(StrEnum):
    """Nothing here is ever listed as in force: what is in force is an alert, issued and approved."""

    ENDED = "ended"
    END_NOT_FOUND = "end_not_found"
    UNCORROBORATED = "uncorroborated"


class Restriction(Value):
    """A movement restriction: who imposed what, where, from when, until when."""

    id: Slug
    who: Text
    what: Text
    places: Annotated[tuple[Slug, ...], Field(min_length=1)]
    since: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None
    state: RestrictionState
    entry: Slug
    as_of: AsOf
    by: tuple[Slug, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...] = ()


class Voice(Value):
    """Somebody who says something."""

    id: Slug
    name: Text


class Source(Value):
    """Where it was read."""

    id: str
    title: str
    publisher: str
    date: str
    kind: Literal[
        "source-document",
        "agency",
        "news",
        "primary",
        "factcheck",
        "reference",
        "mirror",
        "aggregator",
        "data",
    ]
    url: str | None = None


class Referral(Value):
    """Whom to ask instead, worded for the people who may ask there; `brief` says first whom it is for."""

    id: Slug
    audience: Audience
    text: Text
    brief: Text


class Contact(Value):
    """A number that is shown only once an operator has verified it."""

    id: Slug
    name: Text
    purpose: Text
    number: str | None = None
    verified_on: Day | None = None
    verified_by: str | None = None
    shown_with: tuple[Slug, ...] = ()  # the entries under which it stands once it is verified
    facts: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        return bool(self.number and self.verified_on)
