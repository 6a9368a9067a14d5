"""People are searched by the words of their names and addresses, folded and side by side in an index of their own.

Why: each search read every contact whole and compared it three ways, 60 ms among 100,000.
"""

import sqlalchemy as sa
from alembic import op

from schemas.keys import fold

revision = "0019"
down_revision = "0018"

AT_ONCE = 5_000
MOST = 500


def upgrade() -> None:
    op.add_column("contacts", sa.Column("words_key", sa.String(MOST), nullable=False, server_default=""))
    _fill(op.get_bind())
    op.create_index(
        "ix_contacts_words",
        "contacts",
        ["business_id", "merged_into_id", "voided_at", "words_key", "company_id"],
    )
    # Of an index that was never counted SQLite thinks too well, and takes it for what it does not fit.
    op.execute("ANALYZE contacts")


def _fill(connection: sa.Connection) -> None:
    asked = sa.text(
        "SELECT business_id, contact_id, full_key, address FROM contacts "
        "WHERE (contact_id, business_id) > (:after, :of) ORDER BY contact_id, business_id LIMIT :most"
    )
    told = sa.text(
        "UPDATE contacts SET words_key = :words WHERE business_id = :business_id AND contact_id = :contact_id"
    )
    after = of = ""
    while rows := connection.execute(asked, {"after": after, "of": of, "most": AT_ONCE}).all():
        values = [
            {
                "business_id": business_id,
                "contact_id": contact_id,
                "words": f" {full_key} {fold(address or '')}"[:MOST],
            }
            for business_id, contact_id, full_key, address in rows
        ]
        connection.execute(told, values)
        after, of = rows[-1].contact_id, rows[-1].business_id
