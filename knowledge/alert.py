"""CAP 1.2 words and rules: what an alert is. What makes it fit to be issued stands in `alert_rules`."""

import hashlib
import json
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)

from knowledge.entry import LANGS, Lang, Slug, Value


class Severity(StrEnum):
    """CAP severity, verbatim; it is that of this event, never a country's advice level."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"

    @property
    def rank(self) -> int:
        """4 is the gravest, 0 is unknown."""
        return 4 - list(Severity).index(self)

    @property
    def reaches(self) -> int:
        """The rank that a subscription's least severity is compared with.

        An event whose severity nobody knows yet is pushed as a moderate one: silence would be the worse mistake.
        """
        return Severity.MODERATE.rank if self is Severity.UNKNOWN else self.rank


class Reach(StrEnum):
    """To whom a kind of message goes; the people themselves are found when it is issued, never earlier."""

    FOLLOWERS = "followers"
    FOLLOWERS_AND_THREAD = "followers_and_thread"  # and everybody who has, or may have, a message of the thread
    THREAD = "thread"
    MESSAGES = "messages"  # an edit of the message already sent


class Kind(StrEnum):
    """What a message does to its thread."""

    ALERT = "alert"
    UPDATE = "update"
    MINOR = "minor"
    CORRECTION = "correction"
    TRANSLATION = "translation"
    ALL_CLEAR = "all_clear"
    CANCEL = "cancel"

    @property
    def msg_type(self) -> str:
        """CAP's msgType; an all-clear is an Update with the response type AllClear."""
        return {Kind.ALERT: "Alert", Kind.CANCEL: "Cancel"}.get(self, "Update")

    @property
    def reach(self) -> Reach:
        return _REACH[self]

    @property
    def ends(self) -> bool:
        """True where nothing of the thread is in force afterwards."""
        return self in (Kind.ALL_CLEAR, Kind.CANCEL)


_REACH = {
    Kind.ALERT: Reach.FOLLOWERS,
    Kind.UPDATE: Reach.FOLLOWERS_AND_THREAD,
    Kind.ALL_CLEAR: Reach.FOLLOWERS_AND_THREAD,
    Kind.CORRECTION: Reach.THREAD,
    Kind.CANCEL: Reach.THREAD,
    Kind.MINOR: Reach.MESSAGES,
    Kind.TRANSLATION: Reach.MESSAGES,
}


class Status(StrEnum):
    """An exercise never reaches people outside the exercise."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"


class Scope(StrEnum):
    """Who may read it."""

    PUBLIC = "public"
    TEAM = "team"


class Urgency(StrEnum):
    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"  # within the next hour
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    OBSERVED = "Observed"
    LIKELY = "Likely"  # more than about 50 %
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


class ResponseType(StrEnum):
    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Category(StrEnum):
    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


def _whole_second(at: datetime) -> datetime:
    """CAP knows no fractions of a second; in UTC one moment has one spelling, so it hashes alike."""
    return at.astimezone(UTC).replace(microsecond=0)


Moment = Annotated[AwareDatetime, AfterValidator(_whole_second)]


def _visible(text: object) -> object:
    """Without characters that are not seen and turn around, hide or break what is: controls, bidirectional marks."""
    if not isinstance(text, str):
        return text
    spaced = text.replace("\t", " ")
    return "".join(
        char for char in spaced if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    )


# A draft may be unfinished: what is missing is told by the rules, all at once.
Words = Annotated[str, BeforeValidator(_visible), StringConstraints(strip_whitespace=True, max_length=2000)]


class Official(Value):
    """What an authority says, under its own name beside our advice."""

    who: Words
    says: Words


class Mistake(Value):
    """What a correction corrects."""

    wrong: Words
    right: Words


class Reference(Value):
    """The message that this one replaces, as CAP refers to it, with what a rise is measured against."""

    number: int
    identifier: str
    sent: Moment
    severity: Severity | None = None
    places: tuple[Slug, ...] = ()
    urgency: Urgency | None = None  # with what follows: None in what was drafted before these were noted
    certainty: Certainty | None = None
    response_types: tuple[ResponseType, ...] | None = None

    @model_serializer(mode="wrap")
    def _as_it_was_hashed(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What was approved before these were noted keeps its hash, and so its approvals."""
        later = ("urgency", "certainty", "response_types")
        return {name: value for name, value in whole(self).items() if value is not None or name not in later}


class Review(Value):
    """Somebody looked again and nothing had changed; `next_update` is the promise that holds since."""

    at: Moment
    next_update: Moment | None = None


class Info(Value):
    """The text in one language. `action` is CAP's instruction, `happened` its description, `area` its areaDesc."""

    lang: Lang
    event: Words = ""
    area: Words = ""
    headline: Words = ""
    action: Words = ""  # one piece of advice a line
    happened: Words = ""
    official: Official | None = None
    not_known: Words | None = None
    changed: Words | None = None
    mistake: Mistake | None = None
    sender_name: Words = ""
    sources: Words = ""

    def texts(self) -> dict[str, str]:
        """Everything that people will read, by field."""
        found = {name: str(getattr(self, name) or "") for name in _TEXTS}
        if self.official:
            found |= {"official.who": self.official.who, "official.says": self.official.says}
        if self.mistake:
            found |= {"mistake.wrong": self.mistake.wrong, "mistake.right": self.mistake.right}
        return {name: text for name, text in found.items() if text}


_TEXTS = (
    "event",
    "area",
    "headline",
    "action",
    "happened",
    "not_known",
    "changed",
    "sender_name",
    "sources",
)


class Alert(Value):
    """One CAP message. What `_GIVEN` lists is given by the database; issued, the rest never changes."""

    id: int | None = None
    thread: int | None = None
    number: Annotated[int, Field(ge=1)] = 1  # within its thread; people read it: "update 2"
    kind: Kind = Kind.ALERT
    status: Status = Status.ACTUAL
    scope: Scope = Scope.PUBLIC
    team: int | None = None
    replaces: Reference | None = None
    identifier: str | None = None
    sent: Moment | None = None
    category: Category = Category.SECURITY
    event_code: Annotated[str, StringConstraints(pattern=r"^OET-\d{3}$")]  # OASIS Event Terms v1.2
    response_types: tuple[ResponseType, ...] = ()
    urgency: Urgency
    severity: Severity
    severity_unknown_because: Words | None = None
    certainty: Certainty
    places: tuple[Slug, ...]
    onset: Moment | None = None
    expires: Moment
    next_update: Moment | None = None
    infos: tuple[Info, ...]
    untranslated: Lang | None = None  # the language that readers are told is still to come
    reviewed: Review | None = None

    def info(self, lang: Lang) -> Info:
        """The text in a language, or in the first one that there is.

        Raises: ValueError where there is no text at all.
        """
        for info in self.infos:
            if info.lang == lang:
                return info
        if not self.infos:
            raise ValueError("this advisory has no text yet")
        return min(self.infos, key=lambda info: LANGS.index(info.lang))

    @property
    def exercise(self) -> bool:
        return self.status is Status.EXERCISE

    @property
    def alarms(self) -> bool:
        """True where it may look and sound like an alarm: an end never does, an update only where it got worse."""
        if self.kind.ends:
            return False
        return self.kind is not Kind.UPDATE or self._worse()

    def promised(self) -> datetime | None:
        """By when readers were told to hear again, the last review counted."""
        return self.reviewed.next_update if self.reviewed else self.next_update

    def _worse(self) -> bool:
        """Graver than the message it replaces, or about a place that nobody was warned of."""
        before = self.replaces
        if before is None or before.severity is None:
            return False
        return self.severity.reaches > before.severity.reaches or not set(self.places) <= set(before.places)

    def in_force(self, now: datetime) -> bool:
        """True from its issue until it expires; that it was replaced or cancelled only the database knows."""
        return self.sent is not None and now < self.expires


_GIVEN = {"id", "thread", "identifier", "sent", "reviewed"}


def content_hash(alert: Alert) -> str:
    """SHA-256 (hex) of the canonical JSON of everything people will read and of who will be told.

    An approval is bound to it. What the database gives (ids, the hour of issue) stays outside.
    """
    content = alert.model_dump(mode="json", exclude=_GIVEN)
    whole = {"content": content, "audience": audience_rule(alert)}
    return hashlib.sha256(canonical(whole).encode()).hexdigest()


def audience_rule(alert: Alert) -> dict[str, object]:
    """Whom it will reach, as a rule: chats that follow one of the places, or one that contains it or lies in it."""
    return {
        "reach": alert.kind.reach.value,
        "places": sorted(alert.places),
        "related": "self, ancestors, descendants",
        "least_severity_at_most": alert.severity.reaches,
        "exercise": alert.exercise,
        "scope": alert.scope.value,  # a team's own: its members, whatever they follow
        "team": alert.team,
    }


def canonical(value: object) -> str:
    """JSON that is the same for equal values: sorted keys, no spaces, no escapes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
