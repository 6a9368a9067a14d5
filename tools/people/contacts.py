"""Adding and changing people (row C12; hard stop H3: no duplicate customer)."""

from pydantic import Field

from schemas.effects import Answer, Call, CardField, Effect, Offer
from schemas.enums import Channel, LifecycleStage, Source
from schemas.errors import BadArguments
from schemas.keys import fold
from schemas.records import Contact, Lead
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name, Text
from tools.desk import Desk
from tools.duplicates.merging import Merge, merge_card_why
from tools.matters import lead_person, people, resolve_jobs, resolve_people, told_apart
from tools.people.companies import company_named
from tools.people.details import (
    Details,
    add_further,
    add_phone_and_email,
    name_hints,
    owners_not_asked_about,
    owners_of,
    told_of,
)
from tools.people.in_books import calls_after_change
from tools.people.lifecycle import refuse_without_a_win
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
        return None if told_apart.is_called(self.name, now) else f"{self.name} is called {now} now."

    def anew(self, desk: Desk) -> list[Call]:
        return [Call(tool="add_contact", arguments=self.details.arguments())]

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
            text=f"Merged into {told_apart.named(desk, contact)}; nothing of theirs was overwritten.",
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
    name = told_apart.named(desk, known)
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


class ChangePerson(LocalAct):
    """Changes to one contact; a new phone or e-mail becomes the primary one and the earlier ones stay."""

    contact_id: str
    name: str
    details: Details
    lifecycle_stage: LifecycleStage | None = None
    tags: list[str] | None = None
    shared: bool = False
    asked_about: list[str] = Field(default_factory=list)
    """Ids of the person and of those who have the phone or e-mail; it is shared with nobody else."""
    before: dict[str, str] = Field(default_factory=dict)
    """The value that each new one takes the place of, for the card."""

    def line(self) -> str:
        return f"Change {self.name}'s details"

    def fields(self) -> list[CardField]:
        stage = wording.words(self.lifecycle_stage) if self.lifecycle_stage is not None else ""
        tags = ", ".join(self.tags) or "none" if self.tags is not None else ""
        more = [
            CardField(name=name, value=value) for name, value in (("Stage", stage), ("Tags", tags)) if value
        ]
        shown = [*self.details.fields(), *more]
        return [field.model_copy(update={"note": self._was(field)}) for field in shown]

    def _was(self, field: CardField) -> str:
        was = self.before.get(field.name, "")
        return f"was: {was}" if was and was != field.value and field.name != "Notes" else ""

    def concerns(self) -> str | None:
        return self.contact_id

    def changed(self, desk: Desk) -> str | None:
        now = people.name_of(desk, people.by_id(desk, self.contact_id))
        if not told_apart.is_called(self.name, now):
            return f"{self.name} is called {now} now."
        return owners_not_asked_about(desk, self.details, self.asked_about) if self.shared else None

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        contact = people.by_id(desk, self.contact_id)
        details = self.details
        before = told_of(desk, contact)
        for column in ("first_name", "last_name", "address", "source", "preferred_channel"):
            new = getattr(details, column)
            if new:
                setattr(contact, column, new)
        if details.notes:
            contact.notes = "\n".join(part for part in (contact.notes, details.notes) if part)
        if details.company:
            contact.company_id = company_named(desk, details.company).company_id
        if self.lifecycle_stage is not None:
            contact.lifecycle_stage = self.lifecycle_stage
            if self.lifecycle_stage == LifecycleStage.CUSTOMER and contact.customer_since is None:
                contact.customer_since = desk.today()
        if self.tags is not None:
            contact.tags = self.tags
        add_phone_and_email(desk, contact, details, approval_id if self.shared else None)
        desk.session.flush()
        name, called = people.name_of(desk, contact), told_apart.named(desk, contact)
        told = told_of(desk, contact)
        after = {
            field.name: told[field.name] if field.name == "Name" else field.value
            for field in details.fields()
        }
        given = {"Stage": self.lifecycle_stage, "Tags": self.tags}
        after |= {field: told[field] for field, new in given.items() if new is not None}
        said = "; ".join(
            f"{field} {wording.changed(before.get(field, ''), value or 'none')}"
            for field, value in after.items()
        )
        return Answer(
            text=f"Changed {called}: {said or 'done'}.", data={"contact_id": contact.contact_id, "name": name}
        )

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        return calls_after_change(desk, self.contact_id, self.details)


@tool(Effect.WRITE)
def update_contact(
    desk: Desk,
    contact: Name,
    first_name: Name = "",
    last_name: Name = "",
    phone: Name = "",
    email: Name = "",
    address: Text = "",
    company: Name = "",
    source: Source | None = None,
    notes: Text = "",
    preferred_channel: Channel | None = None,
    lifecycle_stage: LifecycleStage | None = None,
    tags: list[Name] | None = None,
) -> ChangePerson | Ask:
    """Change a person's details. A phone or e-mail that another person has is a question to the owner.

    Args:
        contact: who: a name, phone, e-mail, or a lead's reference.
        first_name: a new first name.
        last_name: a new last name.
        phone: a new primary phone; earlier numbers stay as further ones.
        email: a new primary e-mail; earlier ones stay as further ones.
        address: a new service address.
        company: the business they belong to.
        source: how they heard of the business.
        notes: a line to add to their notes.
        preferred_channel: how they like to be reached.
        lifecycle_stage: prospect, customer (who has won something) or past_customer.
        tags: all their tags, replacing the earlier ones.
    """
    person = resolve_people.contact(desk, contact)
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
    if details == Details() and lifecycle_stage is None and tags is None:
        raise BadArguments("Say what to change: a phone, an e-mail, an address… Nothing was changed.")
    name = people.name_of(desk, person)
    if lifecycle_stage == LifecycleStage.CUSTOMER:
        refuse_without_a_win(desk, person, name)
    change = ChangePerson(
        contact_id=person.contact_id,
        name=told_apart.named(desk, person),
        details=details,
        lifecycle_stage=lifecycle_stage,
        tags=tags,
    )
    told = told_of(desk, person)
    before = {field.name: told[field.name] for field in change.fields() if told.get(field.name)}
    change = change.model_copy(update={"before": before})
    others = [other for other in owners_of(desk, details) if other.contact_id != person.contact_id]
    if not others:
        return change
    has = [f"{people.name_of(desk, one)} has {details.shared_with(desk, one)}." for one in others]
    asked_about = [person.contact_id, *(one.contact_id for one in others)]
    asked_for = "; ".join(f"{field.name} {field.value}" for field in details.fields())
    return Ask(
        why=" ".join([f"For {change.name}: {wording.sentence(asked_for)}", *has, merge_card_why()]),
        answers={
            "merge": Merge.of(desk, keep=person, other=others[0]),
            "separate": change.model_copy(update={"shared": True, "asked_about": asked_about}),
        },
    )
