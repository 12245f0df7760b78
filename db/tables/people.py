"""Who talks with it: chats, what is remembered of a dialogue, updates as they came, subscriptions."""

from datetime import datetime, time

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from db.tables.base import Big, Row, one_of, only_where


class ChatRow(Row, table=True):
    """A conversation partner. Its address is sealed; `address_key` finds it, everything else refers to `id`."""

    __tablename__ = "chat"
    __table_args__ = (
        UniqueConstraint("channel", "address_key"),
        one_of("kind", "private", "group", "supergroup", "channel"),
        one_of("state", "active", "blocked"),
        one_of("language", "en", "fr"),
        one_of("recognised", "en", "fr"),
        {"sqlite_autoincrement": True},  # the number of a forgotten chat is never given again
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    channel: str
    address_sealed: bytes
    address_key: bytes
    key_id: str
    kind: str
    language: str | None = None  # chosen
    recognised: str | None = None  # last recognised in three words or more
    time_zone: str = "Africa/Bamako"
    quiet_from: time | None = None  # local
    quiet_to: time | None = None
    discreet: bool = False
    state: str = "active"
    reason: str | None = None


class ConversationRow(Row, table=True):
    """What is remembered of a dialogue: ids and slots, never words."""

    __tablename__ = "conversation"

    chat_id: int = Field(primary_key=True, foreign_key="chat.id", ondelete="CASCADE", sa_type=Big)
    speaker_key: str = Field(primary_key=True)
    context: str
    expires_at: datetime = Field(index=True)


class IntakeRow(Row, table=True):
    """An update as it came, sealed, until it is handled. `chat_key` keeps the order within one chat."""

    __tablename__ = "intake"
    __table_args__ = (
        one_of("state", "waiting", "claimed", "done", "parked"),
        only_where(
            "ix_intake_unfinished",
            "state IN ('waiting', 'claimed')",
            "bot_id",
            "chat_key",
            "update_id",
        ),
    )

    bot_id: int = Field(primary_key=True, sa_type=Big)
    update_id: int = Field(primary_key=True, sa_type=Big)
    chat_key: bytes
    person_key: bytes | None = None  # who wrote in that chat, None for what nobody wrote
    payload_sealed: bytes | None = None
    key_id: str
    state: str = "waiting"
    lease_until: datetime | None = None  # of a claimed one: then it is another process's to take
    attempts: int = 0
    received_at: datetime
    finished_at: datetime | None = None


class SubscriptionRow(Row, table=True):
    """A chat follows places from a severity on; it ends with a reason. `least_severity` is Severity.rank."""

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("least_severity BETWEEN 0 AND 4", name="least_severity"),
        one_of("mode", "at_once", "digest"),
        CheckConstraint("reason IS NULL OR ends_at IS NOT NULL", name="reason_has_end"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    chat_id: int = Field(foreign_key="chat.id", ondelete="CASCADE", index=True, sa_type=Big)
    least_severity: int
    mode: str = "at_once"
    exercise: bool = False
    starts_at: datetime
    ends_at: datetime | None = None  # in the future: the end of a journey
    reason: str | None = None  # why it ended


class SubscriptionPlaceRow(Row, table=True):
    """The places of a subscription, by the pack's ids."""

    __tablename__ = "subscription_place"

    subscription_id: int = Field(primary_key=True, foreign_key="subscription.id", ondelete="CASCADE", sa_type=Big)
    place_id: str = Field(primary_key=True, index=True)
