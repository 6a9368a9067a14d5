"""The mornings told to the owner, and the indexes that start from what is due.

Why: a quiet lead is asked about once a day and no more than three times; a letter said in the evening means what the
morning's list showed; and a list costs what is on it, not what is stored.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import install, never_met, permanent

revision = "0005"
down_revision = "0004"


def _kept() -> list[sa.Column[object] | sa.ForeignKeyConstraint]:
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
    ]


def upgrade() -> None:
    op.create_table(
        "morning_lists",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("morning_list_id", sa.String(36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        *_kept(),
        sa.PrimaryKeyConstraint("business_id", "morning_list_id"),
    )
    op.create_index("uq_morning_lists_day", "morning_lists", ["business_id", "day"], unique=True)
    op.create_table(
        "nudges",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("nudge_id", sa.String(36), nullable=False),
        sa.Column("lead_id", sa.String(36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_kept(),
        sa.ForeignKeyConstraint(
            ["business_id", "lead_id"],
            ["leads.business_id", "leads.lead_id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("business_id", "nudge_id"),
    )
    op.create_index("uq_nudges_lead_day", "nudges", ["business_id", "lead_id", "day"], unique=True)
    op.create_index("ix_interactions_type", "interactions", ["business_id", "type", "timestamp"])
    op.create_index("ix_leads_closed", "leads", ["business_id", "status", "closed_at"])
    op.create_index(
        "ix_opportunities_watch", "opportunities", ["business_id", "stage", "last_interaction_at"]
    )
    op.create_index("ix_mail_messages_interaction", "mail_messages", ["business_id", "interaction_id"])
    install(
        op.get_bind(),
        (
            *permanent("morning_lists", "morning_list_id", unique=["day"]),
            *permanent("nudges", "nudge_id"),
            *never_met("nudges", "nudge_id", ["lead_id", "day"]),
        ),
    )
