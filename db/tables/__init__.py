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

__all__ = [
    "AlertPlaceRow",
    "AlertRow",
    "ApprovalRow",
    "AuditRow",
    "Big",
    "ChatRow",
    "ConversationRow",
    "DeliveryRow",
    "DueRow",
    "EntryRevisionRow",
    "GenerationRow",
    "IntakeRow",
    "NoAnswerCountRow",
    "OperatorRoleRow",
    "OperatorRow",
    "Row",
    "SessionRow",
    "SettingRow",
    "SubscriptionPlaceRow",
    "SubscriptionRow",
    "TallyRow",
    "ThreadRow",
    "UnansweredRow",
]
