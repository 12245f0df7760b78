"""What is so, kept apart from the database: the judge of every fence and of every end.

Told by the world after each commit, in the order of the commits; it never reads what the ledger thinks.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from db import claiming
from db.claiming import LEASE
from db.deliveries import Delivery
from db.ledger import LONGEST_WAIT, Blocked, Outcome, Sent, Uncertain
from knowledge.alert import Kind, Severity
from tests.schedules.store import START

Standing = Literal["issued", "superseded", "cancelled"]
NEWS = (Kind.ALERT, Kind.UPDATE, Kind.ALL_CLEAR)
GRAVE = (Severity.SEVERE, Severity.EXTREME)
COPIES = 2  # of one message to one person, whatever happens


@dataclass
class Issued:
    """An alert that went out."""

    id: int
    kind: Kind
    severity: Severity
    expires: datetime
    standing: Standing = "issued"
    ended: bool = False  # its end came while it was in force


@dataclass
class Person:
    """What a chat has done; `ever` holds what cannot be undone by coming back."""

    follows: bool = True
    daily: bool = False  # wants to be told once a day
    active: bool = True  # as far as the bot was told
    forgotten: bool = False
    ever: set[str] = field(default_factory=set)  # left, blocked
    withdrawn: set[int] = field(default_factory=set)  # alerts that were taken back when it left


@dataclass(frozen=True)
class Claim:
    """A row in a sender's hand."""

    delivery: Delivery
    sender: int
    at: datetime
    leader: int

    @property
    def held(self) -> claiming.Claim:
        """As the ledger names it."""
        return claiming.Claim(self.delivery.id, self.delivery.token)


@dataclass
class Attempt:
    """A fence that passed, and what the ledger was told of the call after it."""

    claim: Claim
    fenced_at: datetime
    plain: bool  # goes out as a message of its own
    arrived: str | None = None  # the number of the message that says it
    told: Outcome | None = None
    excused: bool = False  # its sender crashed, was slower than its lease, or another leader took over

    @property
    def row(self) -> int:
        return self.claim.delivery.id

    @property
    def unclear(self) -> bool:
        """The ledger cannot know whether it arrived."""
        return self.told is None or isinstance(self.told, Uncertain)


@dataclass
class Truth:
    """Everything that the checks need, and the breaches found so far."""

    alerts: dict[int, Issued] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    paused: bool = False
    leader: int = 0
    latest: datetime = START  # the latest hour that the clock ever showed
    holder: dict[int, str] = field(default_factory=dict)  # row -> the token of its newest claim
    attempts: list[Attempt] = field(default_factory=list)
    owed: set[tuple[int, str, str]] = field(default_factory=set)  # chat, kind, subject: who is to have a row
    allowed: set[tuple[int, str, str]] = field(default_factory=set)  # rows that there may be
    breaches: list[str] = field(default_factory=list)

    def claimed(self, claim: Claim) -> None:
        each = claim.delivery
        self.holder[each.id] = each.token
        if self.paused:
            self.breach(f"row {each.id} was claimed while sending was paused")

    def fenced(self, claim: Claim, now: datetime) -> Attempt:
        """A fence passed: judge whether it should have."""
        for problem in self._refusals(claim, now):
            self.breach(f"row {claim.delivery.id} (chat {claim.delivery.chat_id}) passed the fence though {problem}")
        attempt = Attempt(claim, now, plain=not claim.delivery.edits)
        self._judge_repetition(attempt)
        self.attempts.append(attempt)
        return attempt

    def blocked(self, chat: int) -> None:
        """The bot was told: the chat gets nothing any more and follows nothing."""
        person = self.people[chat]
        person.active = person.follows = False
        person.ever.add("blocked")
        person.withdrawn |= {each.id for each in self.alerts.values() if each.kind in NEWS}

    def heard(self, attempt: Attempt, outcome: Outcome) -> None:
        """The ledger kept this answer."""
        attempt.told, each = outcome, attempt.claim.delivery
        if isinstance(outcome, Blocked):
            self.blocked(each.chat_id)
        if isinstance(outcome, Sent) and attempt.excused:
            # So late that the row may have been given up: what it brought is taken back if it is no longer true.
            self.allowed.add((each.chat_id, "edit", f"retired:{each.alert.id}"))

    def arrived_plain(self, attempt: Attempt) -> None:
        """A message of its own arrived: judge whether the person has the same from another row."""
        each, attempt.plain = attempt.claim.delivery, True
        others = [
            other
            for other in self.attempts
            if other.arrived and other.plain and other.row != each.id and not other.claim.delivery.retires
            and (other.claim.delivery.chat_id, other.claim.delivery.alert.id) == (each.chat_id, each.alert.id)
        ]  # fmt: skip
        if others:
            self.breach(f"chat {each.chat_id} was sent advisory {each.alert.id} from two rows")

    def breach(self, what: str) -> None:
        self.breaches.append(what)

    def of_row(self, row: int) -> list[Attempt]:
        return [each for each in self.attempts if each.row == row]

    def may_have(self, chat: int) -> bool:
        """The chat has, or may have, a message of the thread."""
        return any(
            each.claim.delivery.chat_id == chat and (each.unclear or isinstance(each.told, Sent))
            for each in self.attempts
        )

    def crashed(self, sender: int) -> None:
        """It will never tell what became of its calls."""
        for each in self.attempts:
            each.excused |= each.claim.sender == sender and each.told is None

    def took_over(self) -> None:
        self.leader += 1
        for each in self.attempts:
            each.excused |= each.told is None

    def clock_shows(self, now: datetime) -> None:
        """Whoever has not told by the end of its lease counts as unclear, also if the clock goes back again.

        And whose lease is further away than any: the clock has gone back since.
        """
        self.latest = max(self.latest, now)
        for each in self.attempts:
            over = not each.fenced_at + LEASE - LONGEST_WAIT <= now < each.fenced_at + LEASE
            each.excused |= each.told is None and over

    def _refusals(self, claim: Claim, now: datetime) -> list[str]:
        each, person = claim.delivery, self.people[claim.delivery.chat_id]
        about = self.alerts[each.alert.id or 0]
        perhaps_there = any(before.unclear for before in self.of_row(each.id))  # and so is sent to the end
        in_force = about.standing == "issued" and now < about.expires
        reasons = {
            "sending was paused": self.paused,
            "its lease was over": now >= claim.at + LEASE,
            "another leader had taken over": claim.leader != self.leader,
            "somebody else had claimed it since": self.holder[each.id] != each.token,
            "the chat was forgotten": person.forgotten,
            "the chat was blocked": not person.active,
            "the advisory was not in force": not each.retires and not in_force,
            "the chat had left": not each.retires
            and each.kind == "send"
            and not perhaps_there
            and about.id in person.withdrawn,
        }
        return [reason for reason, holds in reasons.items() if holds]

    def _judge_repetition(self, new: Attempt) -> None:
        row, before = new.row, self.of_row(new.row)
        if any(isinstance(each.told, Sent) for each in before):
            self.breach(f"row {row} passed the fence again after it was recorded as sent")
        unclear = [each for each in before if each.unclear]
        if len(unclear) >= COPIES:
            self.breach(f"row {row} passed the fence a third time")
        if not all(each.excused or each.told for each in unclear):
            self.breach(f"row {row} passed the fence again without a reason")
        severity = new.claim.delivery.alert.severity
        if new.plain and any(each.plain for each in unclear) and severity not in GRAVE:
            self.breach(f"row {row} went out again although {severity} is to be held")
