"""The uses of the language model: what it was asked and what it took.

Why: the owner pays for each word, and sets a cap for the month; the cap has to hold across processes.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import install, permanent

revision = "0011"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "model_uses",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("use_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("tokens_cached", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("first_word_ms", sa.Integer(), nullable=True),
        sa.Column("total_ms", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "use_id"),
    )
    op.create_index("ix_model_uses_at", "model_uses", ["business_id", "at"])
    install(op.get_bind(), tuple(permanent("model_uses", "use_id")))
