"""Indexes for a desk with ten thousand entries and a long record.

Revision 0006, 2026-11-22.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    _desk_up()


def downgrade() -> None:
    _desk_down()


def _desk_up() -> None:
    """What the console asks for on its first pages, among much that it does not."""
    open_states = "state IN ('draft', 'in_review')"
    op.create_index("ix_entry_revision_open", "entry_revision", ["entry_id", "state"], **where(open_states))
    op.create_index("ix_audit_subject_seq", "audit", ["subject", "seq"])
    failed = "state IN ('blocked', 'bad', 'uncertain')"
    op.create_index("ix_delivery_not_reached", "delivery", ["alert_id", "state", "kind", "not_before"], **where(failed))


def _desk_down() -> None:
    op.drop_index("ix_delivery_not_reached", "delivery")
    op.drop_index("ix_audit_subject_seq", "audit")
    op.drop_index("ix_entry_revision_open", "entry_revision")
