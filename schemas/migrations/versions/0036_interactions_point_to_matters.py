"""A touch or a promise points to the matter that it is about.

Why: as `0021` says; the largest table last.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.pointers import point_to_matters

revision = "0036"
down_revision = "0035"

DATED = sa.text("follow_up_date IS NOT NULL")
OLD = (
    "ix_interactions_lead",
    "ix_interactions_opportunity",
    "ix_interactions_lead_follow_up",
    "ix_interactions_opportunity_follow_up",
)
ABOUT = "ck_interactions_about"
BEFORE = "contact_id IS NOT NULL OR lead_id IS NOT NULL OR opportunity_id IS NOT NULL"
AFTER = "contact_id IS NOT NULL OR matter_id IS NOT NULL"


def upgrade() -> None:
    point_to_matters(op.get_bind(), "interactions", OLD, (ABOUT, BEFORE, AFTER))
    for name in ("matter", "origin"):
        own = ["business_id", f"{name}_id"]
        op.create_index(f"ix_interactions_{name}", "interactions", [*own, "timestamp"])
        op.create_index(
            f"ix_interactions_{name}_follow_up",
            "interactions",
            [*own, "follow_up_status", "follow_up_date"],
            sqlite_where=DATED,
            postgresql_where=DATED,
        )
    # Of an index that was never counted SQLite thinks too well, and takes it for what it does not fit.
    op.execute("ANALYZE interactions")
