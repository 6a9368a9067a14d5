"""Places where the work happens, and who has which part in each.

A person's own address stays with the person. A site is a place that has people: one payer may have several, one may
have an owner, a tenant and somebody who pays. A lead or deal that names no site is at its person's own address.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Word, of_same_business
from schemas.enums import SitePart
from schemas.keys import fold
from schemas.postal import postal_key
from schemas.records.base import PermanentRow


class Site(PermanentRow, table=True):
    """One place. `address_key` is equal for two ways of writing one address; `words_key` is what it is looked up by."""

    __tablename__ = "sites"
    __table_args__ = (Index("ix_sites_address_key", "business_id", "address_key"),)

    site_id: str = Field(primary_key=True, max_length=36)
    address: str
    label: str = Field(default="", max_length=120)
    notes: str = ""
    address_key: str = Field(default="", max_length=300, schema_extra={"internal": True})
    words_key: str = Field(default="", schema_extra={"internal": True})

    def rekey(self) -> None:
        self.address_key = postal_key(self.address)[:300]
        self.words_key = f" {fold(self.label)} {fold(self.address)} "


class SitePerson(PermanentRow, table=True):
    """The part that one person has in one site; `ended_at` when they no longer have it."""

    __tablename__ = "site_people"
    __table_args__ = (
        of_same_business("site_id", "sites.site_id"),
        of_same_business("contact_id", "contacts.contact_id"),
        Index("ix_site_people_site", "business_id", "site_id"),
        Index("ix_site_people_contact", "business_id", "contact_id"),
    )

    site_person_id: str = Field(primary_key=True, max_length=36)
    site_id: str = Field(max_length=36)
    contact_id: str = Field(max_length=36)
    part: SitePart = Field(sa_type=Word(SitePart), nullable=False)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
