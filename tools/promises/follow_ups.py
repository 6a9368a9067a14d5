"""Pending follow-ups: which is meant, and that it is done or not wanted any more."""

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import FollowUpStatus
from schemas.errors import AgainstTheRules, Ambiguous, NotFound
from schemas.records import Interaction
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Line
from tools.desk import Desk
from tools.matters import disambiguation
from tools.matters.about import About, resolve_about
from tools.registry import tool


class SettleFollowUp(LocalAct):
    """A pending follow-up that is done, or not wanted any more."""

    interaction_id: str
    topic: str
    status: FollowUpStatus

    def line(self) -> str:
        return f"Mark the follow-up as {self.status}: {self.topic}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        interaction = desk.session.get(Interaction, (desk.business_id, self.interaction_id))
        if interaction is None or interaction.follow_up_status != FollowUpStatus.PENDING:
            raise AgainstTheRules("That follow-up is not pending any more. Nothing was changed.")
        interaction.follow_up_status = self.status
        return Answer(
            text=f"{'Done' if self.status == FollowUpStatus.COMPLETED else 'Canceled'}: {self.topic}.",
            data={"interaction_id": self.interaction_id, "follow_up_status": str(self.status)},
        )


class SettleFollowUps(LocalAct):
    """All pending follow-ups of somebody, done or not wanted any more."""

    called: str
    interaction_ids: list[str]
    topics: list[str]
    status: FollowUpStatus

    def line(self) -> str:
        return f"Mark {wording.count(len(self.topics), 'follow-up')} of {self.called} as {self.status}"

    def is_weighty(self) -> bool:
        return True

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        for interaction_id in self.interaction_ids:
            interaction = desk.session.get(Interaction, (desk.business_id, interaction_id))
            if interaction is None or interaction.follow_up_status != FollowUpStatus.PENDING:
                raise AgainstTheRules("One of them is not pending any more. Nothing was changed.")
            interaction.follow_up_status = self.status
        head = "Done" if self.status == FollowUpStatus.COMPLETED else "Canceled"
        return Answer(text=f"{head}: {'; '.join(self.topics)}.", data={"follow_up_status": str(self.status)})


def topic_of(desk: Desk, interaction: Interaction) -> str:
    """Return the topic of a follow-up as a line: "Maria Lopez — send the quote (due Friday, Nov 20)"."""
    of_a_thing = interaction.contact_id is None and interaction.matter_id is None
    name = "" if of_a_thing else disambiguation.named_id(desk, interaction.contact_id)
    what = interaction.subject or wording.clipped(interaction.body, 80) or wording.words(interaction.type)
    due = interaction.follow_up_date
    return " — ".join(filter(None, (name, what))) + (
        f" (due {wording.day(due, desk.today())})" if due else ""
    )


def pending_follow_up(desk: Desk, about: str) -> Interaction:
    """Return the one pending follow-up that is meant: by its own id, or of a person, lead or deal.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    direct = desk.session.get(Interaction, (desk.business_id, about))
    if direct is not None:
        return direct
    meant, pending = _pending(desk, about)
    if len(pending) > 1:
        candidates = [
            {
                "kind": "follow_up",
                "id": row.interaction_id,
                "label": topic_of(desk, row),
                "name": meant.called,
            }
            for row in pending[:8]
        ]
        labels = wording.listed([c["label"] for c in candidates], "or")
        raise Ambiguous(
            f"{len(pending)} follow-ups are pending for {meant.called}: {labels}. Say which one. "
            "Nothing was changed.",
            "about",
            candidates,
        )
    return pending[0]


def _pending(desk: Desk, about: str) -> tuple[About, list[Interaction]]:
    """Return the person, lead or deal that is meant, and what is pending for it, the first that is due before the others.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    meant = resolve_about(desk, about, any_job=True, optional_job=True)
    pending = select(Interaction).where(
        col(Interaction.follow_up_status) == FollowUpStatus.PENDING, meant.condition()
    )
    by_day = (col(Interaction.follow_up_date), col(Interaction.interaction_id))
    found = list(desk.session.exec(pending.order_by(*by_day)))
    if not found:
        raise NotFound(f"Nothing is pending for {meant.called}. Nothing was changed.", "about")
    return meant, found


def _settle(
    desk: Desk, about: str, status: FollowUpStatus, *, every: bool
) -> SettleFollowUp | SettleFollowUps:
    if not every:
        row = pending_follow_up(desk, about)
        return SettleFollowUp(interaction_id=row.interaction_id, topic=topic_of(desk, row), status=status)
    meant, pending = _pending(desk, about)
    return SettleFollowUps(
        called=meant.called,
        interaction_ids=[row.interaction_id for row in pending],
        topics=[topic_of(desk, row) for row in pending],
        status=status,
    )


@tool(Effect.WRITE)
def complete_follow_up(desk: Desk, about: Line, every: bool = False) -> SettleFollowUp | SettleFollowUps:
    """Mark a pending follow-up as done, or all that somebody has.

    Args:
        about: the person, lead or deal it is about, or the follow-up's own id.
        every: all that are pending for them, where that was said.
    """
    return _settle(desk, about, FollowUpStatus.COMPLETED, every=every)


@tool(Effect.WRITE)
def cancel_follow_up(desk: Desk, about: Line, every: bool = False) -> SettleFollowUp | SettleFollowUps:
    """Drop a pending follow-up that is not wanted any more, or all that somebody has; the record of it stays.

    Args:
        about: the person, lead or deal it is about, or the follow-up's own id.
        every: all that are pending for them, where that was said.
    """
    return _settle(desk, about, FollowUpStatus.CANCELED, every=every)
