"""Requests to estimating, scheduling and invoicing: one place adds hand-offs, and finds the open ones."""

from sqlalchemy import false, func, or_
from sqlmodel import col, select

from schemas.enums import HandOffKind, HandOffStatus
from schemas.records import HandOff, Lead, Opportunity, Site
from schemas.records.pointing import is_about, pointer
from tools.desk import Desk
from tools.matters.interaction_log import matter_ids


def request(
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
        **pointer(*matter_ids(lead, opportunity)),
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
    about = [is_about(HandOff, one) for one in matter_ids(lead, opportunity) if one]
    is_open = (col(HandOff.kind) == kind, col(HandOff.status) == HandOffStatus.OPEN)
    return list(desk.session.exec(select(HandOff).where(*is_open, or_(false(), *about))))


def hand_offs_about(desk: Desk, job_id: str) -> list[HandOff]:
    """Open hand-offs of a lead or an opportunity, by its id."""
    # The status wrapped and the columns asked apart: SQLite would else read all the open hand-offs of the business.
    is_open = func.coalesce(HandOff.status, HandOffStatus.DONE) == HandOffStatus.OPEN
    found: dict[str, HandOff] = {}
    for column in (col(HandOff.matter_id), col(HandOff.origin_id)):
        for one in desk.session.exec(select(HandOff).where(column == job_id, is_open)):
            found[one.hand_off_id] = one
    return list(found.values())
