"""The work by the clock: leases, job runs, deliveries, cadences, and a key for what a job tells.

Why: each job at most once a period, each notice at most once a channel, each step of a cadence once.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import install, never_met, permanent

revision = "0004"
down_revision = "0003"

GUARDS = (
    *permanent("leases", "lease"),
    *permanent("job_runs", "run_id"),
    *never_met("job_runs", "run_id", ("job", "period")),
    *permanent("deliveries", "delivery_id"),
    *never_met("deliveries", "delivery_id", ("notice_id", "channel")),
    *permanent("cadence_runs", "cadence_run_id"),
    *never_met("cadence_runs", "cadence_run_id", ("lead_id", "cadence")),
    *permanent("cadence_steps", "cadence_step_id"),
    *never_met("cadence_steps", "cadence_step_id", ("lead_id", "cadence", "day")),
    *never_met("notices", "notice_id", ("notice_key",)),
)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _link(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{table}.business_id", f"{table}.{column}"],
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("lease", sa.String(36), nullable=False),
        sa.Column("worker", sa.String(36), nullable=False),
        _instant("taken_at"),
        _instant("until"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "lease"),
    )
    op.create_table(
        "job_runs",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("job", sa.String(60), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        _instant("due_at"),
        _instant("started_at"),
        _instant("ended_at", nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(36), nullable=False),
        _instant("held_until", nullable=True),
        sa.Column("produced", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "run_id"),
    )
    op.create_index("uq_job_runs_period", "job_runs", ["business_id", "job", "period"], unique=True)
    op.create_index("ix_job_runs_started", "job_runs", ["business_id", "started_at"])
    op.add_column("notices", sa.Column("notice_key", sa.String(120), nullable=True))
    op.create_index("ix_notices_told", "notices", ["business_id", "created_at"])
    op.create_index("uq_notices_key", "notices", ["business_id", "notice_key"], unique=True)
    op.create_table(
        "deliveries",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("delivery_id", sa.String(36), nullable=False),
        sa.Column("notice_id", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        _instant("not_before"),
        sa.Column("message_key", sa.String(36), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _instant("held_until", nullable=True),
        _instant("sent_at", nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        _link("notice_id", "notices"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "delivery_id"),
    )
    op.create_index(
        "uq_deliveries_notice", "deliveries", ["business_id", "notice_id", "channel"], unique=True
    )
    op.create_index("ix_deliveries_state", "deliveries", ["business_id", "channel", "state", "not_before"])
    op.create_index("ix_deliveries_sent", "deliveries", ["business_id", "channel", "sent_at"])
    op.create_table(
        "cadence_runs",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("cadence_run_id", sa.String(36), nullable=False),
        sa.Column("cadence", sa.String(60), nullable=False),
        sa.Column("lead_id", sa.String(36), nullable=False),
        sa.Column("day_zero", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        _instant("begun_at"),
        _instant("stopped_at", nullable=True),
        sa.Column("stopped_why", sa.String(), nullable=False),
        _link("lead_id", "leads"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "cadence_run_id"),
    )
    op.create_index(
        "uq_cadence_runs_lead", "cadence_runs", ["business_id", "lead_id", "cadence"], unique=True
    )
    op.create_index("ix_cadence_runs_open", "cadence_runs", ["business_id", "stopped_at"])
    op.create_table(
        "cadence_steps",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("cadence_step_id", sa.String(36), nullable=False),
        sa.Column("cadence", sa.String(60), nullable=False),
        sa.Column("lead_id", sa.String(36), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("does", sa.String(20), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("interaction_id", sa.String(36), nullable=True),
        _link("lead_id", "leads"),
        _link("interaction_id", "interactions"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "cadence_step_id"),
    )
    op.create_index(
        "uq_cadence_steps_step", "cadence_steps", ["business_id", "lead_id", "cadence", "day"], unique=True
    )
    install(op.get_bind(), GUARDS)
