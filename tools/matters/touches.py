"""Writing down touches: one place adds interactions, and keeps `last_interaction_at` where it is asked for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import false, func, or_
from sqlmodel import col, select

from schemas.enums import (
    DIRECTIONS,
    FollowUpStatus,
    HandOffKind,
    HandOffStatus,
    InteractionOutcome,
    InteractionType,
    TouchDirection,
)
from schemas.records import HandOff, Interaction, Lead, Notice, Opportunity, Site
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
    outcome: InteractionOutcome = InteractionOutcome.NONE,
    follow_up_date: date | None = None,
    at: datetime | None = None,
    direction: TouchDirection | None = None,
    minutes: int | None = None,
) -> Interaction:
    """Log an interaction of a person, lead or opportunity; the person is taken from the job if not given.

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
            **pointer(*_ids(lead, opportunity)),
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
            **pointer(*_ids(lead, opportunity)),
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


def hand_off(
    desk: Desk,
    kind: HandOffKind,
    subject: str,
    *,
    contact_id: str | None,
    lead: Lead | None = None,
    opportunity: Opportunity | None = None,
) -> HandOff:
    """Ask another module for something; an open hand-off of the same kind for the same job is kept."""
    for earlier in open_hand_offs(desk, kind, lead=lead, opportunity=opportunity):
        if opportunity is not None and earlier.matter_id != opportunity.opportunity_id:
            earlier.origin_id, earlier.matter_id = earlier.matter_id, opportunity.opportunity_id
        return earlier
    named = next((job.site_id for job in (opportunity, lead) if job is not None and job.site_id), None)
    site = desk.session.get(Site, (desk.business_id, named)) if named else None
    added = HandOff(
        business_id=desk.business_id,
        hand_off_id=desk.new_id(),
        kind=kind,
        subject=subject,
        payload=place_for_a_visit(site) if site is not None else {},
        contact_id=contact_id,
        **pointer(*_ids(lead, opportunity)),
    )
    desk.session.add(added)
    return added


def place_for_a_visit(site: Site) -> dict[str, str]:
    """Return the place for a hand-off, where it is not the customer's own address."""
    return {"site_id": site.site_id, "address": site.address}


def open_hand_offs(
    desk: Desk, kind: HandOffKind, *, lead: Lead | None = None, opportunity: Opportunity | None = None
) -> list[HandOff]:
    """Return the open hand-offs of a kind for a lead or an opportunity, or for either of the two."""
    about = [is_about(HandOff, one) for one in _ids(lead, opportunity) if one]
    is_open = (col(HandOff.kind) == kind, col(HandOff.status) == HandOffStatus.OPEN)
    return list(desk.session.exec(select(HandOff).where(*is_open, or_(false(), *about))))


def _ids(lead: Lead | None, opportunity: Opportunity | None) -> tuple[str | None, str | None]:
    return lead.lead_id if lead else None, opportunity.opportunity_id if opportunity else None


def hand_offs_about(desk: Desk, job_id: str) -> list[HandOff]:
    """Open hand-offs of a lead or an opportunity, by its id."""
    # The status wrapped and the columns asked apart: SQLite would else read all the open hand-offs of the business.
    is_open = func.coalesce(HandOff.status, HandOffStatus.DONE) == HandOffStatus.OPEN
    found: dict[str, HandOff] = {}
    for column in (col(HandOff.matter_id), col(HandOff.origin_id)):
        for one in desk.session.exec(select(HandOff).where(column == job_id, is_open)):
            found[one.hand_off_id] = one
    return list(found.values())


def give_lead(desk: Desk, lead: Lead, contact_id: str) -> None:
    """Give a lead to another person, with those of its touches, hand-offs and notices that were its earlier
    person's.
    """
    kinds: tuple[Any, ...] = (Interaction, HandOff, Notice)
    for kind in kinds:
        for row in desk.session.exec(select(kind).where(is_about(kind, lead.lead_id))):
            if row.contact_id == lead.contact_id:
                row.contact_id = contact_id
    lead.contact_id = contact_id


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
