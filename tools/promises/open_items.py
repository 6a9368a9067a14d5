"""Settling what waits: a follow-up moved to another day, a customer's message answered elsewhere."""

from datetime import date as Date  # noqa: N812 (`date` is the name of a tool's argument)

from schemas.effects import Answer, Effect
from schemas.enums import FollowUpStatus, InteractionType
from schemas.errors import AgainstTheRules, NotFound
from schemas.records import Interaction, Lead, Opportunity
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Day, Line
from tools.desk import Desk
from tools.matters import interaction_log, people
from tools.promises.follow_ups import pending_follow_up, topic_of
from tools.promises.interactions import future_day
from tools.registry import tool

ANSWERED = "Answered."


class MovedFollowUp(LocalAct):
    """A pending follow-up on another day."""

    interaction_id: str
    topic: str
    due: Date

    def line(self) -> str:
        return f"Move to {self.due:%a %b} {self.due.day}: {self.topic}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        interaction = desk.session.get_one(Interaction, (desk.business_id, self.interaction_id))
        if interaction.follow_up_status != FollowUpStatus.PENDING:
            raise AgainstTheRules("That follow-up is not pending any more. Nothing was changed.")
        before, interaction.follow_up_date = interaction.follow_up_date, self.due
        was = f" It was due {wording.day(before, desk.today())}." if before else ""
        return Answer(
            text=f"Moved: {topic_of(desk, interaction)}.{was}",
            data={"interaction_id": self.interaction_id, "follow_up_date": self.due.isoformat()},
        )


@tool(Effect.WRITE)
def move_follow_up(desk: Desk, about: Line, date: Day) -> MovedFollowUp:
    """Put a pending follow-up off to another day.

    Args:
        about: the person, lead or deal it is about, or the follow-up's own id.
        date: the day, today or later.
    """
    row = pending_follow_up(desk, about)
    due = future_day(desk, date, "date")
    return MovedFollowUp(interaction_id=row.interaction_id, topic=topic_of(desk, row), due=due)


class MarkedAnswered(LocalAct):
    """A note that a customer's message needs nothing more."""

    interaction_id: str
    name: str

    def line(self) -> str:
        return f"Note that {self.name} has been answered"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        message = desk.session.get_one(Interaction, (desk.business_id, self.interaction_id))
        lead_key, deal_key = (desk.business_id, message.lead_id), (desk.business_id, message.opportunity_id)
        noted = interaction_log.log(
            desk,
            InteractionType.NOTE,
            ANSWERED,
            lead=desk.session.get(Lead, lead_key) if message.lead_id else None,
            opportunity=desk.session.get(Opportunity, deal_key) if message.opportunity_id else None,
            contact_id=message.contact_id,
        )
        return Answer(
            text=f"{self.name} has been answered: noted.",
            data={"interaction_id": noted.interaction_id, "contact_id": message.contact_id},
        )


@tool(Effect.WRITE)
def mark_answered(desk: Desk, message: Line) -> MarkedAnswered:
    """Note that a customer's message has been answered elsewhere, or needs no answer.

    Args:
        message: the id of the interaction that it is on record as.
    """
    found = desk.session.get(Interaction, (desk.business_id, message))
    if found is None or found.voided_at is not None or found.contact_id is None:
        raise NotFound(
            f"There is no message {wording.clipped(message, 60)!r}. Nothing was changed.", "message"
        )
    return MarkedAnswered(interaction_id=found.interaction_id, name=people.name_of_id(desk, found.contact_id))
