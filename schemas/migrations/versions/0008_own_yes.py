"""A win, or a phone or e-mail that two people share, needs a yes to exactly that, not just to something.

Why: hard stops H3 and H4; raw SQL could serve itself with the approval of another deal or of another act.
"""

from alembic import op

from schemas.migrations.guards import replace, shared_by_its_own_yes, won_by_its_own_yes

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    guards = (
        *shared_by_its_own_yes("phones", "number", "phone"),
        *shared_by_its_own_yes("emails", "address", "email"),
        *won_by_its_own_yes(),
    )
    replace(op.get_bind(), guards)
