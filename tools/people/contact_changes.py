"""The details of a person, changed or emptied (row C12; hard stop H3: no duplicate customer)."""

from pydantic import Field

from schemas.effects import Answer, Call, CardField, Effect
from schemas.enums import Channel, LifecycleStage, Source
from schemas.errors import BadArguments
from schemas.records import Contact
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name, Text
from tools.clearing import cleared, nothing_in
from tools.desk import Desk
from tools.duplicates.merging import Merge, merge_card_why
from tools.matters import disambiguation, people, resolve_people
from tools.people.companies import company_named
from tools.people.details import (
    Details,
    add_phone_and_email,
    owners_not_asked_about,
    owners_of,
    told_of,
)
from tools.people.in_books import calls_after_change
from tools.people.lifecycle import refuse_without_a_win
from tools.registry import tool

MAY_BE_EMPTY = {
    "first_name": "Name",
    "last_name": "Name",
    "phone": "Phone",
    "email": "E-mail",
    "address": "Address",
    "company": "Company",
    "source": "Source",
}
"""Detail → how a reply calls it."""


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
    cleared: list[str] = Field(default_factory=list)
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
        none = [CardField(name=name, value="none") for name in self._emptied()]
        shown = [*self.details.fields(), *more, *none]
        return [field.model_copy(update={"note": self._was(field)}) for field in shown]

    def _emptied(self) -> list[str]:
        """Return how those details are called of which nothing is left."""
        given = {field.name for field in self.details.fields()}
        called = dict.fromkeys(MAY_BE_EMPTY[name] for name in self.cleared)
        return [name for name in called if name not in given]

    def _was(self, field: CardField) -> str:
        was = self.before.get(field.name, "")
        return f"was: {was}" if was and was != field.value and field.name != "Notes" else ""

    def concerns(self) -> str | None:
        return self.contact_id

    def changed(self, desk: Desk) -> str | None:
        now = people.name_of(desk, people.by_id(desk, self.contact_id))
        if not disambiguation.is_called(self.name, now):
            return f"{self.name} is called {now} now."
        return owners_not_asked_about(desk, self.details, self.asked_about) if self.shared else None

    def is_weighty(self) -> bool:
        return bool({"phone", "email", "address"} & {*self.details.arguments(), *self.cleared})

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
        for name in self.cleared:
            _clear(desk, contact, name)
        desk.session.flush()
        name, called = people.name_of(desk, contact), disambiguation.named(desk, contact)
        told = told_of(desk, contact)
        after = {
            field.name: told[field.name] if field.name == "Name" else field.value
            for field in details.fields()
        }
        given = {"Stage": self.lifecycle_stage, "Tags": self.tags}
        after |= {field: told[field] for field, new in given.items() if new is not None}
        after |= {field: told.get(field, "") for field in self._emptied()}
        said = "; ".join(
            f"{field} {wording.changed(before.get(field, ''), value or 'none')}"
            for field, value in after.items()
        )
        return Answer(
            text=f"Changed {called}: {said or 'done'}.", data={"contact_id": contact.contact_id, "name": name}
        )

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        return calls_after_change(desk, self.contact_id, self.details)


def _clear(desk: Desk, contact: Contact, name: str) -> None:
    """Empty one detail; the primary phone or e-mail is retired, and the next one takes its place."""
    if name in {"phone", "email"}:
        rows = (people.phones_of if name == "phone" else people.emails_of)(desk, contact.contact_id)
        for row in rows[:1]:
            row.retired_at = desk.now()
        return
    column = "company_id" if name == "company" else name
    setattr(contact, column, nothing_in(Contact, column))


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
    clear: list[Name] | None = None,
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
        clear: details to leave empty: first_name, last_name, phone, email, address, company, source.
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
    emptied = cleared(clear or (), MAY_BE_EMPTY, details.arguments())
    if details == Details() and lifecycle_stage is None and tags is None and not emptied:
        raise BadArguments("Say what to change: a phone, an e-mail, an address… Nothing was changed.")
    _refuse_nobody(desk, person, details, emptied)
    name = people.name_of(desk, person)
    if lifecycle_stage == LifecycleStage.CUSTOMER:
        refuse_without_a_win(desk, person, name)
    change = ChangePerson(
        contact_id=person.contact_id,
        name=disambiguation.named(desk, person),
        details=details,
        lifecycle_stage=lifecycle_stage,
        tags=tags,
        cleared=emptied,
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


def _refuse_nobody(desk: Desk, person: Contact, details: Details, emptied: list[str]) -> None:
    """Refuse a change that leaves nothing by which somebody could be found.

    Raises:
        BadArguments.
    """
    left = {**Details.of(desk, person).arguments(), **details.arguments()}
    further = {
        "phone": len(people.phones_of(desk, person.contact_id)) > 1,
        "email": len(people.emails_of(desk, person.contact_id)) > 1,
    }
    gone = {name for name in emptied if not further.get(name)}
    if not left.keys() & {"first_name", "last_name", "company", "phone", "email"} - gone:
        raise BadArguments(
            "A person needs at least a name, a phone number or an e-mail. Nothing was changed.",
            dict.fromkeys(emptied, "is all that there is"),
        )
