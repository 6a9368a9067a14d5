"""Monday's pipeline is kept as it was told, with each open lead and deal in it.

Why: how good a forecast was is told by what it was then; the records only say how things stand now.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import fixed_columns, install, never_met, permanent
from schemas.migrations.own_yes_guards import redacted_by_its_own_yes

revision = "0031"
down_revision = "0030"

GUARDS = (
    *permanent("pipeline_reports", "pipeline_report_id"),
    *never_met("pipeline_reports", "pipeline_report_id", ("day",)),
    *fixed_columns("pipeline_reports", ("day", "told_at")),
    *redacted_by_its_own_yes("pipeline_reports", ("text",)),
    *permanent("pipeline_lines", "pipeline_line_id"),
    *fixed_columns(
        "pipeline_lines",
        (
            "pipeline_report_id",
            "matter_id",
            "contact_id",
            "stage",
            "amount",
            "percent",
            "expected_close_date",
        ),
    ),
    *redacted_by_its_own_yes("pipeline_lines", ("title",)),
)


def _key(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{table}.business_id", f"{table}.{column}"],
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    op.create_table(
        "pipeline_reports",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("pipeline_report_id", sa.String(36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "pipeline_report_id"),
    )
    op.create_index("uq_pipeline_reports_day", "pipeline_reports", ["business_id", "day"], unique=True)
    op.create_table(
        "pipeline_lines",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("pipeline_line_id", sa.String(36), nullable=False),
        sa.Column("pipeline_report_id", sa.String(36), nullable=False),
        sa.Column("matter_id", sa.String(36), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("expected_close_date", sa.Date(), nullable=True),
        _key("pipeline_report_id", "pipeline_reports"),
        _key("matter_id", "matters"),
        _key("contact_id", "contacts"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "pipeline_line_id"),
    )
    for name, column in (
        ("report", "pipeline_report_id"),
        ("matter", "matter_id"),
        ("contact", "contact_id"),
    ):
        op.create_index(f"ix_pipeline_lines_{name}", "pipeline_lines", ["business_id", column])
    install(op.get_bind(), GUARDS)
