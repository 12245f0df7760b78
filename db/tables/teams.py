"""Teams that advisories may be kept to, and the chats that operators linked to themselves."""

from datetime import datetime

from sqlmodel import Field

from db.tables.base import Big, Row, one_of


class TeamRow(Row, table=True):
    """Staff who read advisories that nobody else may read."""

    __tablename__ = "team"

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    name: str = Field(unique=True)
    added_at: datetime
    closed_at: datetime | None = None


class TeamInvitationRow(Row, table=True):
    """A code that lets a chat join; only its hash is kept."""

    __tablename__ = "team_invitation"

    code_hash: bytes = Field(primary_key=True)
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", index=True, sa_type=Big)
    uses_left: int
    ends_at: datetime


class TeamMemberRow(Row, table=True):
    """A chat in a team."""

    __tablename__ = "team_member"

    team_id: int = Field(primary_key=True, foreign_key="team.id", ondelete="CASCADE", sa_type=Big)
    chat_id: int = Field(primary_key=True, foreign_key="chat.id", ondelete="CASCADE", index=True, sa_type=Big)
    joined_at: datetime


class OperatorChatRow(Row, table=True):
    """An operator's own chat: whose address is sealed as every chat's is. The PIN is never typed on that phone first."""

    __tablename__ = "operator_chat"
    __table_args__ = (one_of("state", "linked", "suspended"),)

    operator_id: int = Field(primary_key=True, foreign_key="operator.id", ondelete="CASCADE", sa_type=Big)
    chat_id: int = Field(foreign_key="chat.id", ondelete="CASCADE", unique=True, sa_type=Big)
    pin_hash: str
    wrong_pins: int = 0
    state: str = "linked"
    linked_at: datetime
    asking: str | None = None  # what the next PIN is for
    asking_until: datetime | None = None


class ChatLinkRow(Row, table=True):
    """A code that links the chat in which it is typed; only its hash is kept, with the PIN chosen beside it."""

    __tablename__ = "chat_link"

    code_hash: bytes = Field(primary_key=True)
    operator_id: int = Field(foreign_key="operator.id", ondelete="CASCADE", unique=True, sa_type=Big)
    pin_hash: str
    ends_at: datetime
