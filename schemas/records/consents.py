"""The consent to be written to, texted or called by the business of its own accord, with its history."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Word, of_same_business
from schemas.enums import Channel, ConsentReason, ConsentState
from schemas.records.base import PermanentRow


class Consent(PermanentRow, table=True):
    """A word on one channel, by whom, and since when; the newest of a person that stands counts.

    Nothing of it is changed afterwards: another word is another row. `said` keeps their own words, `address` the one that
    they wrote from; both are empty where there was none. Nobody is named where only an address is known.
    """

    __tablename__ = "consents"
    __table_args__ = (
        of_same_business("contact_id", "contacts.contact_id"),
        Index("ix_consents_contact", "business_id", "contact_id", "channel"),
        Index("ix_consents_address", "business_id", "address"),
    )

    consent_id: str = Field(primary_key=True, max_length=36)
    contact_id: str | None = Field(default=None, max_length=36)
    address: str = Field(default="", max_length=320)
    channel: Channel = Field(sa_type=Word(Channel), nullable=False)
    state: ConsentState = Field(sa_type=Word(ConsentState), nullable=False)
    since: datetime = Field(sa_type=Instant, nullable=False)
    because: ConsentReason = Field(sa_type=Word(ConsentReason), nullable=False)
    said: str = ""
