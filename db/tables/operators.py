"""Who works with it: operators, their roles and log-ins."""

from datetime import datetime

from sqlmodel import Field

from db.tables.base import Big, Row


class OperatorRow(Row, table=True):
    """Somebody who curates or approves. Never deleted, only made inactive: the record refers to it."""

    __tablename__ = "operator"

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    name: str = Field(unique=True)
    language: str = "en"
    password_hash: str | None = None
    totp_sealed: bytes | None = None
    key_id: str | None = None
    totp_last_step: int | None = Field(default=None, sa_type=Big)  # a code is taken once
    demo: bool = False
    active: bool = True
    added_at: datetime


class OperatorRoleRow(Row, table=True):
    """What an operator may do."""

    __tablename__ = "operator_role"

    operator_id: int = Field(primary_key=True, foreign_key="operator.id", ondelete="CASCADE", sa_type=Big)
    role: str = Field(primary_key=True)


class SessionRow(Row, table=True):
    """An operator's log-in; only the hash of its token is kept."""

    __tablename__ = "session"

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    operator_id: int = Field(foreign_key="operator.id", ondelete="CASCADE", index=True, sa_type=Big)
    token_hash: bytes = Field(unique=True)
    started_at: datetime
    seen_at: datetime
    proved_at: datetime  # last TOTP code
    ends_at: datetime
