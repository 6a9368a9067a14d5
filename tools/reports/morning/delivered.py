"""The delivered list of a morning: the letters as they stood on the page, and the quiet leads that were asked about."""

from datetime import date as Date  # noqa: N812 (`date` is the name of a column)

from sqlmodel import col, select

from schemas.effects import Answer, Choice, Effect
from schemas.enums import ActorKind
from schemas.errors import NotPermitted
from schemas.records import MorningList, Nudge
from tools import wording
from tools.acts import LocalAct
from tools.desk import Desk
from tools.registry import tool


class DeliveredList(LocalAct):
    """The list of a day, as the owner was told it."""

    day: Date
    choices: list[Choice]
    leads: list[str]

    def line(self) -> str:
        return f"Keep the morning list of {self.day:%a %b} {self.day.day}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        choices = [choice.model_dump(mode="json") for choice in self.choices]
        kept = list_of(desk, self.day)
        if kept is None:
            kept = MorningList(business_id=desk.business_id, morning_list_id=desk.new_id(), day=self.day)
            desk.session.add(kept)
        kept.choices = choices
        asked = set(
            desk.session.exec(
                select(Nudge.lead_id).where(col(Nudge.lead_id).in_(self.leads), col(Nudge.day) == self.day)
            )
        )
        new = [lead_id for lead_id in dict.fromkeys(self.leads) if lead_id not in asked]
        for lead_id in new:
            desk.session.add(
                Nudge(business_id=desk.business_id, nudge_id=desk.new_id(), lead_id=lead_id, day=self.day)
            )
        return Answer(
            text=f"Kept: {wording.count(len(choices), 'line')}, {wording.count(len(new), 'nudge')}.",
            data={"date": self.day.isoformat(), "nudges": len(new)},
        )


@tool(Effect.WRITE)
def record_morning_list(desk: Desk, choices: list[Choice], leads: list[str]) -> DeliveredList:
    """Keep what the delivered morning list showed; for the job that delivers it, and nobody else.

    Args:
        choices: the lines with their letters, as `show_morning_list` gave them.
        leads: ids of the quiet leads that it asked about; each is counted once a day.
    """
    if desk.actor.kind != ActorKind.ROUTINE:
        raise NotPermitted("Only the job that delivers the morning list keeps it. Nothing was changed.")
    return DeliveredList(day=desk.today(), choices=choices, leads=leads)


def list_of(desk: Desk, day: Date) -> MorningList | None:
    """Return the list that was delivered on a day."""
    return desk.session.exec(select(MorningList).where(col(MorningList.day) == day)).first()
