"""The tone in which the owner writes to customers, for who asks outside a transaction (row C20)."""

from schemas.tone import TONE, Tone
from tools.business.on_record import business_of
from tools.desk import Desk


def tone_of(desk: Desk) -> Tone:
    """Return the tone that is set; friendly where none is."""
    with desk.unit.reading():
        return Tone(business_of(desk).settings.get(TONE) or Tone.FRIENDLY)
