"""The uses of the language model: what it was asked and what it took; no words of a request or an answer are kept here."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Word
from schemas.enums import ModelPurpose
from schemas.records.base import BusinessRow


class ModelUse(BusinessRow, table=True):
    """One request to an endpoint. `trouble` says why it gave no usable answer; empty where it did.

    `first_word_ms` and `total_ms` are milliseconds from the request; `estimated` marks tokens that the endpoint did not
    count, told from the bytes. Cached tokens are among those that went in.
    """

    __tablename__ = "model_uses"
    __table_args__ = (Index("ix_model_uses_at", "business_id", "at"),)

    use_id: str = Field(primary_key=True, max_length=36)
    at: datetime = Field(sa_type=Instant, nullable=False)
    purpose: ModelPurpose = Field(sa_type=Word(ModelPurpose), nullable=False)
    model: str = Field(default="", max_length=200)
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    estimated: bool = False
    first_word_ms: int | None = None
    total_ms: int = 0
    trouble: str = Field(default="", max_length=40)
