"""A redaction may take a person out of every row that names them, and puts nothing but its mark in their place.

Why: hard stop H2 and a person's right; audit rows and cards about others name them as well, records merged in twice over
are theirs, and the log of what went out by itself keeps an address.
"""

from alembic import op

from schemas.migrations.guards import replace
from schemas.migrations.own_yes_guards import only_redacted_by_its_own_yes

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    replace(op.get_bind(), tuple(only_redacted_by_its_own_yes()))
