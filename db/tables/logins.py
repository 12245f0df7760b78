"""How operators get in: one-time links, recovery codes, attempts that failed, and forms kept for them."""

from datetime import datetime

from sqlmodel import Field

from db.tables.base import Big, Row


class InvitationRow(Row, table=True):
    """A one-time link to set a password; only the hash of its token is kept."""

    __tablename__ = "invitation"

    token_hash: bytes = Field(primary_key=True)
    operator_id: int = Field(foreign_key="operator.id", ondelete="CASCADE", index=True, sa_type=Big)
    ends_at: datetime
    used_at: datetime | None = None


class RecoveryCodeRow(Row, table=True):
    """Stands in once for a code of a lost authenticator."""

    __tablename__ = "recovery_code"

    operator_id: int = Field(primary_key=True, foreign_key="operator.id", ondelete="CASCADE", sa_type=Big)
    code_key: bytes = Field(primary_key=True)
    used_at: datetime | None = None


class LoginFailureRow(Row, table=True):
    """A log-in that failed, by a keyed hash of the account or the address it came from."""

    __tablename__ = "login_failure"

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    who: bytes = Field(index=True)
    at: datetime


class KeptFormRow(Row, table=True):
    """What an operator had typed and not yet saved; `subject` is the form, e.g. "alert:12"."""

    __tablename__ = "kept_form"

    operator_id: int = Field(primary_key=True, foreign_key="operator.id", ondelete="CASCADE", sa_type=Big)
    subject: str = Field(primary_key=True)
    fields: str
    at: datetime
