"""The business itself, its members, and its running numbers."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from schemas.columns import Instant, Tree, Word
from schemas.enums import Role
from schemas.records.base import BusinessRow


class Business(SQLModel, table=True):
    """One business. `settings` holds what the owner set beyond the named columns."""

    __tablename__ = "businesses"

    business_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=200)
    trade: str = Field(default="", max_length=60)
    country: str = Field(default="US", max_length=2)
    region: str = Field(default="", max_length=10)
    time_zone: str = Field(default="UTC", max_length=64)
    currency: str = Field(default="USD", max_length=3)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)
    created_at: datetime = Field(sa_type=Instant, nullable=False)


class Member(BusinessRow, table=True):
    """A person who uses Deskhand."""

    __tablename__ = "members"

    member_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=200)
    role: Role = Field(sa_type=Word(Role), nullable=False)
    created_at: datetime = Field(sa_type=Instant, nullable=False)


class Counter(BusinessRow, table=True):
    """A running number: approvals, and lead references by month."""

    __tablename__ = "counters"

    name: str = Field(primary_key=True, max_length=40)
    value: int
