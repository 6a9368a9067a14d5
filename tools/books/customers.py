"""A customer in the books: only with the owner's explicit yes (row C10; hard stop H5)."""

from typing import Any

from schemas.effects import Answer, Call, CardField, Effect
from schemas.errors import AgainstTheRules, NotConnected
from schemas.ports import ReadBack, Readers, Writers
from schemas.records import Contact
from tools import wording
from tools.acts import Ask, LocalAct, OutsideAct
from tools.arguments import Line, Name
from tools.crm import people, resolve_people
from tools.desk import Desk
from tools.registry import tool

NOT_CONNECTED = "QuickBooks is not connected yet. To connect it: deskhand connect quickbooks"


class CreateInBooks(OutsideAct):
    """One customer to create in QuickBooks, field by field as shown."""

    contact_id: str
    display_name: str
    first_name: str
    last_name: str
    company: str
    phone: str
    shown_phone: str
    email: str
    address: str
    connected: bool

    def line(self) -> str:
        return f"Create {self.display_name} in QuickBooks"

    def fields(self) -> list[CardField]:
        shown = [
            ("Name", self.display_name),
            ("Company", self.company),
            ("Phone", self.shown_phone),
            ("E-mail", self.email),
            ("Address", self.address),
            ("Before", "" if self.connected else NOT_CONNECTED),
        ]
        return [CardField(name=name, value=value) for name, value in shown if value]

    def same_as(self) -> str | None:
        return f"customer in the books: {self.contact_id}"

    def concerns(self) -> str | None:
        return self.contact_id

    def depends_on(self, desk: Desk) -> list[str]:
        return ["their details staying as they are here; else it is put aside"]

    def unready(self, desk: Desk) -> str | None:
        return None if desk.connected_to_books else f"{NOT_CONNECTED}, then approve this card. It stays open."

    def changed(self, desk: Desk) -> str | None:
        contact = desk.session.get(Contact, (desk.business_id, self.contact_id))
        if contact is None or contact.voided_at is not None or contact.merged_into_id is not None:
            return f"{self.display_name}'s record has been merged or undone since."
        if contact.quickbooks_customer_id:
            return f"{self.display_name} is in QuickBooks already."
        if _payload(desk, contact) != self.model_dump(exclude={"connected"}):
            return f"{self.display_name}'s details have changed since this card was made."
        return None

    def perform(self, writers: Writers, effect_key: str) -> dict[str, Any]:
        if writers.books is None:
            raise NotConnected(NOT_CONNECTED)
        return writers.books.create_customer(
            self.model_dump(exclude={"connected", "shown_phone"}), effect_key
        )

    def read_back(self, readers: Readers, effect_key: str) -> ReadBack:
        return ReadBack.CANNOT_TELL if readers.books is None else readers.books.created_with(effect_key)

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        if "id" not in result.data:
            # Found done by a look, or settled by the owner: the number there is not known here.
            return []
        arguments = {"contact": self.contact_id, "quickbooks_customer_id": result.data["id"]}
        return [Call(tool="link_quickbooks_customer", arguments=arguments)]


def _payload(desk: Desk, contact: Contact) -> dict[str, str]:
    company = people.company_of(desk, contact)
    phones = people.phones_of(desk, contact.contact_id)
    emails = people.emails_of(desk, contact.contact_id)
    return {
        "contact_id": contact.contact_id,
        "display_name": people.name_of(desk, contact),
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "company": company.name if company else "",
        "phone": phones[0].number if phones else "",
        "shown_phone": wording.phone(phones[0].number, desk.business.country) if phones else "",
        "email": emails[0].address if emails else "",
        "address": contact.address or "",
    }


@tool(Effect.ASK)
def create_quickbooks_customer(desk: Desk, contact: Line) -> Ask:
    """Create a customer in QuickBooks. Always asks first; says so if QuickBooks is not connected.

    Args:
        contact: who: a name, phone or e-mail.
    """
    person = resolve_people.contact(desk, contact)
    if person.quickbooks_customer_id:
        raise AgainstTheRules(
            f"{people.name_of(desk, person)} is in QuickBooks already (number {person.quickbooks_customer_id}). "
            "Nothing was proposed."
        )
    act = CreateInBooks(**_payload(desk, person), connected=desk.connected_to_books)
    return Ask.yes(act, "QuickBooks is what bills are made from.")


class LinkToBooks(LocalAct):
    """The id that QuickBooks gave, kept on the contact and their company."""

    contact_id: str
    name: str
    quickbooks_customer_id: str

    def line(self) -> str:
        return f"Note {self.name}'s number in QuickBooks: {self.quickbooks_customer_id}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        contact = people.by_id(desk, self.contact_id)
        contact.quickbooks_customer_id = self.quickbooks_customer_id
        company = people.company_of(desk, contact)
        if company is not None and company.quickbooks_customer_id is None:
            company.quickbooks_customer_id = self.quickbooks_customer_id
        return Answer(text=f"{self.line()}.", data={"contact_id": contact.contact_id})


@tool(Effect.WRITE)
def link_quickbooks_customer(desk: Desk, contact: Line, quickbooks_customer_id: Name) -> LinkToBooks:
    """Note which QuickBooks customer a person is; changes nothing in QuickBooks.

    Args:
        contact: who: a name, phone or e-mail.
        quickbooks_customer_id: their number there.
    """
    person = resolve_people.contact(desk, contact)
    if person.quickbooks_customer_id not in {None, quickbooks_customer_id}:
        raise AgainstTheRules(
            f"{people.name_of(desk, person)} is linked to QuickBooks customer {person.quickbooks_customer_id} "
            "already. Nothing was changed."
        )
    return LinkToBooks(
        contact_id=person.contact_id,
        name=people.name_of(desk, person),
        quickbooks_customer_id=quickbooks_customer_id,
    )
