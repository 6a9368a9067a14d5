"""The consents to be written to, a channel at a time, since when and because of what; "no automatic mail" is a
no to e-mail.

Why: a text may go only to who said yes, and what somebody said on a day that nobody wrote down can't be made up later.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import fixed_columns, install, permanent
from schemas.migrations.own_yes_guards import redacted_by_its_own_yes

revision = "0030"
down_revision = "0022"

GUARDS = (
    *permanent("consents", "consent_id"),
    *fixed_columns("consents", ("channel", "state", "since", "because")),
    *redacted_by_its_own_yes("consents", ("address", "said")),
)
OLD_GUARDS = ("stays", "not_replaced", "key_stays")

BY_A_MEMBER = (
    "EXISTS (SELECT 1 FROM audit a WHERE a.business_id = o.business_id AND a.act = 'LeaveOut' "
    "AND CAST(a.changes AS TEXT) LIKE '%' || o.opt_out_id || '%')"
)
"""An address was on record only where a mail said so, until a redaction put a digest in its place."""


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_id", sa.String(36), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.String(40), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "consent_id"),
    )
    op.create_index("ix_consents_contact", "consents", ["business_id", "contact_id", "channel"])
    op.create_index("ix_consents_address", "consents", ["business_id", "address"])
    op.execute(
        "INSERT INTO consents (business_id, created_at, updated_at, voided_at, consent_id, contact_id, address, "  # noqa: S608
        "channel, state, since, because, said) SELECT business_id, created_at, updated_at, voided_at, opt_out_id, "
        "contact_id, address, 'email', 'denied', created_at, CASE WHEN address = '' THEN 'members_word' "
        f"WHEN address LIKE '[redacted]%' AND {BY_A_MEMBER} THEN 'members_word' ELSE 'their_mail' END, said "
        "FROM opt_outs o"
    )
    op.drop_table("opt_outs")
    if op.get_bind().dialect.name != "sqlite":
        for name in OLD_GUARDS:
            op.execute(f"DROP FUNCTION opt_outs_{name}()")
    install(op.get_bind(), GUARDS)
