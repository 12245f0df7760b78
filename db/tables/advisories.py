"""What is pushed: threads, alerts, approvals, and the ledger of deliveries."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import Big, Row, one_of, only_where


class ThreadRow(Row, table=True):
    """The messages about one event."""

    __tablename__ = "thread"

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    exercise: bool = False
    started_at: datetime
    ended_at: datetime | None = None  # its delivery rows are reduced to counts 30 days later


class AlertRow(Row, table=True):
    """One CAP message whole as JSON beside what is searched; a trigger freezes it from `issued` on."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        one_of(
            "kind",
            "alert",
            "update",
            "minor",
            "correction",
            "translation",
            "all_clear",
            "cancel",
        ),
        one_of("status", "Actual", "Exercise"),
        one_of("scope", "public", "team"),
        one_of(
            "state",
            "draft",
            "in_review",
            "approved",
            "issued",
            "superseded",
            "cancelled",
        ),
        CheckConstraint("severity_rank BETWEEN 0 AND 4", name="severity_rank"),
        CheckConstraint("scope <> 'team' OR team_id IS NOT NULL", name="team_named"),
        CheckConstraint(
            "state IN ('draft', 'in_review', 'approved') OR (identifier IS NOT NULL AND sent IS NOT NULL)",
            name="issued_has_identifier",
        ),
        only_where("uq_alert_issued", "state = 'issued'", "thread_id", unique=True),
        Index("ix_alert_state_expires", "state", "expires"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    thread_id: int = Field(foreign_key="thread.id", sa_type=Big)
    number: int
    kind: str
    status: str
    scope: str = "public"
    team_id: int | None = Field(default=None, sa_type=Big)
    state: str = "draft"
    replaces: int | None = Field(default=None, foreign_key="alert.id", sa_type=Big)
    identifier: str | None = Field(default=None, unique=True)
    sent: datetime | None = None
    severity_rank: int
    expires: datetime
    issue_at: datetime | None = None
    author_id: int = Field(foreign_key="operator.id", sa_type=Big)
    content: str
    content_hash: str
    row_version: int = 1


class AlertPlaceRow(Row, table=True):
    """The places an alert is about, frozen with it."""

    __tablename__ = "alert_place"

    alert_id: int = Field(primary_key=True, foreign_key="alert.id", ondelete="CASCADE", sa_type=Big)
    place_id: str = Field(primary_key=True, index=True)


class ApprovalRow(Row, table=True):
    """An operator's yes to exactly this content; an edit deletes it, the record remembers it."""

    __tablename__ = "approval"

    alert_id: int = Field(primary_key=True, foreign_key="alert.id", ondelete="CASCADE", sa_type=Big)
    operator_id: int = Field(primary_key=True, foreign_key="operator.id", sa_type=Big)
    content_hash: str
    via: str  # console, command line, chat
    at: datetime


class DeliveryRow(Row, table=True):
    """One act towards one chat. No cascade from chat: a row leaves only together with its tally."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "chat_id"),
        one_of("kind", "send", "edit", "digest", "remind", "check"),
        one_of(
            "state",
            "pending",
            "claimed",
            "sending",
            "sent",
            "blocked",
            "bad",
            "skipped",
            "uncertain",
        ),
        CheckConstraint(
            "state NOT IN ('claimed', 'sending') OR (token IS NOT NULL AND lease_until IS NOT NULL)",
            name="claimed_has_lease",
        ),
        only_where("ix_delivery_pending", "state = 'pending'", "rank", "not_before", "id"),
        only_where("ix_delivery_leased", "state IN ('claimed', 'sending')", "lease_until"),
        only_where("ix_delivery_uncertain", "state = 'uncertain'", "alert_id"),
        only_where(
            "ix_delivery_not_reached",
            "state IN ('blocked', 'bad', 'uncertain')",
            "alert_id",
            "state",
            "kind",
            "not_before",
        ),
        {"sqlite_autoincrement": True},  # pages ask for what came after a number
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    kind: str
    subject: str  # what it is about, e.g. "alert:12"
    chat_id: int = Field(foreign_key="chat.id", index=True, sa_type=Big)
    alert_id: int | None = Field(default=None, foreign_key="alert.id", index=True, sa_type=Big)
    language: str | None = None  # fixed when rendered
    rank: int  # smaller goes first
    state: str = "pending"
    reason: str | None = None
    attempts: int = 0
    not_before: datetime
    lease_until: datetime | None = None
    token: str | None = None
    generation: int = Field(default=0, sa_type=Big)  # the leader that claimed it
    message_id: str | None = None  # as the channel names it
    sent_at: datetime | None = None
    shown_at: datetime | None = None
    acknowledged_at: datetime | None = None


class TallyRow(Row, table=True):
    """What is left of deleted deliveries: counts."""

    __tablename__ = "tally"

    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    reason: str = Field(default="", primary_key=True)
    n: int = Field(sa_type=Big)
