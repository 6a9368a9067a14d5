"""Reminders to call somebody, which a call with that very person keeps."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from schemas.effects import Call, Offer
from schemas.enums import FollowUpStatus, InteractionOutcome, InteractionType
from schemas.records import Interaction
from tools import wording
from tools.desk import Desk
from tools.promises.follow_ups import topic_of

CALLING = re.compile(
    r"\b(?:call|phone|ring|dial)(?:ing)?\b|\btry (?:\w+ )?again\b|\b(?:get|check) back (?:to|with)\b|"
    r"\b(?:talk|speak) (?:to|with)\b",
    re.IGNORECASE,
)
"""Words of a reminder that a call keeps."""
SOON = timedelta(days=7)
"""A reminder that is due later than this is for another call."""
MOST = 8


def to(desk: Desk, contact_id: str) -> list[str]:
    """Return the ids of the pending reminders to call a person that are due soon or overdue, the first due before the others."""
    pending = select(Interaction).where(
        col(Interaction.contact_id) == contact_id,
        col(Interaction.follow_up_status) == FollowUpStatus.PENDING,
        col(Interaction.follow_up_date) <= desk.today() + SOON,
    )
    by_day = (col(Interaction.follow_up_date), col(Interaction.interaction_id))
    found = desk.session.exec(pending.order_by(*by_day).limit(MOST))
    return [row.interaction_id for row in found if _is_a_call(row)]


def _is_a_call(row: Interaction) -> bool:
    tried = row.type == InteractionType.PHONE_CALL and row.outcome == InteractionOutcome.LEFT_VOICEMAIL
    return tried or CALLING.search(row.subject or row.body) is not None


def close(desk: Desk, interaction_id: str) -> str:
    """Close a reminder, and return a line that says so; empty where it is not pending any more."""
    row = desk.session.get(Interaction, (desk.business_id, interaction_id))
    if row is None or row.follow_up_status != FollowUpStatus.PENDING:
        return ""
    row.follow_up_status = FollowUpStatus.COMPLETED
    return f"Closed: {topic_of(desk, row)}."


def offers(desk: Desk, ids: Sequence[str]) -> list[Offer]:
    """Return the offer to close one of several reminders to call somebody, of which each may be the one that is kept."""
    rows = [row for one in ids if (row := desk.session.get(Interaction, (desk.business_id, one))) is not None]
    if not rows:
        return []
    topics = wording.listed([topic_of(desk, row) for row in rows], "and")
    call = Call(tool="complete_follow_up", arguments={"about": rows[0].contact_id})
    return [Offer(text=f"{len(rows)} reminders to call wait: {topics}. Is that done?", call=call)]
