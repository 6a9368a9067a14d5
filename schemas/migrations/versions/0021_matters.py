"""Every lead and deal has an identity that history can point to, whatever kind it is.

Why: what points to a lead or a deal does so by a column a kind, and a dozen kinds are to come.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import append_only, install, never_met, permanent
from schemas.migrations.keys import Key, add_keys

revision = "0021"
down_revision = "0020"

GUARDS = (
    *permanent("matters", "matter_id"),
    *append_only("matters"),
    *never_met("matters", "matter_id", ("kind", "reference")),
)
KINDS = (
    ("leads", "lead_id", "lead", "reference"),
    ("opportunities", "opportunity_id", "deal", "NULL"),
)
"""Table, key, what it is called, and the column with its number."""


def upgrade() -> None:
    op.create_table(
        "matters",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("matter_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(20), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "matter_id"),
    )
    op.create_index("uq_matters_reference", "matters", ["business_id", "kind", "reference"], unique=True)
    for table, key, kind, reference in KINDS:
        op.execute(
            "INSERT INTO matters (business_id, matter_id, kind, reference) "  # noqa: S608
            f"SELECT business_id, {key}, '{kind}', {reference} FROM {table}"
        )
    add_keys(op.get_bind(), *(Key(table, key, "matters", "matter_id") for table, key, _, _ in KINDS))
    install(op.get_bind(), GUARDS)
