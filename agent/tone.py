"""The tone in which the owner writes to customers, for who asks outside a transaction (row C20)."""

from schemas.records import Business
from schemas.tone import TONE, Tone
from tools.desk import Desk


def tone_of(desk: Desk) -> Tone:
    """The tone that is set; friendly where none is."""
    with desk.unit.reading() as session:
        business = session.get_one(Business, desk.business_id)
        return Tone(business.settings.get(TONE) or Tone.FRIENDLY)
