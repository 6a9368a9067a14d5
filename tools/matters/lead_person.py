"""The person of a lead: it can be given to another, with its history."""

from typing import Any

from sqlmodel import select

from schemas.records import HandOff, Interaction, Lead, Notice
from schemas.records.pointing import is_about
from tools.desk import Desk


def give_lead(desk: Desk, lead: Lead, contact_id: str) -> None:
    """Give a lead to another person, with those of its touches, hand-offs and notices that were its earlier
    person's.
    """
    kinds: tuple[Any, ...] = (Interaction, HandOff, Notice)
    for kind in kinds:
        for row in desk.session.exec(select(kind).where(is_about(kind, lead.lead_id))):
            if row.contact_id == lead.contact_id:
                row.contact_id = contact_id
    lead.contact_id = contact_id
