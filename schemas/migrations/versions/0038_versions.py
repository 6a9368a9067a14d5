"""Each record has a version, which every change of it raises by one.

Why: what was read before somebody else changed it can't be told from what is so now by the time alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

RECORDS = (
    "attachments",
    "companies",
    "consents",
    "contacts",
    "emails",
    "equipment",
    "hand_offs",
    "interactions",
    "leads",
    "mail_messages",
    "morning_lists",
    "notices",
    "nudges",
    "opportunities",
    "phones",
    "sender_rules",
    "site_people",
    "sites",
)


def upgrade() -> None:
    for table in RECORDS:
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))
