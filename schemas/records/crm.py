"""The core's records: contacts, companies, leads, interactions (row C1)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, column, text
from sqlmodel import Field

from schemas.columns import Cents, Instant, Tree, Word, of_same_business
from schemas.enums import (
    OPEN_LEAD_STATUSES,
    Channel,
    CompanyStatus,
    CompanyType,
    DisqualificationReason,
    FollowUpStatus,
    InteractionOutcome,
    InteractionType,
    LeadStatus,
    LifecycleStage,
    MatterKind,
    PipelineStage,
    Source,
    TouchDirection,
)
from schemas.keys import fold
from schemas.kinds import Declared
from schemas.lookalikes import skeletons_of
from schemas.records.base import PermanentRow
from schemas.records.pointing import speak

GUARDED = text("voided_at IS NULL AND retired_at IS NULL AND shared_approval_id IS NULL")
"""A phone or e-mail that no second person of the business may have without the owner's yes (hard stop H3)."""

MOST_WORDS_KEY = 500
"""PostgreSQL indexes no more than 2,700 bytes of a row."""


class Company(PermanentRow, table=True):
    __tablename__ = "companies"
    __table_args__ = (
        of_same_business(
            "primary_contact_id", "contacts.contact_id", use_alter=True, name="fk_companies_primary_contact"
        ),
        Index("ix_companies_name_key", "business_id", "name_key"),
    )

    company_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=200)
    type: CompanyType = Field(default=CompanyType.BUSINESS, sa_type=Word(CompanyType), nullable=False)
    main_phone: str | None = Field(default=None, max_length=32)
    billing_address: str | None = None
    primary_contact_id: str | None = Field(default=None, max_length=36)
    status: CompanyStatus = Field(
        default=CompanyStatus.PROSPECT,
        sa_type=Word(CompanyStatus),
        nullable=False,
    )
    quickbooks_customer_id: str | None = Field(default=None, max_length=64)
    name_key: str = Field(default="", max_length=200, schema_extra={"internal": True})

    def rekey(self) -> None:
        self.name_key = fold(self.name)[:200]


class Contact(PermanentRow, table=True):
    """A person. Both names may be empty for a caller who left none."""

    __tablename__ = "contacts"
    __table_args__ = (
        of_same_business("company_id", "companies.company_id"),
        of_same_business("merged_into_id", "contacts.contact_id"),
        Index("ix_contacts_company", "business_id", "company_id"),
        Index("ix_contacts_full_key", "business_id", "full_key"),
        Index("ix_contacts_first_key", "business_id", "first_key"),
        Index("ix_contacts_last_key", "business_id", "last_key"),
        Index("ix_contacts_customer_since", "business_id", "lifecycle_stage", "customer_since"),
        Index("ix_contacts_merged_into", "business_id", "merged_into_id"),
        Index(
            "ix_contacts_words",
            "business_id",
            "merged_into_id",
            "voided_at",
            "words_key",
            "company_id",
        ),
    )

    contact_id: str = Field(primary_key=True, max_length=36)
    first_name: str = Field(default="", max_length=120)
    last_name: str = Field(default="", max_length=120)
    company_id: str | None = Field(default=None, max_length=36)
    address: str | None = None
    preferred_channel: Channel = Field(default=Channel.PHONE, sa_type=Word(Channel), nullable=False)
    lifecycle_stage: LifecycleStage = Field(
        default=LifecycleStage.PROSPECT,
        sa_type=Word(LifecycleStage),
        nullable=False,
    )
    tags: list[str] = Field(default_factory=list, sa_type=Tree, nullable=False)
    quickbooks_customer_id: str | None = Field(default=None, max_length=64)
    notes: str = ""
    source: Source | None = Field(default=None, sa_type=Word(Source))
    customer_since: date | None = None
    archived_at: datetime | None = Field(default=None, sa_type=Instant)
    merged_into_id: str | None = Field(default=None, max_length=36)
    first_key: str = Field(default="", max_length=120, schema_extra={"internal": True})
    last_key: str = Field(default="", max_length=120, schema_extra={"internal": True})
    full_key: str = Field(default="", max_length=250, schema_extra={"internal": True})
    words_key: str = Field(default="", max_length=MOST_WORDS_KEY, schema_extra={"internal": True})
    """Name and address, each word after a space: what is looked through as one types."""

    def rekey(self) -> None:
        self.first_key = fold(self.first_name)[:120]
        self.last_key = fold(self.last_name)[:120]
        self.full_key = f"{self.first_key} {self.last_key}".strip()
        self.words_key = f" {self.full_key} {fold(self.address or '')}"[:MOST_WORDS_KEY]


class Phone(PermanentRow, table=True):
    """One number of one person, E.164; the lowest position is the primary one."""

    __tablename__ = "phones"
    __table_args__ = (
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("shared_approval_id", "approvals.approval_id"),
        Index("ix_phones_contact", "business_id", "contact_id"),
        Index("ix_phones_number", "business_id", "number"),
        Index(
            "uq_phones_guarded",
            "business_id",
            "number",
            unique=True,
            sqlite_where=GUARDED,
            postgresql_where=GUARDED,
        ),
    )

    phone_id: str = Field(primary_key=True, max_length=36)
    contact_id: str = Field(max_length=36)
    number: str = Field(max_length=32)
    extension: str | None = Field(default=None, max_length=16)
    position: int = 0
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
    shared_approval_id: str | None = Field(default=None, max_length=36)


class Email(PermanentRow, table=True):
    """One address of one person, case-folded; the lowest position is the primary one."""

    __tablename__ = "emails"
    __table_args__ = (
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("shared_approval_id", "approvals.approval_id"),
        Index("ix_emails_contact", "business_id", "contact_id"),
        Index("ix_emails_address", "business_id", "address"),
        Index("ix_emails_skeleton", "business_id", "domain_skeleton", "local_skeleton"),
        Index(
            "uq_emails_guarded",
            "business_id",
            "address",
            unique=True,
            sqlite_where=GUARDED,
            postgresql_where=GUARDED,
        ),
    )

    email_id: str = Field(primary_key=True, max_length=36)
    contact_id: str = Field(max_length=36)
    address: str = Field(max_length=320)
    position: int = 0
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
    shared_approval_id: str | None = Field(default=None, max_length=36)
    local_skeleton: str = Field(default="", max_length=320, schema_extra={"internal": True})
    domain_skeleton: str = Field(default="", max_length=320, schema_extra={"internal": True})

    def rekey(self) -> None:
        local, domain = skeletons_of(self.address)
        self.local_skeleton, self.domain_skeleton = local[:320], domain[:320]


class Lead(PermanentRow, table=True):
    declared: ClassVar[Declared | None] = Declared(
        MatterKind.LEAD,
        called="lead",
        many="leads",
        state="status",
        open=OPEN_LEAD_STATUSES,
        reference="reference",
        amount="estimated_value",
        states={"status": "disqualification_reason", "pipeline_stage": ""},
        words=("description",),
    )

    __tablename__ = "leads"
    __table_args__ = (
        of_same_business("lead_id", "matters.matter_id"),
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("owner", "members.member_id"),
        of_same_business("site_id", "sites.site_id"),
        of_same_business(
            "converted_opportunity_id",
            "opportunities.opportunity_id",
            use_alter=True,
            name="fk_leads_converted_opportunity",
        ),
        UniqueConstraint("business_id", "reference", name="uq_leads_reference"),
        Index("ix_leads_contact", "business_id", "contact_id"),
        Index("ix_leads_watch", "business_id", "status", "last_interaction_at"),
        Index(
            "ix_leads_board",
            "business_id",
            "status",
            "pipeline_stage",
            "voided_at",
            "last_interaction_at",
            "created_at",
            "lead_id",
            "estimated_value",
        ),
        Index("ix_leads_created", "business_id", "created_at"),
        Index("ix_leads_closed", "business_id", "status", "closed_at"),
        Index("ix_leads_site", "business_id", "site_id"),
    )

    lead_id: str = Field(primary_key=True, max_length=36)
    reference: str = Field(max_length=20)
    title: str = Field(max_length=300)
    title_key: str = Field(default="", schema_extra={"internal": True})
    description: str = ""
    contact_id: str | None = Field(default=None, max_length=36)
    source: Source = Field(default=Source.OTHER, sa_type=Word(Source), nullable=False)
    status: LeadStatus = Field(default=LeadStatus.NEW, sa_type=Word(LeadStatus), nullable=False)
    disqualification_reason: DisqualificationReason | None = Field(
        default=None,
        sa_type=Word(DisqualificationReason),
    )
    estimated_value: Decimal | None = Field(default=None, sa_type=Cents)
    pipeline_stage: PipelineStage = Field(
        default=PipelineStage.INQUIRY,
        sa_type=Word(PipelineStage),
        nullable=False,
    )
    expected_close_date: date | None = None
    owner: str | None = Field(default=None, max_length=36)
    site_id: str | None = Field(default=None, max_length=36)
    converted_opportunity_id: str | None = Field(default=None, max_length=36)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    last_interaction_at: datetime | None = Field(default=None, sa_type=Instant)

    def rekey(self) -> None:
        self.title_key = f" {fold(self.title)} "


DATED = column("follow_up_date").is_not(None)
"""Of all that was said, what somebody promised to come back to."""


class Interaction(PermanentRow, table=True):
    """One touch, or, where only `follow_up_date` matters, one promise."""

    __tablename__ = "interactions"
    __table_args__ = (
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("matter_id", "matters.matter_id"),
        of_same_business("origin_id", "matters.matter_id"),
        CheckConstraint(
            "contact_id IS NOT NULL OR matter_id IS NOT NULL OR type = 'system'", name="ck_interactions_about"
        ),
        Index("ix_interactions_contact", "business_id", "contact_id", "timestamp"),
        Index("ix_interactions_matter", "business_id", "matter_id", "timestamp"),
        Index("ix_interactions_origin", "business_id", "origin_id", "timestamp"),
        Index("ix_interactions_follow_up", "business_id", "follow_up_status", "follow_up_date"),
        *(
            Index(
                f"ix_interactions_{pointer}_follow_up",
                "business_id",
                f"{pointer}_id",
                "follow_up_status",
                "follow_up_date",
                sqlite_where=DATED,
                postgresql_where=DATED,
            )
            for pointer in ("matter", "origin")
        ),
        Index("ix_interactions_type", "business_id", "type", "timestamp"),
    )

    interaction_id: str = Field(primary_key=True, max_length=36)
    type: InteractionType = Field(sa_type=Word(InteractionType), nullable=False)
    timestamp: datetime = Field(sa_type=Instant, nullable=False)
    contact_id: str | None = Field(default=None, max_length=36)
    matter_id: str | None = Field(default=None, max_length=36)
    origin_id: str | None = Field(default=None, max_length=36)
    lead_id: ClassVar[Any]
    opportunity_id: ClassVar[Any]
    subject: str = ""
    body: str = ""
    outcome: InteractionOutcome = Field(
        default=InteractionOutcome.NONE,
        sa_type=Word(InteractionOutcome),
        nullable=False,
    )
    follow_up_date: date | None = None
    follow_up_status: FollowUpStatus = Field(
        default=FollowUpStatus.NONE,
        sa_type=Word(FollowUpStatus),
        nullable=False,
    )
    ai_summary: str = ""
    direction: TouchDirection | None = Field(default=None, sa_type=Word(TouchDirection))
    minutes: int | None = None
    """The duration, where somebody said so."""


speak(Interaction)
