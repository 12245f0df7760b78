"""What the desk keeps around an advisory: its earlier texts, who acted alone, reviews, notices, notes to operators."""

from datetime import datetime

from sqlmodel import Field

from db.tables.base import Big, Row, one_of, only_where


class AlertRevisionRow(Row, table=True):
    """A text that an advisory once had, so that an approver can be shown what changed since."""

    __tablename__ = "alert_revision"

    alert_id: int = Field(primary_key=True, foreign_key="alert.id", ondelete="CASCADE", sa_type=Big)
    version: int = Field(primary_key=True)  # the alert's row_version when it was written
    content: str
    content_hash: str
    operator_id: int = Field(foreign_key="operator.id", sa_type=Big)
    at: datetime


class IssuedAloneRow(Row, table=True):
    """One operator issued it without a second one's approval: in an emergency, or from an approved template."""

    __tablename__ = "issued_alone"
    __table_args__ = (one_of("kind", "break_glass", "notice"),)

    alert_id: int = Field(primary_key=True, foreign_key="alert.id", ondelete="CASCADE", sa_type=Big)
    kind: str
    operator_id: int = Field(foreign_key="operator.id", sa_type=Big)
    content_hash: str
    why: str  # a notice: the id and number of its template
    at: datetime


class AlertReviewRow(Row, table=True):
    """Somebody looked again and nothing had changed; the newest one holds the promise of the next update."""

    __tablename__ = "alert_review"

    alert_id: int = Field(primary_key=True, foreign_key="alert.id", ondelete="CASCADE", sa_type=Big)
    at: datetime = Field(primary_key=True)
    operator_id: int = Field(foreign_key="operator.id", sa_type=Big)
    next_update: datetime | None = None


class NoticeTemplateRow(Row, table=True):
    """A developing notice with slots, written in daylight; each number of a name is a text of its own."""

    __tablename__ = "notice_template"
    __table_args__ = (one_of("state", "draft", "approved", "withdrawn"),)

    name: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    content: str
    content_hash: str
    state: str = "draft"
    author_id: int | None = Field(default=None, foreign_key="operator.id", sa_type=Big)  # none: shipped
    at: datetime


class NoticeApprovalRow(Row, table=True):
    """An operator's yes to exactly this template."""

    __tablename__ = "notice_approval"

    name: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    operator_id: int = Field(primary_key=True, foreign_key="operator.id", sa_type=Big)
    content_hash: str
    at: datetime


class NoteRow(Row, table=True):
    """Something operators are to know or do; settled when it is done or moot."""

    __tablename__ = "note"
    __table_args__ = (
        only_where("uq_note_open", "settled_at IS NULL", "kind", "subject", unique=True),
        only_where("ix_note_unsettled", "settled_at IS NULL", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    kind: str
    subject: str  # e.g. "alert:12"
    details: str
    at: datetime
    settled_at: datetime | None = None


class NoteCopyRow(Row, table=True):
    """A note to one operator: when the console showed it, when it went to their linked chat."""

    __tablename__ = "note_copy"

    note_id: int = Field(primary_key=True, foreign_key="note.id", ondelete="CASCADE", sa_type=Big)
    operator_id: int = Field(primary_key=True, foreign_key="operator.id", ondelete="CASCADE", index=True, sa_type=Big)
    seen_at: datetime | None = None
    sent_at: datetime | None = None
