"""The tables, in the order the data flows; nothing outside the package sees a row.

Names of states are the glossary's. Ids are 64 bits on both databases. A JSON column holds text, canonical where
it is hashed. `datetime` becomes SQLModel's UTCDateTime: it refuses naive values and gives aware UTC back, so no
column may name its own date-time type.
"""

from db.tables.advisories import (
    AlertPlaceRow,
    AlertRow,
    ApprovalRow,
    DeliveryRow,
    TallyRow,
    ThreadRow,
)
from db.tables.base import Big, Row
from db.tables.desk import (
    AlertReviewRow,
    AlertRevisionRow,
    IssuedAloneRow,
    NoteCopyRow,
    NoteRow,
    NoticeApprovalRow,
    NoticeTemplateRow,
)
from db.tables.logins import InvitationRow, KeptFormRow, LoginFailureRow, RecoveryCodeRow
from db.tables.operators import OperatorRoleRow, OperatorRow, SessionRow
from db.tables.people import (
    ChatRow,
    ConversationRow,
    IntakeRow,
    SubscriptionPlaceRow,
    SubscriptionRow,
)
from db.tables.record import (
    AuditRow,
    DueRow,
    EntryRevisionRow,
    GenerationRow,
    NoAnswerCountRow,
    SettingRow,
    UnansweredRow,
)
from db.tables.teams import ChatLinkRow, OperatorChatRow, TeamInvitationRow, TeamMemberRow, TeamRow

__all__ = [
    "AlertPlaceRow",
    "AlertReviewRow",
    "AlertRevisionRow",
    "AlertRow",
    "ApprovalRow",
    "AuditRow",
    "Big",
    "ChatLinkRow",
    "ChatRow",
    "ConversationRow",
    "DeliveryRow",
    "DueRow",
    "EntryRevisionRow",
    "GenerationRow",
    "IntakeRow",
    "InvitationRow",
    "IssuedAloneRow",
    "KeptFormRow",
    "LoginFailureRow",
    "NoAnswerCountRow",
    "NoteCopyRow",
    "NoteRow",
    "NoticeApprovalRow",
    "NoticeTemplateRow",
    "OperatorChatRow",
    "OperatorRoleRow",
    "OperatorRow",
    "RecoveryCodeRow",
    "Row",
    "SessionRow",
    "SettingRow",
    "SubscriptionPlaceRow",
    "SubscriptionRow",
    "TallyRow",
    "TeamInvitationRow",
    "TeamMemberRow",
    "TeamRow",
    "ThreadRow",
    "UnansweredRow",
]
