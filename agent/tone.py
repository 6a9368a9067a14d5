"""The tone in which the owner writes to customers; only a command of the owner's sets it, no tool does (row C20)."""

from agent import audit
from schemas.tone import TONE, Tone
from tools.business.on_record import business_of, change_settings
from tools.desk import Desk


def tone_of(desk: Desk) -> Tone:
    """The tone that is set; friendly where none is."""
    with desk.unit.reading():
        return Tone(business_of(desk).settings.get(TONE) or Tone.FRIENDLY)


def set_tone(desk: Desk, tone: Tone) -> None:
    """Sets it, with its audit row."""
    with desk.unit.writing():
        change_settings(desk, **{TONE: tone.value})
        audit.record(desk, "written", "tone", line=f"Tone of drafts: {tone.value}")
