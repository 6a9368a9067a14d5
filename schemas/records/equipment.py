"""Equipment at a place: what stands there, who made it, since when, and how long its warranty runs."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Word, of_same_business
from schemas.enums import EquipmentStatus, MatterKind
from schemas.kinds import Declared
from schemas.records.base import PermanentRow, searched_key


class Equipment(PermanentRow, table=True):
    """One water heater, furnace, pump. Without a site it is at its person's own address, as a lead is."""

    declared: ClassVar[Declared | None] = Declared(
        MatterKind.EQUIPMENT,
        called="piece of equipment",
        many="pieces of equipment",
        state="status",
        open=(EquipmentStatus.IN_PLACE,),
        states={"status": ""},
        title="what",
        amount="",
        due="",
        owner="",
        searched=("what", "make", "model", "serial_number"),
        words=("serial_number", "notes"),
        shown={
            "what": "",
            "make": "",
            "model": "model",
            "serial_number": "serial number",
            "installed_on": "installed",
            "installed_by_us": "put in by us",
            "warranty_until": "warranty until",
            "notes": "",
        },
        adds="add_equipment",
        changes="update_equipment",
        ends="remove_equipment",
    )

    __tablename__ = "equipment"
    __table_args__ = (
        of_same_business("equipment_id", "matters.matter_id"),
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("site_id", "sites.site_id"),
        Index("ix_equipment_contact", "business_id", "contact_id"),
        Index("ix_equipment_site", "business_id", "site_id"),
        Index("ix_equipment_words", "business_id", "voided_at", "words_key", "contact_id", "equipment_id"),
    )

    equipment_id: str = Field(primary_key=True, max_length=36)
    contact_id: str = Field(max_length=36)
    site_id: str | None = Field(default=None, max_length=36)
    what: str = Field(max_length=120)
    make: str = Field(default="", max_length=120)
    model: str = Field(default="", max_length=120)
    serial_number: str = Field(default="", max_length=120)
    installed_on: date | None = None
    installed_by_us: bool | None = None
    warranty_until: date | None = None
    notes: str = ""
    status: EquipmentStatus = Field(
        default=EquipmentStatus.IN_PLACE, sa_type=Word(EquipmentStatus), nullable=False
    )
    words_key: str = Field(default="", schema_extra={"internal": True})

    def rekey(self) -> None:
        self.words_key = searched_key(self)
