"""Messages that go out by the owner's standing yes (docs/parts.md, "Approvals")."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, column
from sqlmodel import Field

from schemas.columns import Instant, of_same_business
from schemas.records.base import BusinessRow

STANDS = column("stopped_at").is_(None)
"""A setting that has not been turned off; of these a kind has one."""


class AutoSend(BusinessRow, table=True):
    """One time that auto-send was on for a kind of message. Off is for good: on again is another row and yes.

    It is no `PermanentRow`, so that undoing an "off" can't be an "on" without a yes. `draft_digest` is of the template
    that the owner was shown: of another one nothing goes out by itself.
    """

    recorded: ClassVar[bool] = True

    __tablename__ = "auto_send"
    __table_args__ = (
        of_same_business("member_id", "members.member_id"),
        of_same_business("turned_on_approval_id", "approvals.approval_id"),
        Index(
            "uq_auto_send_kind",
            "business_id",
            "kind",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    auto_send_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(max_length=60)
    daily_limit: int
    draft_digest: str = Field(max_length=64)
    member_id: str | None = Field(default=None, max_length=36)
    turned_on_approval_id: str | None = Field(default=None, max_length=36)
    since: datetime = Field(sa_type=Instant, nullable=False)
    stopped_at: datetime | None = Field(default=None, sa_type=Instant)
    stopped_why: str = ""


class AutoSent(BusinessRow, table=True):
    """One card that a setting decided. A trigger below refuses one more than the day's limit."""

    __tablename__ = "auto_sent"
    __table_args__ = (
        of_same_business("auto_send_id", "auto_send.auto_send_id"),
        of_same_business("decided_approval_id", "approvals.approval_id"),
        of_same_business("contact_id", "contacts.contact_id"),
        Index("ix_auto_sent_day", "business_id", "kind", "day"),
        Index("ix_auto_sent_address", "business_id", "address", "at"),
        Index("ix_auto_sent_contact", "business_id", "contact_id", "day"),
        Index("ix_auto_sent_at", "business_id", "at"),
    )

    auto_sent_id: str = Field(primary_key=True, max_length=36)
    auto_send_id: str = Field(max_length=36)
    decided_approval_id: str = Field(max_length=36)
    kind: str = Field(max_length=60)
    day: date
    contact_id: str | None = Field(default=None, max_length=36)
    address: str = Field(max_length=320)
    at: datetime = Field(sa_type=Instant, nullable=False)
