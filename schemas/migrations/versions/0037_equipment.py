"""Equipment at a place, and how long its warranty runs.

Why: who comes back to a house wants to know what stands there before they drive.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import install, permanent

revision = "0037"
down_revision = "0036"

GUARDS = tuple(permanent("equipment", "equipment_id"))
POINTS_TO = (
    ("equipment_id", "matters", "matter_id"),
    ("contact_id", "contacts", "contact_id"),
    ("site_id", "sites", "site_id"),
)


def upgrade() -> None:
    op.create_table(
        "equipment",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("equipment_id", sa.String(36), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=False),
        sa.Column("site_id", sa.String(36), nullable=True),
        sa.Column("what", sa.String(120), nullable=False),
        sa.Column("make", sa.String(120), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("serial_number", sa.String(120), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("installed_by_us", sa.Boolean(), nullable=True),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("words_key", sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["business_id", column],
                [f"{table}.business_id", f"{table}.{key}"],
                initially="DEFERRED",
                deferrable=True,
            )
            for column, table, key in POINTS_TO
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "equipment_id"),
    )
    op.create_index("ix_equipment_contact", "equipment", ["business_id", "contact_id"])
    op.create_index("ix_equipment_site", "equipment", ["business_id", "site_id"])
    op.create_index(
        "ix_equipment_words",
        "equipment",
        ["business_id", "voided_at", "words_key", "contact_id", "equipment_id"],
    )
    install(op.get_bind(), GUARDS)
