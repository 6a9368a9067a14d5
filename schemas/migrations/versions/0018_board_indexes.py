"""The board is read from indexes alone.

Why: totals and the first cards of a stage were taken by reading every open lead or deal whole, 80 ms of each look at the
pipeline of a large business; ids, days and amounts are all that is asked for.
"""

from alembic import op

revision = "0018"
down_revision = "0016"


def upgrade() -> None:
    op.create_index(
        "ix_leads_board",
        "leads",
        [
            "business_id",
            "status",
            "pipeline_stage",
            "voided_at",
            "last_interaction_at",
            "created_at",
            "lead_id",
            "estimated_value",
        ],
    )
    op.create_index(
        "ix_opportunities_board",
        "opportunities",
        [
            "business_id",
            "stage",
            "voided_at",
            "close_date",
            "expected_close_date",
            "opportunity_id",
            "amount",
        ],
    )
    # Of an index that was never counted SQLite thinks too well, and takes it for what it does not fit.
    op.execute("ANALYZE leads")
    op.execute("ANALYZE opportunities")
