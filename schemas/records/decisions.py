"""The approval queue, the outbox and the audit (docs/parts.md, "Approvals")."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from schemas.columns import Instant, Tree, Word, of_same_business
from schemas.enums import ActorKind, ApprovalStatus
from schemas.records.base import BusinessRow


class Approval(BusinessRow, table=True):
    """A stored card, its decision and its result. `card`, `acts` and `digest` never change."""

    __tablename__ = "approvals"
    __table_args__ = (
        of_same_business("decided_by", "members.member_id"),
        of_same_business("contact_id", "contacts.contact_id"),
        UniqueConstraint("business_id", "number", name="uq_approvals_number"),
        Index("ix_approvals_status", "business_id", "status", "expires_at"),
        Index("ix_approvals_proposal", "business_id", "proposal_key", "status"),
        Index("ix_approvals_contact", "business_id", "contact_id", "status"),
    )

    approval_id: str = Field(primary_key=True, max_length=36)
    number: int
    tool: str = Field(max_length=60)
    arguments: dict[str, Any] = Field(sa_type=Tree, nullable=False)
    acts: dict[str, Any] = Field(sa_type=Tree, nullable=False)
    card: dict[str, Any] = Field(sa_type=Tree, nullable=False)
    digest: str = Field(max_length=64)
    proposal_key: str = Field(max_length=64)
    effect_key: str = Field(max_length=36)
    status: ApprovalStatus = Field(
        default=ApprovalStatus.PENDING,
        sa_type=Word(ApprovalStatus),
        nullable=False,
    )
    proposed_by: ActorKind = Field(sa_type=Word(ActorKind), nullable=False)
    door: str = Field(max_length=20)
    contact_id: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(sa_type=Instant, nullable=False)
    expires_at: datetime = Field(sa_type=Instant, nullable=False)
    put_aside_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = Field(default=None, max_length=36)
    answer: str | None = Field(default=None, max_length=40)
    chosen_act: str | None = Field(default=None, max_length=60)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    result: dict[str, Any] | None = Field(default=None, sa_type=Tree)
    why: str = ""
    replaced_by: int | None = None


class OutboxRow(BusinessRow, table=True):
    """Work that a committed transaction left to do: an approved outside act, or a follow-on call.

    Leases are on the machine's time, whatever the desk's clock says. `begun` is set before the outside is
    touched and cleared when it is known that nothing happened there: a row found begun is looked up, not repeated.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        of_same_business("approval_id", "approvals.approval_id"),
        UniqueConstraint("business_id", "approval_id", name="uq_outbox_approval"),
        Index("ix_outbox_due", "business_id", "finished_at", "not_before"),
    )

    outbox_id: str = Field(primary_key=True, max_length=36)
    approval_id: str | None = Field(default=None, max_length=36)
    call: dict[str, Any] | None = Field(default=None, sa_type=Tree)
    member_id: str | None = Field(default=None, max_length=36)
    not_before: datetime = Field(sa_type=Instant, nullable=False)
    attempts: int = 0
    begun: bool = False
    lease_owner: str | None = Field(default=None, max_length=36)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    problem: str = ""


class AuditRow(BusinessRow, table=True):
    """One step that happened: appended, never changed. Its ids sort by time."""

    __tablename__ = "audit"
    __table_args__ = (
        of_same_business("approval_id", "approvals.approval_id"),
        Index("ix_audit_member", "business_id", "member_id", "audit_id"),
        Index("ix_audit_approval", "business_id", "approval_id"),
        Index("ix_audit_act", "business_id", "act", "audit_id"),
    )

    audit_id: str = Field(primary_key=True, max_length=36)
    at: datetime = Field(sa_type=Instant, nullable=False)
    event: str = Field(max_length=20)
    actor: ActorKind = Field(sa_type=Word(ActorKind), nullable=False)
    door: str = Field(max_length=20)
    member_id: str | None = Field(default=None, max_length=36)
    tool: str = Field(max_length=60)
    act: str = Field(default="", max_length=60)
    line: str = ""
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=Tree, nullable=False)
    about: list[str] = Field(default_factory=list, sa_type=Tree, nullable=False)
    approval_id: str | None = Field(default=None, max_length=36)


class AuditPerson(BusinessRow, table=True):
    """That an audit row is about a person, to find all about one by index."""

    __tablename__ = "audit_people"
    __table_args__ = (
        of_same_business("audit_id", "audit.audit_id"),
        of_same_business("contact_id", "contacts.contact_id"),
        Index("ix_audit_people_contact", "business_id", "contact_id", "audit_id"),
    )

    audit_person_id: str = Field(primary_key=True, max_length=36)
    audit_id: str = Field(max_length=36)
    contact_id: str = Field(max_length=36)
