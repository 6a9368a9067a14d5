"""The people at a place, the work done there, and the places of a person."""

from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import CLOSED_STAGES, OPEN_LEAD_STATUSES
from schemas.errors import NotFound
from schemas.records import Contact, Lead, Opportunity, Site
from tools import wording
from tools.arguments import Line, Name
from tools.desk import Desk
from tools.matters import declared, people, resolve_jobs, resolve_people, resolve_sites
from tools.registry import tool

MOST_LISTED = 50


def site_data(desk: Desk, site: Site) -> dict[str, Any]:
    """Return a place as data for programs, with its people now."""
    return {
        "site_id": site.site_id,
        "address": site.address,
        "label": site.label,
        "notes": site.notes,
        "people": [
            {"contact_id": who.contact_id, "name": people.name_of(desk, who), "part": part}
            for who, part in resolve_sites.people_at(desk, site)
        ],
    }


def sites_of(desk: Desk, contact_id: str) -> list[tuple[Site, str]]:
    """Return a person's places with their parts in each, in words."""
    parts: dict[str, list[str]] = {}
    for row in resolve_sites.parts_of(desk, contact_id=contact_id):
        parts.setdefault(row.site_id, []).append(str(row.part))
    found = ((resolve_sites.site_of_id(desk, site_id), told) for site_id, told in parts.items())
    return [(site, wording.listed(told)) for site, told in found if site is not None]


def property_lines(desk: Desk, contact: Contact) -> list[str]:
    """Return a line for each place of a person: "Property: rental, 44 Elm St (landlord; Ana Ruiz, tenant)"."""
    lines = []
    for site, part in sites_of(desk, contact.contact_id):
        others = [
            f"{people.name_of(desk, who)}, {theirs}"
            for who, theirs in resolve_sites.people_at(desk, site)
            if who.contact_id != contact.contact_id
        ]
        lines.append(f"Property: {resolve_sites.called(site)} ({'; '.join([part, *others])})")
    return lines


@tool(Effect.READ)
def show_site(desk: Desk, site: Line) -> Answer:
    """Who lives at a place or has a part in it, and what is open there.

    Args:
        site: an address, a street or a label, or whose it is.
    """
    try:
        place = resolve_sites.site(desk, site)
    except NotFound:
        living = resolve_sites.living_at(desk, site)
        if not living:
            raise
        return _own_address(desk, site, living)
    data = site_data(desk, place)
    lines = [resolve_sites.called(place)]
    lines += [f"— {one['name']}, {one['part']}" for one in data["people"]] or ["— nobody is noted there"]
    lines += [f"Notes: {place.notes}"] if place.notes else []
    lines += declared.lines_at_site(desk, place.site_id)
    there = declared.records_of(desk, lambda kind: declared.at_site(desk, kind, place.site_id))
    jobs = [resolve_jobs.as_candidate(desk, job) for job in _open_at(desk, place.site_id)]
    lines += [f"Open: {job['label']}" for job in jobs]
    return Answer(text="\n".join(lines), data={**data, **there, "open_jobs": jobs})


def _own_address(desk: Desk, said: str, living: list[Contact]) -> Answer:
    names = [people.as_candidate(desk, one)["label"] for one in living]
    told = [
        {"contact_id": one.contact_id, "name": people.name_of(desk, one), "part": "lives there"}
        for one in living
    ]
    text = f"{living[0].address or said}: {wording.listed(names)}."
    return Answer(text=text, data={"address": living[0].address, "people": told, "open_jobs": []})


def _open_at(desk: Desk, site_id: str) -> list[Lead | Opportunity]:
    leads = select(Lead).where(col(Lead.site_id) == site_id, col(Lead.status).in_(OPEN_LEAD_STATUSES))
    deals = select(Opportunity).where(
        col(Opportunity.site_id) == site_id, col(Opportunity.stage).not_in(CLOSED_STAGES)
    )
    return [*desk.session.exec(leads), *desk.session.exec(deals)]


@tool(Effect.READ)
def list_sites(desk: Desk, contact: Name = "") -> Answer:
    """Properties: of one person with their part, or all of them.

    Args:
        contact: whose; everybody's if left out.
    """
    if contact:
        person = resolve_people.contact(desk, contact)
        own = [site for site, _ in sites_of(desk, person.contact_id)]
        name = people.name_of(desk, person)
        text = "\n".join(property_lines(desk, person)) or f"{name} has no property on record."
        return Answer(text=text, data={"sites": [site_data(desk, site) for site in own]})
    found = list(desk.session.exec(select(Site).order_by(col(Site.created_at).desc()).limit(MOST_LISTED)))
    lines = [f"— {resolve_sites.called(site)}" for site in found]
    head = f"{wording.count(len(found), 'property', 'properties').capitalize()}"
    return Answer(
        text="\n".join([f"{head}:", *lines]) if lines else f"{head}.",
        data={"sites": [site_data(desk, site) for site in found]},
    )
