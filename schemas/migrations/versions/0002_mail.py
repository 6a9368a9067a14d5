"""Mail: each message once, what was attached to it, and what the owner taught about senders.

Why: row C7 of docs/rows.md; a mail is taken in or skipped exactly once, and nothing of it is lost.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import install, never_met, permanent

revision = "0002"
down_revision = "0001"

GUARDS = (
    *permanent("mail_messages", "mail_id", unique=("number",)),
    *never_met("mail_messages", "mail_id", ("mailbox", "own_id")),
    *never_met("mail_messages", "mail_id", ("message_id", "direction")),
    *permanent("attachments", "attachment_id"),
    *permanent("sender_rules", "sender_rule_id"),
    *never_met("sender_rules", "sender_rule_id", ("address",), condition="voided_at IS NULL"),
)


def _permanent_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
    )


def _link(column: str, table: str, key: str = "") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{table}.business_id", f"{table}.{key or column}"],
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    op.create_table(
        "mail_messages",
        *_permanent_columns(),
        sa.Column("mail_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(500), nullable=False),
        sa.Column("own_id", sa.String(500), nullable=False),
        sa.Column("message_id", sa.String(500), nullable=False),
        sa.Column("direction", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("sender_address", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thread", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("lead_id", sa.String(36), nullable=True),
        sa.Column("opportunity_id", sa.String(36), nullable=True),
        sa.Column("interaction_id", sa.String(36), nullable=True),
        sa.Column("extraction", sa.JSON(), nullable=False),
        _link("contact_id", "contacts"),
        _link("lead_id", "leads"),
        _link("opportunity_id", "opportunities"),
        _link("interaction_id", "interactions"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "mail_id"),
    )
    for name, columns in (
        ("uq_mail_messages_own_id", ["mailbox", "own_id"]),
        ("uq_mail_messages_message_id", ["message_id", "direction"]),
        ("uq_mail_messages_number", ["number"]),
    ):
        op.create_index(name, "mail_messages", ["business_id", *columns], unique=True)
    for name, columns in (
        ("ix_mail_messages_outcome", ["outcome", "number"]),
        ("ix_mail_messages_contact", ["contact_id", "received_at"]),
        ("ix_mail_messages_lead", ["lead_id", "received_at"]),
    ):
        op.create_index(name, "mail_messages", ["business_id", *columns], unique=False)
    op.create_table(
        "attachments",
        *_permanent_columns(),
        sa.Column("attachment_id", sa.String(36), nullable=False),
        sa.Column("mail_id", sa.String(36), nullable=False),
        sa.Column("interaction_id", sa.String(36), nullable=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("media_type", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(300), nullable=True),
        _link("mail_id", "mail_messages"),
        _link("interaction_id", "interactions"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "attachment_id"),
    )
    op.create_index("ix_attachments_mail", "attachments", ["business_id", "mail_id"], unique=False)
    op.create_index(
        "ix_attachments_interaction", "attachments", ["business_id", "interaction_id"], unique=False
    )
    op.create_table(
        "sender_rules",
        *_permanent_columns(),
        sa.Column("sender_rule_id", sa.String(36), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("treatment", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
        sa.PrimaryKeyConstraint("business_id", "sender_rule_id"),
    )
    stands = sa.text("voided_at IS NULL")
    op.create_index(
        "uq_sender_rules_address",
        "sender_rules",
        ["business_id", "address"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
    install(op.get_bind(), GUARDS)
