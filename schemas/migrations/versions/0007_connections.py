"""Accounts outside that the owner connected.

Why: a token lives longer than a process, and two processes must not renew one token side by side. Rows are overwritten
at each renewal, so they carry no guard of permanence; no secret stands in them in the clear.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "connections",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("account", sa.String(320), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "service"),
    )
