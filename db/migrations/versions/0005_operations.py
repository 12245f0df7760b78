"""What operating it needs beyond the first day.

Revision 0005, 2026-11-22.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    _unclear_up()
    _desk_up()
    _intake_up()
    _log_ins_up()


def downgrade() -> None:
    _unclear_down()
    _intake_down()
    _log_ins_down()
    _desk_down()


def _log_ins_up() -> None:
    """One-time links, recovery codes, failed log-ins, and forms kept for operators."""
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_invitation_operator_id_operator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_operator_id"), "invitation", ["operator_id"])
    op.create_table(
        "recovery_code",
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("code_key", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_recovery_code_operator_id_operator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", "code_key", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    op.create_index(op.f("ix_login_failure_who"), "login_failure", ["who"])
    op.create_table(
        "kept_form",
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_kept_form_operator_id_operator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", "subject", name=op.f("pk_kept_form")),
    )


def _log_ins_down() -> None:
    for name in ("kept_form", "login_failure", "recovery_code", "invitation"):
        op.drop_table(name)


def _intake_up() -> None:
    """A claim ends by itself, and what a person has waiting is counted by the database."""
    op.add_column("intake", sa.Column("lease_until", INSTANT, nullable=True))
    op.add_column("intake", sa.Column("person_key", sa.LargeBinary(), nullable=True))


def _intake_down() -> None:
    for column in ("person_key", "lease_until"):
        op.execute(f"ALTER TABLE intake DROP COLUMN {column}")


def _desk_up() -> None:
    """Earlier texts, who acted alone, reviews, notices, notes to operators, teams, operators' own chats."""
    op.create_table(
        "alert_revision",
        sa.Column("alert_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_revision_alert_id_alert"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_alert_revision_operator_id_operator")),
        sa.PrimaryKeyConstraint("alert_id", "version", name=op.f("pk_alert_revision")),
    )
    op.create_table(
        "issued_alone",
        sa.Column("alert_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('break_glass', 'notice')", name=op.f("ck_issued_alone_kind")),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_issued_alone_alert_id_alert"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_issued_alone_operator_id_operator")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_issued_alone")),
    )
    op.create_table(
        "alert_review",
        sa.Column("alert_id", BIG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("next_update", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_review_alert_id_alert"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_alert_review_operator_id_operator")),
        sa.PrimaryKeyConstraint("alert_id", "at", name=op.f("pk_alert_review")),
    )
    op.create_table(
        "notice_template",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("state IN ('draft', 'approved', 'withdrawn')", name=op.f("ck_notice_template_state")),
        sa.ForeignKeyConstraint(["author_id"], ["operator.id"], name=op.f("fk_notice_template_author_id_operator")),
        sa.PrimaryKeyConstraint("name", "number", name=op.f("pk_notice_template")),
    )
    op.create_table(
        "notice_approval",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_notice_approval_operator_id_operator")),
        sa.PrimaryKeyConstraint("name", "number", "operator_id", name=op.f("pk_notice_approval")),
    )
    op.create_table(
        "note",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index("ix_note_unsettled", "note", ["at"], **where("settled_at IS NULL"))
    op.create_index("uq_note_open", "note", ["kind", "subject"], unique=True, **where("settled_at IS NULL"))
    op.create_table(
        "note_copy",
        sa.Column("note_id", BIG, nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_copy_note_id_note"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_note_copy_operator_id_operator"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "operator_id", name=op.f("pk_note_copy")),
    )
    op.create_index(op.f("ix_note_copy_operator_id"), "note_copy", ["operator_id"])
    op.create_table(
        "team",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "team_invitation",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_invitation_team_id_team"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_team_invitation")),
    )
    op.create_index(op.f("ix_team_invitation_team_id"), "team_invitation", ["team_id"])
    op.create_table(
        "team_member",
        sa.Column("team_id", BIG, nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_team_member_chat_id_chat"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id_team"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "chat_id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_chat_id"), "team_member", ["chat_id"])
    op.create_table(
        "operator_chat",
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("wrong_pins", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("linked_at", INSTANT, nullable=False),
        sa.Column("asking", sa.String(), nullable=True),
        sa.Column("asking_until", INSTANT, nullable=True),
        sa.CheckConstraint("state IN ('linked', 'suspended')", name=op.f("ck_operator_chat_state")),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_operator_chat_chat_id_chat"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_operator_chat_operator_id_operator"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("operator_id", name=op.f("pk_operator_chat")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_operator_chat_chat_id")),
    )
    op.create_table(
        "chat_link",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("operator_id", BIG, nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_chat_link_operator_id_operator"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_chat_link")),
        sa.UniqueConstraint("operator_id", name=op.f("uq_chat_link_operator_id")),
    )


def _desk_down() -> None:
    for name in (
        "chat_link", "operator_chat", "team_member", "team_invitation", "team", "note_copy", "note", "notice_approval", "notice_template", "alert_review", "issued_alone", "alert_revision",
    ):  # fmt: skip
        op.drop_table(name)


def _unclear_up() -> None:
    """Copies that are held because nobody knows whether they arrived are asked for often."""
    op.create_index("ix_delivery_uncertain", "delivery", ["alert_id"], **where("state = 'uncertain'"))


def _unclear_down() -> None:
    op.drop_index("ix_delivery_uncertain", "delivery")
