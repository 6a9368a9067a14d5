"""Adding and changing people (row C12; hard stop H3: no duplicate customer)."""

from pydantic import Field

from schemas.effects import Answer, Call, CardField, Effect, Offer
from schemas.enums import Channel, Source
from schemas.errors import BadArguments
from schemas.keys import fold
from schemas.records import Contact, Lead
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name, Text
from tools.desk import Desk
from tools.matters import disambiguation, lead_person, people, resolve_jobs
from tools.people.companies import company_named
from tools.people.details import (
    Details,
    add_further,
    add_phone_and_email,
    name_hints,
    owners_not_asked_about,
    owners_of,
)
from tools.registry import tool


class NewPerson(LocalAct):
    """A new contact; `shared` says that the owner wants a second person on a known phone or e-mail."""

    details: Details
    shared: bool = False
    asked_about: list[str] = Field(default_factory=list)
    """Ids of those who have the phone or e-mail; it is shared with nobody else."""
    lead_id: str | None = None

    def line(self) -> str:
        return f"Add {self.details.called()} as a new person"

    def fields(self) -> list[CardField]:
        return self.details.fields()

    def changed(self, desk: Desk) -> str | None:
        return owners_not_asked_about(desk, self.details, self.asked_about) if self.shared else None

    def anew(self, desk: Desk) -> list[Call]:
        lead = {"lead": self.lead_id} if self.lead_id else {}
        return [Call(tool="add_contact", arguments={**self.details.arguments(), **lead})]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        details = self.details
        contact = Contact(
            business_id=desk.business_id,
            contact_id=desk.new_id(),
            first_name=details.first_name,
            last_name=details.last_name,
            address=details.address or None,
            source=details.source,
            notes=details.notes,
            preferred_channel=details.preferred_channel or Channel.PHONE,
        )
        if details.company:
            company = company_named(desk, details.company)
            contact.company_id = company.company_id
            if company.primary_contact_id is None:
                company.primary_contact_id = contact.contact_id
        desk.session.add(contact)
        desk.session.flush()
        add_phone_and_email(desk, contact, details, approval_id if self.shared else None)
        if self.lead_id:
            lead = desk.session.get(Lead, (desk.business_id, self.lead_id))
            if lead is not None:
                lead_person.give_lead(desk, lead, contact.contact_id)
        desk.session.flush()
        return _added(desk, contact, details)


def _added(desk: Desk, contact: Contact, details: Details) -> Answer:
    name = people.name_of(desk, contact)
    reach = wording.phone(details.phone, desk.business.country, details.extension) if details.phone else ""
    said = [part for part in (name, reach or details.email) if part]
    text = f"Added: {', '.join(said)}. I've noted them as a new prospect."
    hints = name_hints(desk, contact)
    if hints:
        labels = wording.listed([hint["label"] for hint in hints], "and")
        text += f" (Also on record under a like name: {labels}; say so if they are the same person.)"
    offer = Offer(
        text="Want to log any notes or open a lead for them?",
        call=Call(tool="open_lead", arguments={"contact": contact.contact_id}),
        slot="title",
    )
    data = {"contact_id": contact.contact_id, "name": name}
    return Answer(text=text, data={**data, "similar": hints} if hints else data, offers=[offer])


class FillPerson(LocalAct):
    """The details of a new person, added to one who is on record already; nothing of theirs is overwritten."""

    contact_id: str
    name: str
    details: Details

    def line(self) -> str:
        return f"Add these details to {self.name}, who is on record already"

    def fields(self) -> list[CardField]:
        return self.details.fields()

    def concerns(self) -> str | None:
        return self.contact_id

    def changed(self, desk: Desk) -> str | None:
        now = people.name_of(desk, people.by_id(desk, self.contact_id))
        return None if disambiguation.is_called(self.name, now) else f"{self.name} is called {now} now."

    def anew(self, desk: Desk) -> list[Call]:
        return [Call(tool="add_contact", arguments=self.details.arguments())]

    def is_weighty(self) -> bool:
        return bool({"phone", "email", "address"} & set(self.details.arguments()))

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        contact = people.by_id(desk, self.contact_id)
        details = self.details
        kept: list[str] = []
        for column in ("first_name", "last_name", "address"):
            new, old = getattr(details, column), getattr(contact, column)
            if new and not old:
                setattr(contact, column, new)
            elif new and new.casefold() != (old or "").casefold():
                kept.append(f"{wording.words(column)}: {new}")
        if details.company and contact.company_id is None:
            contact.company_id = company_named(desk, details.company).company_id
        contact.source = contact.source or details.source
        also = [f"Also given, {desk.today():%Y-%m-%d}: {'; '.join(kept)}"] if kept else []
        contact.notes = "\n".join(part for part in (contact.notes, details.notes, *also) if part)
        contact.archived_at = None
        add_further(desk, contact, details, None)
        desk.session.flush()
        name = people.name_of(desk, contact)
        return Answer(
            text=f"Merged into {disambiguation.named(desk, contact)}; nothing of theirs was overwritten.",
            data={"contact_id": contact.contact_id, "name": name},
        )


@tool(Effect.WRITE)
def add_contact(
    desk: Desk,
    first_name: Name = "",
    last_name: Name = "",
    phone: Name = "",
    email: Name = "",
    address: Text = "",
    company: Name = "",
    source: Source | None = None,
    notes: Text = "",
    preferred_channel: Channel | None = None,
    lead: Name = "",
) -> NewPerson | Ask:
    """Add a new customer, or any new person. If their phone or e-mail is on record already, the owner is asked.

    Args:
        first_name: their first name.
        last_name: their last name.
        phone: their primary phone number.
        email: their primary e-mail address.
        address: the service address, where the work happens.
        company: the business they belong to; it is added if it is new.
        source: how they heard of the business.
        notes: anything else worth keeping.
        preferred_channel: how they like to be reached.
        lead: a lead to move to this person.
    """
    details = Details.parse(
        desk,
        first_name=first_name,
        last_name=last_name,
        phone=phone,
        email=email,
        address=address,
        company=company,
        source=source,
        notes=notes,
        preferred_channel=preferred_channel,
    )
    if not (details.first_name or details.last_name or details.company or details.phone or details.email):
        raise BadArguments(
            "A person needs at least a name, a phone number or an e-mail. Nothing was added.",
            {"first_name": "is missing", "phone": "is missing"},
        )
    lead_id = resolve_jobs.open_lead(desk, lead).lead_id if lead else None
    owners = owners_of(desk, details)
    if not owners:
        return NewPerson(details=details, lead_id=lead_id)
    namesakes = [one for one in owners if one.full_key == fold(f"{first_name} {last_name}")]
    known = (namesakes or owners)[0]
    name = disambiguation.named(desk, known)
    same = "the same person" if len(owners) == 1 else f"the same person as {name}"
    asked_about = [owner.contact_id for owner in owners]
    return Ask(
        why=f"{_on_record(desk, details, owners)} Is this {same}?",
        answers={
            "merge": FillPerson(contact_id=known.contact_id, name=name, details=details),
            "separate": NewPerson(details=details, shared=True, asked_about=asked_about, lead_id=lead_id),
        },
    )


def _on_record(desk: Desk, details: Details, owners: list[Contact]) -> str:
    """Return everybody who has the phone or the e-mail, each with which of them is theirs."""
    said = []
    for owner in owners:
        archived = " (archived)" if owner.archived_at else ""
        shared = details.shared_with(desk, owner)
        said.append(f"{people.name_of(desk, owner)}{archived} is on record with {shared}.")
    return " ".join(said)
