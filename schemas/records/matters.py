"""The identities of leads and deals, and of every kind to come: what history points to (docs/matters.md)."""

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Word
from schemas.enums import MatterKind
from schemas.records.base import BusinessRow


class Matter(BusinessRow, table=True):
    """One identity: its id is the id of the kind's own row, which came with it. Never changed."""

    __tablename__ = "matters"
    __table_args__ = (Index("uq_matters_reference", "business_id", "kind", "reference", unique=True),)

    matter_id: str = Field(primary_key=True, max_length=36)
    kind: MatterKind = Field(sa_type=Word(MatterKind), nullable=False)
    reference: str | None = Field(default=None, max_length=20)
