"""The tone in which the owner writes to customers; only a command of the owner's sets it, no tool does (row C20)."""

from agent import audit
from schemas.records import Business
from schemas.tone import TONE, Tone
from tools.desk import Desk


def tone_of(desk: Desk) -> Tone:
    """The tone that is set; friendly where none is."""
    with desk.unit.reading() as session:
        business = session.get_one(Business, desk.business_id)
        return Tone(business.settings.get(TONE) or Tone.FRIENDLY)


def set_tone(desk: Desk, tone: Tone) -> None:
    """Sets it, with its audit row."""
    with desk.unit.writing() as session:
        business = session.get_one(Business, desk.business_id)
        business.settings = {**business.settings, TONE: tone.value}
        audit.record(desk, "written", "tone", line=f"Tone of drafts: {tone.value}")
