"""Pending follow-ups are found by the job that they are about, and mail by when it came.

Why: the lists of what has gone quiet ask, for each open lead and deal, whether a follow-up lies ahead. Without an index
by job SQLite read all pending ones for every job: minutes with 1,000,000 interactions. Voicemails that wait for an
answer were looked for among all calls.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

JOBS = ("lead", "opportunity")
DATED = sa.text("follow_up_date IS NOT NULL")


def upgrade() -> None:
    for job in JOBS:
        op.create_index(
            f"ix_interactions_{job}_follow_up",
            "interactions",
            ["business_id", f"{job}_id", "follow_up_status", "follow_up_date"],
            sqlite_where=DATED,
            postgresql_where=DATED,
        )
    op.create_index("ix_mail_messages_received", "mail_messages", ["business_id", "received_at"])
