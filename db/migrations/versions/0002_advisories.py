"""What is pushed, and the ledger.

Revision 0002, 2026-11-22.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "thread",
        sa.Column("id", BIG, nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_table(
        "alert",
        sa.Column("id", BIG, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("replaces", BIG, nullable=True),
        sa.Column("identifier", sa.String(), nullable=True),
        sa.Column("sent", INSTANT, nullable=True),
        sa.Column("severity_rank", sa.Integer(), nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
        sa.Column("issue_at", INSTANT, nullable=True),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('alert', 'update', 'minor', 'correction', 'translation', 'all_clear', 'cancel')",
            name=op.f("ck_alert_kind"),
        ),
        sa.CheckConstraint("scope <> 'team' OR team_id IS NOT NULL", name=op.f("ck_alert_team_named")),
        sa.CheckConstraint("scope IN ('public', 'team')", name=op.f("ck_alert_scope")),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'approved') OR (identifier IS NOT NULL AND sent IS NOT NULL)",
            name=op.f("ck_alert_issued_has_identifier"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'approved', 'issued', 'superseded', 'cancelled')",
            name=op.f("ck_alert_state"),
        ),
        sa.CheckConstraint("status IN ('Actual', 'Exercise')", name=op.f("ck_alert_status")),
        sa.CheckConstraint("severity_rank BETWEEN 0 AND 4", name=op.f("ck_alert_severity_rank")),
        sa.ForeignKeyConstraint(["author_id"], ["operator.id"], name=op.f("fk_alert_author_id_operator")),
        sa.ForeignKeyConstraint(["replaces"], ["alert.id"], name=op.f("fk_alert_replaces_alert")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_alert_thread_id_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("identifier", name=op.f("uq_alert_identifier")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_alert_thread_id_number")),
    )
    op.create_index("ix_alert_state_expires", "alert", ["state", "expires"])
    op.create_index("uq_alert_issued", "alert", ["thread_id"], unique=True, **where("state = 'issued'"))
    op.create_table(
        "alert_place",
        sa.Column("alert_id", BIG, nullable=False),
        sa.Column("place_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_place_alert_id_alert"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alert_id", "place_id", name=op.f("pk_alert_place")),
    )
    op.create_index(op.f("ix_alert_place_place_id"), "alert_place", ["place_id"])
    op.create_table(
        "approval",
        sa.Column("alert_id", BIG, nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_approval_alert_id_alert"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_approval_operator_id_operator")
        ),
        sa.PrimaryKeyConstraint("alert_id", "operator_id", name=op.f("pk_approval")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("alert_id", BIG, nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("shown_at", INSTANT, nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('send', 'edit', 'digest', 'remind', 'check')", name=op.f("ck_delivery_kind")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'claimed', 'sending', 'sent', 'blocked', 'bad', 'skipped', 'uncertain')",
            name=op.f("ck_delivery_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('claimed', 'sending') OR (token IS NOT NULL AND lease_until IS NOT NULL)",
            name=op.f("ck_delivery_claimed_has_lease"),
        ),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_delivery_alert_id_alert")),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_delivery_chat_id_chat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("kind", "subject", "chat_id", name=op.f("uq_delivery_kind_subject_chat_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_delivery_alert_id"), "delivery", ["alert_id"])
    op.create_index(op.f("ix_delivery_chat_id"), "delivery", ["chat_id"])
    op.create_index(
        "ix_delivery_leased", "delivery", ["lease_until"], **where("state IN ('claimed', 'sending')")
    )
    op.create_index(
        "ix_delivery_pending", "delivery", ["rank", "not_before", "id"], **where("state = 'pending'")
    )
    op.create_table(
        "tally",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", "channel", "state", "reason", name=op.f("pk_tally")),
    )


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_table("delivery")
    op.drop_table("approval")
    op.drop_table("alert_place")
    op.drop_table("alert")
    op.drop_table("thread")
