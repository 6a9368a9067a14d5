"""Conversations and their turns.

Why: a question, an offer or a card of one turn is answered in the next, perhaps by another process.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import install, permanent

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=True),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_turn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.ForeignKeyConstraint(
            ["business_id", "member_id"],
            ["members.business_id", "members.member_id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("business_id", "conversation_id"),
    )
    op.create_index("ix_conversations_member", "conversations", ["business_id", "member_id", "last_turn_at"])
    op.create_table(
        "turns",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("turn_id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("calls", sa.JSON(), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.ForeignKeyConstraint(
            ["business_id", "conversation_id"],
            ["conversations.business_id", "conversations.conversation_id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("business_id", "turn_id"),
    )
    op.create_index("ix_turns_conversation", "turns", ["business_id", "conversation_id", "turn_id"])
    install(op.get_bind(), (*permanent("conversations", "conversation_id"), *permanent("turns", "turn_id")))
