"""What the installation keeps: due things, generations, revised entries, questions, settings, the record."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from db.tables.base import Big, Row, one_of, only_where


class DueRow(Row, table=True):
    """Something that must happen at a time; the clock only ticks, this remembers."""

    __tablename__ = "due"
    __table_args__ = (only_where("ix_due_open", "done_at IS NULL", "at"),)

    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    at: datetime
    done_at: datetime | None = None


class GenerationRow(Row, table=True):
    """A number raised by each publish; caches compare it."""

    __tablename__ = "generation"

    name: str = Field(primary_key=True)
    n: int = Field(sa_type=Big)


class EntryRevisionRow(Row, table=True):
    """An operator's version of an entry, laid over the pack's once published."""

    __tablename__ = "entry_revision"
    __table_args__ = (
        one_of("state", "draft", "in_review", "published", "superseded", "withdrawn"),
        only_where(
            "uq_entry_revision_published",
            "state = 'published'",
            "entry_id",
            unique=True,
        ),
        only_where("ix_entry_revision_open", "state IN ('draft', 'in_review')", "entry_id", "state"),
    )

    entry_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    base_hash: str | None = None  # of the pack's entry it was written over
    content: str
    state: str = "draft"
    author_id: int = Field(foreign_key="operator.id", sa_type=Big)
    reviewer_id: int | None = Field(default=None, foreign_key="operator.id", sa_type=Big)
    published_at: datetime | None = None


class UnansweredRow(Row, table=True):
    """A question that somebody agreed to leave: masked, without chat and exact time, 30 days."""

    __tablename__ = "unanswered"
    __table_args__ = (one_of("language", "en", "fr"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    text: str
    language: str
    day: str = Field(index=True)  # ISO date
    why: str


class NoAnswerCountRow(Row, table=True):
    """How many questions a day found no answer, by the topic near them."""

    __tablename__ = "no_answer_count"

    topic: str = Field(primary_key=True)
    day: str = Field(primary_key=True)  # ISO date
    n: int


class SettingRow(Row, table=True):
    """What the installation remembers of itself."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str


class AuditRow(Row, table=True):
    """Who did what, each line sealed to the one before; append-only by trigger; never a chat's id."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject_seq", "subject", "seq"),)

    seq: int = Field(primary_key=True, sa_type=Big, sa_column_kwargs={"autoincrement": False})
    at: datetime
    operator_id: int | None = Field(default=None, foreign_key="operator.id", sa_type=Big)
    action: str
    subject: str
    details: str
    previous_hash: str
    hash: str
