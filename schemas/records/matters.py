"""The identities of leads and deals, and of every kind to come, and how each moved on (docs/matters.md)."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Word, of_same_business
from schemas.enums import ActorKind, MatterKind
from schemas.records.base import BusinessRow


class Matter(BusinessRow, table=True):
    """One identity: its id is the id of the kind's own row, which came with it. Never changed."""

    __tablename__ = "matters"
    __table_args__ = (Index("uq_matters_reference", "business_id", "kind", "reference", unique=True),)

    matter_id: str = Field(primary_key=True, max_length=36)
    kind: MatterKind = Field(sa_type=Word(MatterKind), nullable=False)
    reference: str | None = Field(default=None, max_length=20)


class Move(BusinessRow, table=True):
    """One step of one state of a matter, written with the audit row of the act that took it; only appended.

    `what` is the state's column, `was` is empty where the matter is new, `because` the reason where the act gave one. The
    id is the audit row's with a running number.
    """

    __tablename__ = "moves"
    __table_args__ = (
        of_same_business("matter_id", "matters.matter_id"),
        of_same_business("audit_id", "audit.audit_id"),
        Index("ix_moves_matter", "business_id", "matter_id", "move_id"),
    )

    move_id: str = Field(primary_key=True, max_length=45)
    matter_id: str = Field(max_length=36)
    audit_id: str = Field(max_length=36)
    at: datetime = Field(sa_type=Instant, nullable=False)
    actor: ActorKind = Field(sa_type=Word(ActorKind), nullable=False)
    member_id: str | None = Field(default=None, max_length=36)
    act: str = Field(default="", max_length=60)
    what: str = Field(max_length=40)
    was: str | None = Field(default=None, max_length=40)
    became: str | None = Field(default=None, max_length=40)
    because: str | None = Field(default=None, max_length=40)
