"""Who talks with it and who works with it.

Revision 0001, 2026-11-22.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "chat",
        sa.Column("id", BIG, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_key", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("recognised", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("discreet", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('private', 'group', 'supergroup', 'channel')", name=op.f("ck_chat_kind")
        ),
        sa.CheckConstraint("language IN ('en', 'fr')", name=op.f("ck_chat_language")),
        sa.CheckConstraint("recognised IN ('en', 'fr')", name=op.f("ck_chat_recognised")),
        sa.CheckConstraint("state IN ('active', 'blocked')", name=op.f("ck_chat_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat")),
        sa.UniqueConstraint("channel", "address_key", name=op.f("uq_chat_channel_address_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "conversation",
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("speaker_key", sa.String(), nullable=False),
        sa.Column("context", sa.String(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_conversation_chat_id_chat"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "speaker_key", name=op.f("pk_conversation")),
    )
    op.create_index(op.f("ix_conversation_expires_at"), "conversation", ["expires_at"])
    op.create_table(
        "intake",
        sa.Column("bot_id", BIG, nullable=False),
        sa.Column("update_id", BIG, nullable=False),
        sa.Column("chat_key", sa.LargeBinary(), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'claimed', 'done', 'parked')", name=op.f("ck_intake_state")),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name=op.f("pk_intake")),
    )
    op.create_index(
        "ix_intake_unfinished",
        "intake",
        ["bot_id", "chat_key", "update_id"],
        **where("state IN ('waiting', 'claimed')"),
    )
    op.create_table(
        "subscription",
        sa.Column("id", BIG, nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("least_severity", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("mode IN ('at_once', 'digest')", name=op.f("ck_subscription_mode")),
        sa.CheckConstraint("least_severity BETWEEN 0 AND 4", name=op.f("ck_subscription_least_severity")),
        sa.CheckConstraint(
            "reason IS NULL OR ends_at IS NOT NULL", name=op.f("ck_subscription_reason_has_end")
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_subscription_chat_id_chat"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_chat_id"), "subscription", ["chat_id"])
    op.create_table(
        "subscription_place",
        sa.Column("subscription_id", BIG, nullable=False),
        sa.Column("place_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_subscription_place_subscription_id_subscription"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscription_id", "place_id", name=op.f("pk_subscription_place")),
    )
    op.create_index(op.f("ix_subscription_place_place_id"), "subscription_place", ["place_id"])
    op.create_table(
        "operator",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("totp_last_step", BIG, nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("name", name=op.f("uq_operator_name")),
    )
    op.create_table(
        "operator_role",
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operator.id"],
            name=op.f("fk_operator_role_operator_id_operator"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("operator_id", "role", name=op.f("pk_operator_role")),
    )
    op.create_table(
        "session",
        sa.Column("id", BIG, nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("proved_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_session_operator_id_operator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_operator_id"), "session", ["operator_id"])


def downgrade() -> None:
    op.drop_table("session")
    op.drop_table("operator_role")
    op.drop_table("operator")
    op.drop_table("subscription_place")
    op.drop_table("subscription")
    op.drop_table("intake")
    op.drop_table("conversation")
    op.drop_table("chat")
