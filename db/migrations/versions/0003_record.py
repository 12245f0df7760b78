"""What the installation keeps.

Revision 0003, 2026-11-22.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "due",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_due")),
    )
    op.create_index("ix_due_open", "due", ["at"], **where("done_at IS NULL"))
    op.create_table(
        "generation",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_generation")),
    )
    op.create_table(
        "entry_revision",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_hash", sa.String(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("reviewer_id", BIG, nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'published', 'superseded', 'withdrawn')",
            name=op.f("ck_entry_revision_state"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["operator.id"], name=op.f("fk_entry_revision_author_id_operator")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["operator.id"], name=op.f("fk_entry_revision_reviewer_id_operator")
        ),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_entry_revision")),
    )
    op.create_index(
        "uq_entry_revision_published",
        "entry_revision",
        ["entry_id"],
        unique=True,
        **where("state = 'published'"),
    )
    op.create_table(
        "unanswered",
        sa.Column("id", BIG, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("language IN ('en', 'fr')", name=op.f("ck_unanswered_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered")),
    )
    op.create_index(op.f("ix_unanswered_day"), "unanswered", ["day"])
    op.create_table(
        "no_answer_count",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "day", name=op.f("pk_no_answer_count")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("operator_id", BIG, nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_audit_operator_id_operator")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_table("setting")
    op.drop_table("no_answer_count")
    op.drop_table("unanswered")
    op.drop_table("entry_revision")
    op.drop_table("generation")
    op.drop_table("due")
