"""The log of interactions: one place adds them, and keeps `last_interaction_at` where it is asked for."""

from datetime import date, datetime

from sqlmodel import col, select

from schemas.enums import (
    DIRECTIONS,
    FollowUpStatus,
    InteractionOutcome,
    InteractionType,
    TouchDirection,
)
from schemas.records import Interaction, Lead, Opportunity
from schemas.records.pointing import is_about, pointer
from tools.desk import Desk


def log(
    desk: Desk,
    type: InteractionType,
    body: str,
    *,
    subject: str = "",
    lead: Lead | None = None,
    opportunity: Opportunity | None = None,
    contact_id: str | None = None,
    matter_id: str | None = None,
    outcome: InteractionOutcome = InteractionOutcome.NONE,
    follow_up_date: date | None = None,
    at: datetime | None = None,
    direction: TouchDirection | None = None,
    minutes: int | None = None,
) -> Interaction:
    """Log an interaction of a person, lead or opportunity; the person is taken from the job if not given.

    What is about a further matter, such as a piece of equipment, points to that, with the job as where it came from.

    A promise (`follow_up_date`) is pending from then on. Where the type says which way it went, that is kept; else what
    is given, and nothing is guessed.
    """
    when = at or desk.now()
    jobs = [job for job in (lead, opportunity) if job is not None]
    for job in jobs:
        if job.last_interaction_at is None or job.last_interaction_at < when:
            job.last_interaction_at = when
    about = contact_id or next((job.contact_id for job in jobs if job.contact_id), None)
    return _add(
        desk,
        Interaction(
            business_id=desk.business_id,
            interaction_id=desk.new_id(),
            type=type,
            timestamp=when,
            contact_id=about,
            **pointer(*matter_ids(lead, opportunity), matter_id),
            subject=subject,
            body=body,
            outcome=outcome,
            follow_up_date=follow_up_date,
            follow_up_status=FollowUpStatus.PENDING if follow_up_date else FollowUpStatus.NONE,
            ai_summary=extract_of(body),
            direction=DIRECTIONS.get(type, direction),
            minutes=minutes,
        ),
    )


def promise(
    desk: Desk,
    text: str,
    due: date,
    *,
    contact_id: str | None,
    lead: Lead | None = None,
    opportunity: Opportunity | None = None,
    matter_id: str | None = None,
) -> Interaction:
    """Add a reminder: a pending follow-up that is no touch, so nothing is taken for freshly spoken to."""
    return _add(
        desk,
        Interaction(
            business_id=desk.business_id,
            interaction_id=desk.new_id(),
            type=InteractionType.SYSTEM,
            timestamp=desk.now(),
            contact_id=contact_id,
            **pointer(*matter_ids(lead, opportunity), matter_id),
            subject=text,
            body="",
            follow_up_date=due,
            follow_up_status=FollowUpStatus.PENDING,
            direction=TouchDirection.NONE,
        ),
    )


def _add(desk: Desk, interaction: Interaction) -> Interaction:
    desk.session.add(interaction)
    return interaction


def extract_of(body: str, most: int = 160) -> str:
    """Return a summary without a language model: the first sentences that fit, marked as an extract."""
    flat = " ".join(body.split())
    if len(flat) <= most:
        return ""
    cut = max(flat.rfind(mark, 0, most) for mark in (". ", "! ", "? "))
    return f"(extract) {flat[: cut + 1] if cut > 0 else flat[:most].rsplit(' ', 1)[0] + '…'}"


def settle_follow_ups(
    desk: Desk,
    status: FollowUpStatus,
    *,
    lead_id: str | None = None,
    opportunity_id: str | None = None,
) -> int:
    """Settle the pending follow-ups of a job that has been closed; return how many there were."""
    conditions = []
    if lead_id:
        conditions.append(is_about(Interaction, lead_id))
    if opportunity_id:
        conditions.append(is_about(Interaction, opportunity_id))
    found = 0
    for condition in conditions:
        pending = select(Interaction).where(
            col(Interaction.follow_up_status) == FollowUpStatus.PENDING, condition
        )
        for interaction in desk.session.exec(pending):
            interaction.follow_up_status = status
            found += 1
    return found


def matter_ids(lead: Lead | None, opportunity: Opportunity | None) -> tuple[str | None, str | None]:
    """Return the ids of a lead and an opportunity, for their pointer."""
    return lead.lead_id if lead else None, opportunity.opportunity_id if opportunity else None
