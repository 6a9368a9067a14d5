"""Mailboxes that are followed, and drafts on their way out.

Why: how far a mailbox has been read must outlive the process, or mail that came meanwhile is missed; and a mail that is
sent through a draft must be known by it after a crash, or it would be sent twice. These rows are
overwritten with every reading, so they carry no guard of permanence; what was taken in stands in permanent rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "followed_mailboxes",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("mailbox", sa.String(500), nullable=False),
        sa.Column("cursor", sa.String(100), nullable=False),
        sa.Column("read_from", instant, nullable=True),
        sa.Column("history_before", instant, nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("last_tried_at", instant, nullable=True),
        sa.Column("last_success_at", instant, nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("gap_from", instant, nullable=True),
        sa.Column("gap_why", sa.String(), nullable=False),
        sa.Column("sign_in_ends_at", instant, nullable=True),
        sa.Column("audited_at", instant, nullable=True),
        sa.Column("audit", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "mailbox"),
    )
    op.create_table(
        "mailbox_entries",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("entry_id", sa.String(36), nullable=False),
        sa.Column("mailbox", sa.String(500), nullable=False),
        sa.Column("own_id", sa.String(500), nullable=False),
        sa.Column("fate", sa.String(40), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("seen_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "entry_id"),
    )
    op.create_index(
        "uq_mailbox_entries_own_id", "mailbox_entries", ["business_id", "mailbox", "own_id"], unique=True
    )
    op.create_table(
        "outgoing_drafts",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("effect_key", sa.String(200), nullable=False),
        sa.Column("mailbox", sa.String(500), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("draft", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("begun_at", instant, nullable=False),
        sa.Column("sending_at", instant, nullable=True),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "effect_key"),
    )
