"""Looking things up: people, leads and deals, one or many (rows C18, C19)."""

from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import (
    CLOSED_STAGES,
    OPEN_LEAD_STATUSES,
    LeadStatus,
    LifecycleStage,
    OpportunityStage,
    PipelineStage,
    Source,
)
from schemas.errors import NotFound
from schemas.records import Contact, Interaction, Lead, Opportunity, Phone
from schemas.records.pointing import is_about
from tools import wording
from tools.arguments import Day, Line
from tools.desk import Desk
from tools.duplicates.belongings import merged_into
from tools.leads.lead_list import leads_by
from tools.matters import declared, people, resolve_jobs, resolve_people, resolve_sites, whom
from tools.registry import tool
from tools.sites.showing_sites import property_lines, sites_of

HISTORY = 5
MOST_LISTED = 50


def contact_data(desk: Desk, contact: Contact) -> dict[str, Any]:
    """Return a person as data for programs."""
    return _contact_data(desk, contact, people.phones_of(desk, contact.contact_id))


def _contact_data(desk: Desk, contact: Contact, phones: list[Phone]) -> dict[str, Any]:
    company = people.company_of(desk, contact)
    return {
        "contact_id": contact.contact_id,
        "name": people.name_of(desk, contact),
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "company": company.name if company else None,
        "phones": [row.number for row in phones],
        "emails": [row.address for row in people.emails_of(desk, contact.contact_id)],
        "address": contact.address,
        "preferred_channel": str(contact.preferred_channel),
        "lifecycle_stage": str(contact.lifecycle_stage),
        "customer_since": contact.customer_since.isoformat() if contact.customer_since else None,
        "tags": contact.tags,
        "notes": contact.notes,
        "source": str(contact.source) if contact.source else None,
        "quickbooks_customer_id": contact.quickbooks_customer_id,
        "archived": contact.archived_at is not None,
        "sites": [
            {"site_id": site.site_id, "address": site.address, "label": site.label, "part": part}
            for site, part in sites_of(desk, contact.contact_id)
        ],
    }


@tool(Effect.READ)
def find_contact(desk: Desk, query: Line) -> Answer:
    """Look for people by name, company, phone, e-mail, the reference of a lead, or their street.

    Args:
        query: what to look for.
    """
    found = whom.contacts(desk, query.strip()) if query.strip() else []
    found = found or resolve_sites.living_on(desk, query)
    if not found:
        try:
            resolve_people.contact(desk, query, "query")
        except NotFound as nobody:
            return Answer(text=nobody.message, data={"contacts": [], "nearest": nobody.nearest})
    candidates = [people.as_candidate(desk, one) for one in found[:20]]
    return Answer(
        text="\n".join(candidate["label"] for candidate in candidates),
        data={"contacts": [contact_data(desk, one) for one in found[:20]]},
    )


@tool(Effect.READ)
def show_contact(desk: Desk, contact: Line) -> Answer:
    """Everything about one person: how to reach them, open jobs, the last touches.

    Args:
        contact: who: a name, phone or e-mail.
    """
    person = resolve_people.contact(desk, contact)
    phones = people.phones_of(desk, person.contact_id)
    data = _contact_data(desk, person, phones)
    said = [wording.phone(row.number, desk.business.country, row.extension) for row in phones]
    head = ", ".join([data["name"], *said, *data["emails"]])
    lines = [f"{head} — {wording.words(person.lifecycle_stage)}"]
    lines += [f"Company: {data['company']}"] if data["company"] else []
    lines += [f"Address: {person.address}"] if person.address else []
    lines += property_lines(desk, person)
    lines += declared.lines_of_person(desk, person.contact_id)
    lines += [f"Notes: {person.notes}"] if person.notes else []
    lines += [f"Merged in: {name}" for name in _merged_names(desk, person.contact_id)]
    jobs = [
        resolve_jobs.as_candidate(desk, job) for job in resolve_jobs.open_jobs_of(desk, person.contact_id)
    ]
    lines += [f"Open: {job['label']}" for job in jobs]
    history = _history(desk, col(Interaction.contact_id) == person.contact_id)
    lines += [_history_line(desk, row) for row in history]
    return Answer(
        text="\n".join(lines),
        data={
            **data,
            **declared.records_of(desk, lambda kind: declared.of_person(desk, kind, person.contact_id)),
            "open_jobs": jobs,
            "history": [_history_data(row) for row in history],
        },
    )


def _merged_names(desk: Desk, contact_id: str) -> list[str]:
    """Return the merged names of a person, with the day on which each ended."""
    return [
        f"{people.name_of(desk, one)}, {desk.day_of(one.archived_at):%Y-%m-%d}"
        for one in merged_into(desk, contact_id)
        if one.archived_at is not None
    ]


def _history(desk: Desk, condition: Any) -> list[Interaction]:
    return list(
        desk.session.exec(
            select(Interaction)
            .where(condition)
            .order_by(col(Interaction.timestamp).desc(), col(Interaction.interaction_id).desc())
            .limit(HISTORY)
        )
    )


def _history_line(desk: Desk, row: Interaction) -> str:
    when = desk.day_of(row.timestamp)
    said = wording.clipped(row.body or row.subject, 100)
    return f"— {when:%b} {when.day}, {wording.words(row.type)}: {said}"


def _history_data(row: Interaction) -> dict[str, Any]:
    return {
        "interaction_id": row.interaction_id,
        "type": str(row.type),
        "at": row.timestamp.isoformat(),
        "subject": row.subject,
        "body": row.body,
        "outcome": str(row.outcome),
        "follow_up_date": row.follow_up_date.isoformat() if row.follow_up_date else None,
        "follow_up_status": str(row.follow_up_status),
    }


def lead_data(desk: Desk, lead: Lead) -> dict[str, Any]:
    """Return a lead as data for programs."""
    return {
        "lead_id": lead.lead_id,
        "reference": lead.reference,
        "title": lead.title,
        "name": people.name_of_id(desk, lead.contact_id),
        "contact_id": lead.contact_id,
        "status": str(lead.status),
        "pipeline_stage": str(lead.pipeline_stage),
        "source": str(lead.source),
        "estimated_value": str(lead.estimated_value) if lead.estimated_value is not None else None,
        "expected_close_date": lead.expected_close_date.isoformat() if lead.expected_close_date else None,
        "site_id": lead.site_id,
        "disqualification_reason": str(lead.disqualification_reason)
        if lead.disqualification_reason
        else None,
        "converted_opportunity_id": lead.converted_opportunity_id,
    }


@tool(Effect.READ)
def find_lead(desk: Desk, query: Line) -> Answer:
    """Look for leads by reference, person, or words of the title; open ones first.

    Args:
        query: what to look for.
    """
    text = query.strip()
    found = resolve_jobs.leads_of(desk, text, still_open=True) if text else []
    found = found or (resolve_jobs.leads_of(desk, text, still_open=False) if text else [])
    if not found:
        try:
            resolve_jobs.any_lead(desk, query, "query")
        except NotFound as nothing:
            return Answer(text=nothing.message, data={"leads": [], "nearest": nothing.nearest})
    return Answer(
        text="\n".join(resolve_jobs.as_candidate(desk, lead)["label"] for lead in found[:20]),
        data={"leads": [lead_data(desk, lead) for lead in found[:20]]},
    )


@tool(Effect.READ)
def show_lead(desk: Desk, lead: Line) -> Answer:
    """Everything about one lead: who, what, where it stands, the last touches.

    Args:
        lead: which one: a reference, its person, or words of its title.
    """
    found = resolve_jobs.any_lead(desk, lead)
    data = lead_data(desk, found)
    lines = [
        f"{found.title} ({found.reference}) — {data['name']}",
        f"{wording.words(found.status)}, {wording.words(found.pipeline_stage)}, via {wording.words(found.source)}",
    ]
    if found.estimated_value is not None:
        lines.append(f"About {wording.money(found.estimated_value, desk.business.currency)}")
    lines += _place_line(desk, found)
    lines += [found.description] if found.description else []
    history = _history(desk, is_about(Interaction, found.lead_id))
    lines += [_history_line(desk, row) for row in history]
    return Answer(text="\n".join(lines), data={**data, "history": [_history_data(row) for row in history]})


@tool(Effect.READ)
def list_leads(
    desk: Desk,
    status: LeadStatus | None = None,
    stage: PipelineStage | None = None,
    source: Source | None = None,
    since: Day | None = None,
) -> Answer:
    """List leads, newest first; open ones unless a status is given.

    Args:
        status: new, working, qualified, disqualified or converted.
        stage: only those in this pipeline stage.
        source: only those that came in this way.
        since: only those that came in on this day or later.
    """
    statuses = (status,) if status else OPEN_LEAD_STATUSES
    found = leads_by(desk, statuses, stage, source, MOST_LISTED, since)
    kind = f"{status or 'open'} lead"
    head = f"{wording.count(len(found), kind).capitalize()}"
    head += f" since {wording.day(since, desk.today())}" if since else ""
    lines = [f"— {resolve_jobs.as_candidate(desk, lead)['label']}" for lead in found]
    return Answer(
        text="\n".join([f"{head}:", *lines]) if lines else f"{head}.",
        data={"leads": [lead_data(desk, lead) for lead in found]},
    )


def _place_line(desk: Desk, job: Lead | Opportunity) -> list[str]:
    site = resolve_sites.site_of_id(desk, job.site_id)
    return [f"At {resolve_sites.called(site)}"] if site is not None else []


def deal_data(desk: Desk, deal: Opportunity) -> dict[str, Any]:
    """Return an opportunity as data for programs."""
    return {
        "opportunity_id": deal.opportunity_id,
        "title": deal.title,
        "name": people.name_of_id(desk, deal.contact_id),
        "contact_id": deal.contact_id,
        "lead_id": deal.lead_id,
        "site_id": deal.site_id,
        "stage": str(deal.stage),
        "amount": str(deal.amount) if deal.amount is not None else None,
        "expected_close_date": deal.expected_close_date.isoformat() if deal.expected_close_date else None,
        "close_date": deal.close_date.isoformat() if deal.close_date else None,
        "lost_reason": str(deal.lost_reason) if deal.lost_reason else None,
    }


@tool(Effect.READ)
def show_opportunity(desk: Desk, opportunity: Line) -> Answer:
    """Everything about one deal: who, what it is worth, where it stands, the last touches.

    Args:
        opportunity: which one: its person, or words of its title.
    """
    deal = resolve_jobs.any_opportunity(desk, opportunity)
    history = _history(desk, is_about(Interaction, deal.opportunity_id))
    lines = [resolve_jobs.as_candidate(desk, deal)["label"], *_place_line(desk, deal)]
    if deal.expected_close_date and deal.stage not in CLOSED_STAGES:
        lines.append(f"Expected {wording.day(deal.expected_close_date, desk.today())}")
    if deal.close_date:
        reason = f" ({wording.words(deal.lost_reason)})" if deal.lost_reason else ""
        lines.append(f"Closed {wording.day(deal.close_date, desk.today())}{reason}")
    lines += [_history_line(desk, row) for row in history]
    return Answer(
        text="\n".join(lines),
        data={**deal_data(desk, deal), "history": [_history_data(row) for row in history]},
    )


@tool(Effect.READ)
def list_opportunities(desk: Desk, stage: OpportunityStage | None = None) -> Answer:
    """List deals with their amounts; open ones unless a stage is given.

    Args:
        stage: estimating, proposal_sent, negotiation, scheduled, won or lost.
    """
    condition = col(Opportunity.stage) == stage if stage else col(Opportunity.stage).not_in(CLOSED_STAGES)
    found = list(
        desk.session.exec(
            select(Opportunity)
            .where(condition)
            .order_by(col(Opportunity.created_at).desc())
            .limit(MOST_LISTED)
        )
    )
    kind = f"{wording.words(stage) if stage else 'open'} deal"
    head = wording.count(len(found), kind).capitalize()
    lines = [f"— {resolve_jobs.as_candidate(desk, deal)['label']}" for deal in found]
    return Answer(
        text="\n".join([f"{head}:", *lines]) if lines else f"{head}.",
        data={"opportunities": [deal_data(desk, deal) for deal in found]},
    )


@tool(Effect.READ)
def newest_customers(desk: Desk, count: int = 5) -> Answer:
    """The newest customers, by the day they became one.

    Args:
        count: how many, at most 50.
    """
    found = list(
        desk.session.exec(
            select(Contact)
            .where(
                col(Contact.lifecycle_stage) == LifecycleStage.CUSTOMER,
                col(Contact.merged_into_id).is_(None),
                col(Contact.archived_at).is_(None),
            )
            .order_by(
                col(Contact.customer_since).is_(None),
                col(Contact.customer_since).desc(),
                col(Contact.created_at).desc(),
            )
            .limit(max(1, min(count, MOST_LISTED)))
        )
    )
    lines = [
        f"— {people.as_candidate(desk, one)['label']}"
        + (f" (since {wording.day(one.customer_since, desk.today())})" if one.customer_since else "")
        for one in found
    ]
    return Answer(
        text="\n".join(["Newest customers:", *lines]) if lines else "No customers yet.",
        data={"customers": [contact_data(desk, one) for one in found]},
    )
