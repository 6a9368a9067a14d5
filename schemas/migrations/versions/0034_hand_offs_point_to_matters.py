"""A hand-off points to the matter that it is about.

Why: as `0021` says.
"""

from alembic import op

from schemas.migrations.pointers import point_to_matters

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    point_to_matters(op.get_bind(), "hand_offs", ("ix_hand_offs_lead", "ix_hand_offs_opportunity"))
    for name in ("matter", "origin"):
        op.create_index(f"ix_hand_offs_{name}", "hand_offs", ["business_id", f"{name}_id"])
