"""The hand-offs that wait for another module, and the notices to a member."""

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Tree, Word, of_same_business
from schemas.enums import HandOffKind, HandOffStatus
from schemas.records.base import PermanentRow
from schemas.records.pointing import speak


class HandOff(PermanentRow, table=True):
    """A request to estimating, scheduling or invoicing, open until done (row C21)."""

    __tablename__ = "hand_offs"
    __table_args__ = (
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("matter_id", "matters.matter_id"),
        of_same_business("origin_id", "matters.matter_id"),
        Index("ix_hand_offs_status", "business_id", "status", "created_at"),
        Index("ix_hand_offs_contact", "business_id", "contact_id"),
        Index("ix_hand_offs_matter", "business_id", "matter_id"),
        Index("ix_hand_offs_origin", "business_id", "origin_id"),
    )

    hand_off_id: str = Field(primary_key=True, max_length=36)
    kind: HandOffKind = Field(sa_type=Word(HandOffKind), nullable=False)
    subject: str = ""
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)
    status: HandOffStatus = Field(
        default=HandOffStatus.OPEN,
        sa_type=Word(HandOffStatus),
        nullable=False,
    )
    contact_id: str | None = Field(default=None, max_length=36)
    matter_id: str | None = Field(default=None, max_length=36)
    origin_id: str | None = Field(default=None, max_length=36)
    lead_id: ClassVar[Any]
    opportunity_id: ClassVar[Any]


class Notice(PermanentRow, table=True):
    """Something a member is told; the feed, the morning list and a push are views of these.

    `notice_key` names what a job tells in one period, so that a job that is taken up again tells it once.
    """

    __tablename__ = "notices"
    __table_args__ = (
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("matter_id", "matters.matter_id"),
        of_same_business("origin_id", "matters.matter_id"),
        of_same_business("approval_id", "approvals.approval_id"),
        Index("ix_notices_created", "business_id", "seen", "created_at"),
        Index("ix_notices_contact", "business_id", "contact_id"),
        Index("ix_notices_told", "business_id", "created_at"),
        Index("uq_notices_key", "business_id", "notice_key", unique=True),
    )

    notice_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(max_length=40)
    subject: str = ""
    text: str = ""
    seen: bool = False
    acted: bool = False
    contact_id: str | None = Field(default=None, max_length=36)
    matter_id: str | None = Field(default=None, max_length=36)
    origin_id: str | None = Field(default=None, max_length=36)
    lead_id: ClassVar[Any]
    opportunity_id: ClassVar[Any]
    approval_id: str | None = Field(default=None, max_length=36)
    notice_key: str | None = Field(default=None, max_length=120)


for kind in (HandOff, Notice):
    speak(kind)
