"""A mail points to the matter that it is about.

Why: as `0021` says.
"""

from alembic import op

from schemas.migrations.pointers import point_to_matters

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    point_to_matters(op.get_bind(), "mail_messages", ("ix_mail_messages_lead",))
    op.create_index("ix_mail_messages_matter", "mail_messages", ["business_id", "matter_id", "received_at"])
