"""The deal that a lead becomes (row C1; `schemas/opportunity.json`)."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Cents, Instant, Word, of_same_business
from schemas.enums import CLOSED_STAGES, LostReason, MatterKind, OpportunityStage
from schemas.keys import fold
from schemas.kinds import Declared
from schemas.records.base import PermanentRow


class Opportunity(PermanentRow, table=True):
    """A qualified deal. `won` needs the approval that the owner gave for it (hard stop H4)."""

    declared: ClassVar[Declared | None] = Declared(
        MatterKind.DEAL,
        called="deal",
        many="deals",
        state="stage",
        open=[stage for stage in OpportunityStage if stage not in CLOSED_STAGES],
        states={"stage": "lost_reason"},
        company="company_id",
    )

    __tablename__ = "opportunities"
    __table_args__ = (
        of_same_business("opportunity_id", "matters.matter_id"),
        of_same_business("lead_id", "leads.lead_id"),
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("company_id", "companies.company_id"),
        of_same_business("owner", "members.member_id"),
        of_same_business("site_id", "sites.site_id"),
        of_same_business("won_approval_id", "approvals.approval_id"),
        Index("ix_opportunities_stage", "business_id", "stage", "close_date"),
        Index("ix_opportunities_watch", "business_id", "stage", "last_interaction_at"),
        Index(
            "ix_opportunities_board",
            "business_id",
            "stage",
            "voided_at",
            "close_date",
            "expected_close_date",
            "opportunity_id",
            "amount",
        ),
        Index("ix_opportunities_contact", "business_id", "contact_id"),
        Index("ix_opportunities_company", "business_id", "company_id"),
        Index("ix_opportunities_lead", "business_id", "lead_id"),
        Index("ix_opportunities_site", "business_id", "site_id"),
    )

    opportunity_id: str = Field(primary_key=True, max_length=36)
    lead_id: str | None = Field(default=None, max_length=36)
    contact_id: str | None = Field(default=None, max_length=36)
    company_id: str | None = Field(default=None, max_length=36)
    title: str = Field(max_length=300)
    title_key: str = Field(default="", schema_extra={"internal": True})
    stage: OpportunityStage = Field(
        default=OpportunityStage.ESTIMATING,
        sa_type=Word(OpportunityStage),
        nullable=False,
    )
    amount: Decimal | None = Field(default=None, sa_type=Cents)
    expected_close_date: date | None = None
    close_date: date | None = None
    lost_reason: LostReason | None = Field(default=None, sa_type=Word(LostReason))
    estimate_id: str | None = Field(default=None, max_length=64)
    owner: str | None = Field(default=None, max_length=36)
    site_id: str | None = Field(default=None, max_length=36)
    proposal_sent_at: datetime | None = Field(default=None, sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    won_approval_id: str | None = Field(default=None, max_length=36)
    last_interaction_at: datetime | None = Field(default=None, sa_type=Instant)

    def rekey(self) -> None:
        self.title_key = f" {fold(self.title)} "
