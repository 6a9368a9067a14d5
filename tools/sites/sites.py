"""Places where the work is, and who has which part in them: owner, tenant, landlord, manager, payer."""

from pydantic import Field

from schemas.effects import Answer, CardField, Effect
from schemas.enums import HandOffKind, SitePart
from schemas.errors import AgainstTheRules, BadArguments
from schemas.records import HandOff, Lead, Opportunity, Site, SitePerson
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Line, Name, Text
from tools.desk import Desk
from tools.leads.leads import refuse_closed
from tools.leads.opportunities import refuse_won
from tools.matters import disambiguation, hand_off_requests, people, resolve_people, resolve_sites
from tools.matters.about import resolve_about
from tools.registry import tool


class NewSite(LocalAct):
    """A place, or what is new about one that is on record, and the part of a person in it."""

    address: str
    label: str = ""
    notes: str = ""
    contact_id: str | None = None
    name: str = ""
    part: SitePart | None = None

    def line(self) -> str:
        whose = f" for {self.name} ({self.part})" if self.name else ""
        return f"Add the property {self.address}{whose}"

    def fields(self) -> list[CardField]:
        shown = [("Address", self.address), ("Called", self.label), ("Notes", self.notes)]
        return [CardField(name=name, value=value) for name, value in shown if value]

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        site = resolve_sites.known_or_new(desk, self.address, self.label)
        site.label = site.label or self.label
        site.notes = "\n".join(part for part in (site.notes, self.notes) if part)
        if self.contact_id is not None and self.part is not None:
            give_part(desk, site, people.by_id(desk, self.contact_id).contact_id, self.part)
        whose = f" {self.name} is its {self.part}." if self.name else ""
        return Answer(
            text=f"On record: {resolve_sites.called(site)}.{whose}",
            data={"site_id": site.site_id, "address": site.address, "contact_id": self.contact_id},
        )


def give_part(desk: Desk, site: Site, contact_id: str, part: SitePart) -> SitePerson:
    """Record a person's part in a place, once."""
    for standing in resolve_sites.parts_of(desk, site_id=site.site_id, contact_id=contact_id):
        if standing.part == part:
            return standing
    added = SitePerson(
        business_id=desk.business_id,
        site_person_id=desk.new_id(),
        site_id=site.site_id,
        contact_id=contact_id,
        part=part,
    )
    desk.session.add(added)
    desk.session.flush()
    return added


@tool(Effect.WRITE)
def add_site(
    desk: Desk,
    address: Line,
    contact: Name = "",
    part: SitePart = SitePart.OWNER,
    label: Name = "",
    notes: Text = "",
) -> NewSite:
    """Add a property where work is done, other than the customer's own address: a rental, a shop, a parent's house.

    Args:
        address: where it is.
        contact: whose it is, or who has another part in it.
        part: owner, tenant, landlord, manager or payer.
        label: what they call it, such as "rental".
        notes: a gate code, a dog, where the valve is.
    """
    if not any(letter.isalnum() for letter in address):
        raise BadArguments("A property needs an address. Nothing was added.", {"address": "is empty"})
    person = resolve_people.contact(desk, contact) if contact else None
    return NewSite(
        address=address,
        label=label,
        notes=notes,
        contact_id=person.contact_id if person else None,
        name=people.name_of(desk, person) if person else "",
        part=part if person else None,
    )


class GivePart(LocalAct):
    """A person gets a part in a place; the one who had it before keeps it unless it is said that they left."""

    site_id: str
    place: str
    contact_id: str
    name: str
    part: SitePart

    def line(self) -> str:
        return f"Note {self.name} as {self.part} of {self.place}"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        site = desk.session.get_one(Site, (desk.business_id, self.site_id))
        contact = people.by_id(desk, self.contact_id)
        give_part(desk, site, contact.contact_id, self.part)
        return Answer(
            text=f"Noted: {self.name} is {self.part} of {self.place}.",
            data={"site_id": self.site_id, "contact_id": contact.contact_id, "part": str(self.part)},
        )


@tool(Effect.WRITE)
def set_site_person(desk: Desk, contact: Name, site: Line, part: SitePart) -> GivePart:
    """Note what somebody is to a property: its owner, tenant, landlord, manager, or who pays for work there.

    Args:
        contact: who.
        site: which property: its address, street or label, or whose it is.
        part: owner, tenant, landlord, manager or payer.
    """
    place = resolve_sites.site(desk, site)
    person = resolve_people.contact(desk, contact)
    return GivePart(
        site_id=place.site_id,
        place=resolve_sites.called(place),
        contact_id=person.contact_id,
        name=people.name_of(desk, person),
        part=part,
    )


class EndParts(LocalAct):
    """A person's parts in a place end; that they had them stays on record."""

    site_person_ids: list[str] = Field(min_length=1)
    place: str
    contact_id: str
    name: str

    def line(self) -> str:
        return f"Note that {self.name} has left {self.place}"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        for site_person_id in self.site_person_ids:
            row = desk.session.get_one(SitePerson, (desk.business_id, site_person_id))
            row.ended_at = desk.now()
        return Answer(
            text=f"{self.name} has left {self.place}; that they were there stays on record.",
            data={"contact_id": self.contact_id, "ended": self.site_person_ids},
        )


@tool(Effect.WRITE)
def end_site_person(desk: Desk, contact: Name, site: Line) -> EndParts:
    """Note that somebody has left a property: the tenant moved out, the manager changed.

    Args:
        contact: who.
        site: which property.
    """
    place = resolve_sites.site(desk, site)
    person = resolve_people.contact(desk, contact)
    name = people.name_of(desk, person)
    parts = resolve_sites.parts_of(desk, site_id=place.site_id, contact_id=person.contact_id)
    if not parts:
        raise AgainstTheRules(f"{name} has no part in {resolve_sites.called(place)}. Nothing was changed.")
    return EndParts(
        site_person_ids=[row.site_person_id for row in parts],
        place=resolve_sites.called(place),
        contact_id=person.contact_id,
        name=name,
    )


class PutAtSite(LocalAct):
    """A lead or deal is at a place: its visits go there, whoever pays. Open hand-offs are told."""

    site_id: str
    place: str
    title: str
    contact_id: str | None = None
    lead_id: str | None = None
    opportunity_id: str | None = None

    def line(self) -> str:
        return f"Put {self.title} at {self.place}"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        site = desk.session.get_one(Site, (desk.business_id, self.site_id))
        for kind, key in ((Lead, self.lead_id), (Opportunity, self.opportunity_id)):
            if key is not None:
                job = desk.session.get_one(kind, (desk.business_id, key))
                job.site_id = site.site_id
        lead_key, deal_key = (desk.business_id, self.lead_id), (desk.business_id, self.opportunity_id)
        lead = desk.session.get(Lead, lead_key) if self.lead_id else None
        deal = desk.session.get(Opportunity, deal_key) if self.opportunity_id else None
        for kind_of in HandOffKind:
            for open_one in hand_off_requests.open_hand_offs(desk, kind_of, lead=lead, opportunity=deal):
                _tell(open_one, site)
        return Answer(
            text=f"{self.title} is at {self.place}.{disambiguation.whose(desk, self.contact_id)}",
            data={"site_id": site.site_id, "lead_id": self.lead_id, "opportunity_id": self.opportunity_id},
        )


def _tell(handed: HandOff, site: Site) -> None:
    handed.payload = {**handed.payload, **hand_off_requests.place_for_a_visit(site)}


@tool(Effect.WRITE)
def set_job_site(desk: Desk, job: Line, site: Line) -> PutAtSite:
    """Say at which property a lead or deal is; without one it is at the customer's own address.

    Args:
        job: which lead or deal: a reference, its person, or words of its title.
        site: which property: its address, street or label, or whose it is.
    """
    about = resolve_about(desk, job, argument="job")
    lead, deal = about.lead(desk), about.opportunity(desk)
    if lead is None and deal is None:
        raise AgainstTheRules(f"{about.called} has no open lead or deal. Nothing was changed.")
    if deal is not None:
        refuse_won(deal)
    elif lead is not None:
        refuse_closed(lead)
    place = resolve_sites.site(desk, site)
    return PutAtSite(
        site_id=place.site_id,
        place=resolve_sites.called(place),
        title=about.title or wording.words(about.called),
        contact_id=about.contact_id,
        lead_id=about.lead_id if deal is None else None,
        opportunity_id=about.opportunity_id,
    )
