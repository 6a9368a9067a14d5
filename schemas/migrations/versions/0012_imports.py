"""Imports: one run a file, and what became of each of its lines. And a person can be redacted, in the audit too.

Why: a file is taken in at most once, line by line, whatever process is killed in the middle, and can be taken back as a
whole. A person may demand that nothing says who they were, and the audit is no exception.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import (
    Guard,
    fixed_columns,
    install,
    permanent,
    replace,
)
from schemas.migrations.own_yes_guards import scrubbed_by_its_own_yes

revision = "0012"
down_revision = "0011"

ANOTHER = "CAST(NEW.held AS TEXT) <> CAST(OLD.held AS TEXT) AND CAST(NEW.held AS TEXT) <> '{}'"
GUARDS = (
    *permanent("import_runs", "import_run_id", unique=("number",)),
    *fixed_columns("import_runs", ("number", "file_name", "digest", "columns", "member_id", "begun_at")),
    *permanent("import_lines", "import_line_id"),
    *fixed_columns("import_lines", ("run", "line", "fingerprint", "holds")),
    Guard(
        "import_lines",
        "held_stays",
        "UPDATE OF held",
        ANOTHER,
        "what a line held is never changed, only emptied",
    ),
)


def _link(column: str, table: str, key: str = "") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{table}.business_id", f"{table}.{key or column}"],
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "import_runs",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("import_run_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=True),
        sa.Column("begun_at", instant, nullable=False),
        sa.Column("finished_at", instant, nullable=True),
        sa.Column("past_approval_id", sa.String(36), nullable=True),
        sa.Column("undone_to", sa.String(36), nullable=False),
        _link("member_id", "members"),
        _link("past_approval_id", "approvals", "approval_id"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "import_run_id"),
    )
    op.create_index("uq_import_runs_number", "import_runs", ["business_id", "number"], unique=True)
    op.create_index("ix_import_runs_digest", "import_runs", ["business_id", "digest"])
    op.create_table(
        "import_lines",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("import_line_id", sa.String(36), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("entered_id", sa.String(36), nullable=True),
        _link("contact_id", "contacts"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "import_line_id"),
    )
    op.create_index("ix_import_lines_run", "import_lines", ["business_id", "run", "line"])
    op.create_index("ix_import_lines_outcome", "import_lines", ["business_id", "run", "outcome"])
    op.create_index("ix_import_lines_holds", "import_lines", ["business_id", "run", "holds", "line"])
    op.create_index("ix_import_lines_fingerprint", "import_lines", ["business_id", "fingerprint"])
    install(op.get_bind(), GUARDS)
    replaced, new = _parted(tuple(scrubbed_by_its_own_yes()))
    replace(op.get_bind(), replaced)
    install(op.get_bind(), new)


def _parted(guards: tuple[Guard, ...]) -> tuple[list[Guard], list[Guard]]:
    """Return the guards that take the place of one of their name, and those with a name of their own."""
    there = {"unchanged", "shown_stays"}
    return [one for one in guards if one.name in there], [one for one in guards if one.name not in there]
