"""Auto-send, who said stop, look-alike addresses, and whom an audit row is about.

Why: docs/parts.md, "Approvals". An address is compared by what it looks like, so the skeleton is a column; the
audit of one person is looked up by index.
"""

import sqlalchemy as sa
from alembic import op

from schemas.lookalikes import skeletons_of
from schemas.migrations.guards import (
    Guard,
    append_only,
    auto_send_needs_a_yes,
    fixed_columns,
    install,
    never_met,
    permanent,
)

revision = "0006"
down_revision = "0005"

OVER_THE_LIMIT = (
    "(SELECT COUNT(*) FROM auto_sent x WHERE x.business_id = NEW.business_id AND x.kind = NEW.kind "
    "AND x.day = NEW.day) >= (SELECT s.daily_limit FROM auto_send s WHERE s.business_id = NEW.business_id "
    "AND s.auto_send_id = NEW.auto_send_id)"
)
GUARDS = (
    *permanent("auto_send", "auto_send_id"),
    *never_met("auto_send", "auto_send_id", ("kind",), condition="stopped_at IS NULL"),
    *fixed_columns(
        "auto_send",
        (
            "business_id",
            "auto_send_id",
            "kind",
            "daily_limit",
            "draft_digest",
            "member_id",
            "turned_on_approval_id",
            "since",
        ),
    ),
    *auto_send_needs_a_yes(("TurnOnAutoSend",)),
    *permanent("auto_sent", "auto_sent_id"),
    *append_only("auto_sent"),
    Guard(
        "auto_sent", "limit", "INSERT", OVER_THE_LIMIT, "no message goes out by itself beyond the day's limit"
    ),
    *permanent("opt_outs", "opt_out_id"),
    *permanent("audit_people", "audit_person_id"),
    *append_only("audit_people"),
)


def _link(column: str, table: str, key: str = "") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{table}.business_id", f"{table}.{key or column}"],
        initially="DEFERRED",
        deferrable=True,
    )


def _business() -> tuple[sa.Column[object] | sa.ForeignKeyConstraint, ...]:
    return (
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"]),
    )


def upgrade() -> None:
    _add_skeletons()
    _add_auto_send()
    op.create_table(
        "opt_outs",
        *_business(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opt_out_id", sa.String(36), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        _link("contact_id", "contacts"),
        sa.PrimaryKeyConstraint("business_id", "opt_out_id"),
    )
    op.create_index("ix_opt_outs_contact", "opt_outs", ["business_id", "contact_id"])
    op.create_index("ix_opt_outs_address", "opt_outs", ["business_id", "address"])
    op.create_table(
        "audit_people",
        *_business(),
        sa.Column("audit_person_id", sa.String(36), nullable=False),
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=False),
        _link("audit_id", "audit"),
        _link("contact_id", "contacts"),
        sa.PrimaryKeyConstraint("business_id", "audit_person_id"),
    )
    op.create_index("ix_audit_people_contact", "audit_people", ["business_id", "contact_id", "audit_id"])
    _fill_audit_people()
    install(op.get_bind(), GUARDS)


def _add_skeletons() -> None:
    for name in ("local_skeleton", "domain_skeleton"):
        op.add_column("emails", sa.Column(name, sa.String(320), nullable=False, server_default=""))
    emails = sa.table("emails", *(sa.column(name) for name in ("business_id", "email_id", "address")))
    connection = op.get_bind()
    found = connection.execute(sa.select(emails.c.business_id, emails.c.email_id, emails.c.address)).all()
    for business_id, email_id, address in found:
        local, domain = skeletons_of(address)
        connection.execute(
            sa.text(
                "UPDATE emails SET local_skeleton = :local, domain_skeleton = :domain "
                "WHERE business_id = :business AND email_id = :email"
            ),
            {"local": local[:320], "domain": domain[:320], "business": business_id, "email": email_id},
        )
    op.create_index("ix_emails_skeleton", "emails", ["business_id", "domain_skeleton", "local_skeleton"])


def _add_auto_send() -> None:
    op.create_table(
        "auto_send",
        *_business(),
        sa.Column("auto_send_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("daily_limit", sa.Integer(), nullable=False),
        sa.Column("draft_digest", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=True),
        sa.Column("turned_on_approval_id", sa.String(36), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_why", sa.String(), nullable=False),
        _link("member_id", "members"),
        _link("turned_on_approval_id", "approvals", "approval_id"),
        sa.PrimaryKeyConstraint("business_id", "auto_send_id"),
    )
    stands = sa.text("stopped_at IS NULL")
    op.create_index(
        "uq_auto_send_kind",
        "auto_send",
        ["business_id", "kind"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
    op.create_table(
        "auto_sent",
        *_business(),
        sa.Column("auto_sent_id", sa.String(36), nullable=False),
        sa.Column("auto_send_id", sa.String(36), nullable=False),
        sa.Column("decided_approval_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _link("auto_send_id", "auto_send"),
        _link("decided_approval_id", "approvals", "approval_id"),
        _link("contact_id", "contacts"),
        sa.PrimaryKeyConstraint("business_id", "auto_sent_id"),
    )
    op.create_index("ix_auto_sent_day", "auto_sent", ["business_id", "kind", "day"])
    op.create_index("ix_auto_sent_address", "auto_sent", ["business_id", "address", "at"])
    op.create_index("ix_auto_sent_contact", "auto_sent", ["business_id", "contact_id", "day"])
    op.create_index("ix_auto_sent_at", "auto_sent", ["business_id", "at"])


def _fill_audit_people() -> None:
    """Fill in whom the rows so far are about, from their lists; an id of nobody on record (an import's) is left
    out.
    """
    connection = op.get_bind()
    audit = sa.table("audit", sa.column("business_id"), sa.column("audit_id"), sa.column("about", sa.JSON()))
    contacts = sa.table("contacts", sa.column("business_id"), sa.column("contact_id"))
    people = sa.table(
        "audit_people",
        *(sa.column(name) for name in ("business_id", "audit_person_id", "audit_id", "contact_id")),
    )
    known = {
        tuple(row) for row in connection.execute(sa.select(contacts.c.business_id, contacts.c.contact_id))
    }
    for business_id, audit_id, about in connection.execute(
        sa.select(audit.c.business_id, audit.c.audit_id, audit.c.about)
    ).all():
        rows = [
            {
                "business_id": business_id,
                "audit_person_id": f"{audit_id[:32]}-{number:03d}",
                "audit_id": audit_id,
                "contact_id": contact_id,
            }
            for number, contact_id in enumerate(dict.fromkeys(about))
            if (business_id, contact_id) in known
        ]
        if rows:
            connection.execute(sa.insert(people), rows)
