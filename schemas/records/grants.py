"""The grants by which an owner lets somebody else decide (docs/parts.md, "Approvals")."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, column
from sqlmodel import Field

from schemas.columns import Instant, of_same_business
from schemas.records.base import BusinessRow

STANDS = column("ended_at").is_(None)
"""A grant that has not been taken back; of these a member has one for a kind."""


class DecidingGrant(BusinessRow, table=True):
    """One time that a member was granted to decide cards of a kind. Taken back is for good: anew is another row and yes.

    It is no `PermanentRow`, so that undoing the end can't be a grant without a yes. `kind` is the name of the tool
    that proposes the cards.
    """

    recorded: ClassVar[bool] = True

    __tablename__ = "deciding_grants"
    __table_args__ = (
        of_same_business("member_id", "members.member_id"),
        of_same_business("granted_approval_id", "approvals.approval_id"),
        Index(
            "uq_deciding_grants_kind",
            "business_id",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    grant_id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(max_length=36)
    kind: str = Field(max_length=60)
    granted_approval_id: str | None = Field(default=None, max_length=36)
    since: datetime = Field(sa_type=Instant, nullable=False)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
