"""A notice points to the matter that it is about.

Why: as `0021` says; the smallest table first.
"""

from alembic import op

from schemas.migrations.pointers import point_to_matters

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    point_to_matters(op.get_bind(), "notices")
