"""The search for people who are on record twice: how far it is, and what it has found."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Tree, of_same_business
from schemas.records.base import BusinessRow


class DuplicateSearch(BusinessRow, table=True):
    """One search through everybody. `through` is the last person that was looked at, so that it can go on from there."""

    __tablename__ = "duplicate_searches"

    search_id: str = Field(primary_key=True, max_length=36)
    started_at: datetime = Field(sa_type=Instant, nullable=False)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    through: str = Field(default="", max_length=36)
    looked_at: int = 0


class LikelyDouble(BusinessRow, table=True):
    """Two records that are likely one person's, as the search saw them; a proposal looks at them anew."""

    __tablename__ = "likely_doubles"
    __table_args__ = (
        of_same_business("search_id", "duplicate_searches.search_id"),
        of_same_business("one_id", "contacts.contact_id"),
        of_same_business("other_id", "contacts.contact_id"),
        Index("uq_likely_doubles_pair", "business_id", "search_id", "one_id", "other_id", unique=True),
        Index("ix_likely_doubles_score", "business_id", "search_id", "score"),
    )

    double_id: str = Field(primary_key=True, max_length=36)
    search_id: str = Field(max_length=36)
    one_id: str = Field(max_length=36)
    other_id: str = Field(max_length=36)
    score: int
    reasons: list[str] = Field(default_factory=list, sa_type=Tree, nullable=False)
