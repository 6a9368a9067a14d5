"""The first schema: the core's records, the approval queue, the outbox, the audit, and what guards them.

Why: rows C1 and H1-H5 of docs/rows.md.
"""

import sqlalchemy as sa
from alembic import op

from schemas.migrations.guards import (
    append_only,
    decided_once,
    fixed_columns,
    install,
    moves_along,
    one_person_each,
    permanent,
    won_needs_a_yes,
)

revision = "0001"
down_revision = None

LATER_KEYS = (
    ("fk_companies_primary_contact", "companies", "primary_contact_id", "contacts", "contact_id"),
    (
        "fk_leads_converted_opportunity",
        "leads",
        "converted_opportunity_id",
        "opportunities",
        "opportunity_id",
    ),
)
"""Keys that close a circle: SQLite takes them with the table, PostgreSQL once both tables are there."""

STEPS = (
    ("pending", "done"),
    ("pending", "executing"),
    ("pending", "rejected"),
    ("pending", "expired"),
    ("pending", "withdrawn"),
    ("pending", "stale"),
    ("executing", "done"),
    ("executing", "failed"),
    ("executing", "unknown"),
    ("executing", "stale"),
    ("unknown", "done"),
    ("unknown", "failed"),
)

GUARDS = (
    *permanent("businesses", "business_id"),
    *permanent("members", "member_id"),
    *permanent("companies", "company_id"),
    *permanent("contacts", "contact_id"),
    *permanent("phones", "phone_id"),
    *permanent("emails", "email_id"),
    *permanent("leads", "lead_id", unique=("reference",)),
    *permanent("interactions", "interaction_id"),
    *permanent("opportunities", "opportunity_id"),
    *permanent("hand_offs", "hand_off_id"),
    *permanent("notices", "notice_id"),
    *permanent("approvals", "approval_id", unique=("number",)),
    *permanent("outbox", "outbox_id", unique=("approval_id",)),
    *permanent("audit", "audit_id"),
    *one_person_each("phones", "phone_id", "number"),
    *one_person_each("emails", "email_id", "address"),
    *won_needs_a_yes(("Win", "ImportPastWins")),
    *append_only("audit"),
    *fixed_columns(
        "approvals",
        ("number", "tool", "arguments", "acts", "card", "digest", "proposal_key", "effect_key", "expires_at"),
    ),
    *moves_along("approvals", "status", STEPS),
    *decided_once("approvals", ("decided_at", "decided_by", "answer", "chosen_act")),
)


def upgrade() -> None:
    op.create_table(
        "businesses",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("trade", sa.String(60), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("region", sa.String(10), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("business_id"),
    )
    op.create_table(
        "companies",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("main_phone", sa.String(32), nullable=True),
        sa.Column("billing_address", sa.String(), nullable=True),
        sa.Column("primary_contact_id", sa.String(36), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("quickbooks_customer_id", sa.String(64), nullable=True),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "primary_contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            name="fk_companies_primary_contact",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "company_id"),
    )
    op.create_index("ix_companies_name_key", "companies", ["business_id", "name_key"], unique=False)
    op.create_table(
        "counters",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "name"),
    )
    op.create_table(
        "members",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "member_id"),
    )
    op.create_table(
        "contacts",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_id", sa.String(36), nullable=False),
        sa.Column("first_name", sa.String(120), nullable=False),
        sa.Column("last_name", sa.String(120), nullable=False),
        sa.Column("company_id", sa.String(36), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("preferred_channel", sa.String(40), nullable=False),
        sa.Column("lifecycle_stage", sa.String(40), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("quickbooks_customer_id", sa.String(64), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("source", sa.String(40), nullable=True),
        sa.Column("customer_since", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.String(36), nullable=True),
        sa.Column("first_key", sa.String(120), nullable=False),
        sa.Column("last_key", sa.String(120), nullable=False),
        sa.Column("full_key", sa.String(250), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "company_id"],
            ["companies.business_id", "companies.company_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "merged_into_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "contact_id"),
    )
    op.create_index("ix_contacts_company", "contacts", ["business_id", "company_id"], unique=False)
    op.create_index(
        "ix_contacts_customer_since",
        "contacts",
        ["business_id", "lifecycle_stage", "customer_since"],
        unique=False,
    )
    op.create_index("ix_contacts_first_key", "contacts", ["business_id", "first_key"], unique=False)
    op.create_index("ix_contacts_full_key", "contacts", ["business_id", "full_key"], unique=False)
    op.create_index("ix_contacts_last_key", "contacts", ["business_id", "last_key"], unique=False)
    op.create_index("ix_contacts_merged_into", "contacts", ["business_id", "merged_into_id"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("approval_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(60), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("proposal_key", sa.String(64), nullable=False),
        sa.Column("effect_key", sa.String(36), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("proposed_by", sa.String(40), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.Column("answer", sa.String(40), nullable=True),
        sa.Column("chosen_act", sa.String(60), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "decided_by"],
            ["members.business_id", "members.member_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "approval_id"),
        sa.UniqueConstraint("business_id", "number", name="uq_approvals_number"),
    )
    op.create_index(
        "ix_approvals_contact", "approvals", ["business_id", "contact_id", "status"], unique=False
    )
    op.create_index(
        "ix_approvals_proposal", "approvals", ["business_id", "proposal_key", "status"], unique=False
    )
    op.create_index("ix_approvals_status", "approvals", ["business_id", "status", "expires_at"], unique=False)
    op.create_table(
        "leads",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead_id", sa.String(36), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("disqualification_reason", sa.String(40), nullable=True),
        sa.Column("estimated_value", sa.BigInteger(), nullable=True),
        sa.Column("pipeline_stage", sa.String(40), nullable=False),
        sa.Column("expected_close_date", sa.Date(), nullable=True),
        sa.Column("owner", sa.String(36), nullable=True),
        sa.Column("converted_opportunity_id", sa.String(36), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_interaction_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "converted_opportunity_id"],
            ["opportunities.business_id", "opportunities.opportunity_id"],
            name="fk_leads_converted_opportunity",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "owner"],
            ["members.business_id", "members.member_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "lead_id"),
        sa.UniqueConstraint("business_id", "reference", name="uq_leads_reference"),
    )
    op.create_index("ix_leads_contact", "leads", ["business_id", "contact_id"], unique=False)
    op.create_index("ix_leads_created", "leads", ["business_id", "created_at"], unique=False)
    op.create_index("ix_leads_watch", "leads", ["business_id", "status", "last_interaction_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("member_id", sa.String(36), nullable=True),
        sa.Column("tool", sa.String(60), nullable=False),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("approval_id", sa.String(36), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id", "approval_id"],
            ["approvals.business_id", "approvals.approval_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "audit_id"),
    )
    op.create_index("ix_audit_approval", "audit", ["business_id", "approval_id"], unique=False)
    op.create_index("ix_audit_member", "audit", ["business_id", "member_id", "audit_id"], unique=False)
    op.create_index("ix_audit_act", "audit", ["business_id", "act", "audit_id"], unique=False)
    op.create_table(
        "emails",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email_id", sa.String(36), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared_approval_id", sa.String(36), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "shared_approval_id"],
            ["approvals.business_id", "approvals.approval_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "email_id"),
    )
    op.create_index("ix_emails_address", "emails", ["business_id", "address"], unique=False)
    op.create_index("ix_emails_contact", "emails", ["business_id", "contact_id"], unique=False)
    op.create_index(
        "uq_emails_guarded",
        "emails",
        ["business_id", "address"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL AND retired_at IS NULL AND shared_approval_id IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL AND retired_at IS NULL AND shared_approval_id IS NULL"),
    )
    op.create_table(
        "opportunities",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opportunity_id", sa.String(36), nullable=False),
        sa.Column("lead_id", sa.String(36), nullable=True),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("company_id", sa.String(36), nullable=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("expected_close_date", sa.Date(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("lost_reason", sa.String(40), nullable=True),
        sa.Column("estimate_id", sa.String(64), nullable=True),
        sa.Column("owner", sa.String(36), nullable=True),
        sa.Column("proposal_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("won_approval_id", sa.String(36), nullable=True),
        sa.Column("last_interaction_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id", "company_id"],
            ["companies.business_id", "companies.company_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "lead_id"],
            ["leads.business_id", "leads.lead_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "owner"],
            ["members.business_id", "members.member_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "won_approval_id"],
            ["approvals.business_id", "approvals.approval_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "opportunity_id"),
    )
    op.create_index("ix_opportunities_company", "opportunities", ["business_id", "company_id"], unique=False)
    op.create_index("ix_opportunities_contact", "opportunities", ["business_id", "contact_id"], unique=False)
    op.create_index("ix_opportunities_lead", "opportunities", ["business_id", "lead_id"], unique=False)
    op.create_index(
        "ix_opportunities_stage", "opportunities", ["business_id", "stage", "close_date"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("outbox_id", sa.String(36), nullable=False),
        sa.Column("approval_id", sa.String(36), nullable=True),
        sa.Column("call", sa.JSON(), nullable=True),
        sa.Column("member_id", sa.String(36), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("begun", sa.Boolean(), nullable=False),
        sa.Column("lease_owner", sa.String(36), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "approval_id"],
            ["approvals.business_id", "approvals.approval_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "outbox_id"),
        sa.UniqueConstraint("business_id", "approval_id", name="uq_outbox_approval"),
    )
    op.create_index("ix_outbox_due", "outbox", ["business_id", "finished_at", "not_before"], unique=False)
    op.create_table(
        "phones",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone_id", sa.String(36), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("extension", sa.String(16), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared_approval_id", sa.String(36), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "shared_approval_id"],
            ["approvals.business_id", "approvals.approval_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "phone_id"),
    )
    op.create_index("ix_phones_contact", "phones", ["business_id", "contact_id"], unique=False)
    op.create_index("ix_phones_number", "phones", ["business_id", "number"], unique=False)
    op.create_index(
        "uq_phones_guarded",
        "phones",
        ["business_id", "number"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL AND retired_at IS NULL AND shared_approval_id IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL AND retired_at IS NULL AND shared_approval_id IS NULL"),
    )
    op.create_table(
        "hand_offs",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hand_off_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("lead_id", sa.String(36), nullable=True),
        sa.Column("opportunity_id", sa.String(36), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "lead_id"],
            ["leads.business_id", "leads.lead_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "opportunity_id"],
            ["opportunities.business_id", "opportunities.opportunity_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "hand_off_id"),
    )
    op.create_index("ix_hand_offs_contact", "hand_offs", ["business_id", "contact_id"], unique=False)
    op.create_index("ix_hand_offs_lead", "hand_offs", ["business_id", "lead_id"], unique=False)
    op.create_index("ix_hand_offs_opportunity", "hand_offs", ["business_id", "opportunity_id"], unique=False)
    op.create_index("ix_hand_offs_status", "hand_offs", ["business_id", "status", "created_at"], unique=False)
    op.create_table(
        "interactions",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interaction_id", sa.String(36), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("timestamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("lead_id", sa.String(36), nullable=True),
        sa.Column("opportunity_id", sa.String(36), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("follow_up_date", sa.Date(), nullable=True),
        sa.Column("follow_up_status", sa.String(40), nullable=False),
        sa.Column("ai_summary", sa.String(), nullable=False),
        sa.CheckConstraint(
            "contact_id IS NOT NULL OR lead_id IS NOT NULL OR opportunity_id IS NOT NULL",
            name="ck_interactions_about",
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "lead_id"],
            ["leads.business_id", "leads.lead_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "opportunity_id"],
            ["opportunities.business_id", "opportunities.opportunity_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "interaction_id"),
    )
    op.create_index(
        "ix_interactions_contact", "interactions", ["business_id", "contact_id", "timestamp"], unique=False
    )
    op.create_index(
        "ix_interactions_follow_up",
        "interactions",
        ["business_id", "follow_up_status", "follow_up_date"],
        unique=False,
    )
    op.create_index(
        "ix_interactions_lead", "interactions", ["business_id", "lead_id", "timestamp"], unique=False
    )
    op.create_index(
        "ix_interactions_opportunity",
        "interactions",
        ["business_id", "opportunity_id", "timestamp"],
        unique=False,
    )
    op.create_table(
        "notices",
        sa.Column("business_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("acted", sa.Boolean(), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=True),
        sa.Column("lead_id", sa.String(36), nullable=True),
        sa.Column("opportunity_id", sa.String(36), nullable=True),
        sa.Column("approval_id", sa.String(36), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id", "approval_id"],
            ["approvals.business_id", "approvals.approval_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "contact_id"],
            ["contacts.business_id", "contacts.contact_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "lead_id"],
            ["leads.business_id", "leads.lead_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "opportunity_id"],
            ["opportunities.business_id", "opportunities.opportunity_id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.business_id"],
        ),
        sa.PrimaryKeyConstraint("business_id", "notice_id"),
    )
    op.create_index("ix_notices_contact", "notices", ["business_id", "contact_id"], unique=False)
    op.create_index("ix_notices_created", "notices", ["business_id", "seen", "created_at"], unique=False)
    if op.get_bind().dialect.name != "sqlite":
        for name, table, column, other, key in LATER_KEYS:
            op.create_foreign_key(
                name,
                table,
                other,
                ["business_id", column],
                ["business_id", key],
                deferrable=True,
                initially="DEFERRED",
            )
    install(op.get_bind(), GUARDS)
