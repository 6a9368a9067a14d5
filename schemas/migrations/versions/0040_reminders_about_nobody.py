"""Reminders that are about nobody and no job.

Why: "remind me to order a wax ring on Friday" is a promise to ourselves alone.
"""

from alembic import op

from schemas.migrations.checks import change_check

revision = "0040"
down_revision = "0039"

BEFORE = "contact_id IS NOT NULL OR matter_id IS NOT NULL"


def upgrade() -> None:
    change_check(
        op.get_bind(), "interactions", "ck_interactions_about", BEFORE, f"{BEFORE} OR type = 'system'"
    )
