"""A phone is also shared by the owner's "all share it", which answers for everybody who gives it later.

Why: a company or a household was asked about once for each of its people.
"""

from alembic import op

from schemas.migrations.guards import replace, shared_by_its_own_yes

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    guards = (
        *shared_by_its_own_yes("phones", "number", "phone"),
        *shared_by_its_own_yes("emails", "address", "email"),
    )
    replace(op.get_bind(), guards)
