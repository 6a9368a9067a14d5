"""The time at which a card was put aside: it is kept for its days, and not shown among those that wait.

Why: "not now" is no "no". A card that is dropped is not proposed again; one that is put aside comes back as it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("approvals", sa.Column("put_aside_at", sa.DateTime(timezone=True), nullable=True))
