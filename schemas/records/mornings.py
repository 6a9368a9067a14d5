"""The mornings told to the owner: the list with its letters, and which quiet leads it asked about (rows C3, C4)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Tree, of_same_business
from schemas.records.base import PermanentRow


class MorningList(PermanentRow, table=True):
    """The list of a day as it was delivered, once a day: `choices` says what each letter stood for."""

    recorded: ClassVar[bool] = False

    __tablename__ = "morning_lists"
    __table_args__ = (Index("uq_morning_lists_day", "business_id", "day", unique=True),)

    morning_list_id: str = Field(primary_key=True, max_length=36)
    day: date
    choices: list[dict[str, Any]] = Field(default_factory=list, sa_type=Tree, nullable=False)


class Nudge(PermanentRow, table=True):
    """A quiet lead that the owner was asked about on a day, once a day."""

    recorded: ClassVar[bool] = False

    __tablename__ = "nudges"
    __table_args__ = (
        of_same_business("lead_id", "leads.lead_id"),
        Index("uq_nudges_lead_day", "business_id", "lead_id", "day", unique=True),
    )

    nudge_id: str = Field(primary_key=True, max_length=36)
    lead_id: str = Field(max_length=36)
    day: date
