"""The tone in which the owner writes to customers (row C20)."""

from schemas.effects import Answer, Effect
from schemas.tone import TONE, Tone
from tools.acts import LocalAct
from tools.business.members import refuse_all_but_an_owner
from tools.business.on_record import change_settings
from tools.desk import Desk
from tools.registry import tool


class ChosenTone(LocalAct):
    """Drafts sound so from now on."""

    tone: Tone

    def line(self) -> str:
        return f"Write drafts in a {self.tone} tone"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        change_settings(desk, **{TONE: self.tone.value})
        return Answer(text=f"Drafts are {self.tone} now.", data={"tone": self.tone.value})


@tool(Effect.WRITE)
def set_tone(desk: Desk, tone: Tone) -> ChosenTone:
    """Set how drafted messages to customers sound. Only an owner can; every draft is still shown before it is sent.

    Args:
        tone: friendly, plain or formal.
    """
    refuse_all_but_an_owner(desk, "Nothing was changed.")
    return ChosenTone(tone=tone)
