"""The direction and duration of a touch; of the past, what its type says for certain, and no more.

Why: how fast somebody was called back, and how long calls take, can't be told from what was never written down.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

DIRECTIONS = {"email_inbound": "inbound", "email_outbound": "outbound", "note": "none", "system": "none"}


def upgrade() -> None:
    op.add_column("interactions", sa.Column("direction", sa.String(40), nullable=True))
    op.add_column("interactions", sa.Column("minutes", sa.Integer(), nullable=True))
    interactions = sa.table("interactions", sa.column("type"), sa.column("direction"))
    for type, direction in DIRECTIONS.items():
        op.execute(sa.update(interactions).where(interactions.c.type == type).values(direction=direction))
