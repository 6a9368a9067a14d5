"""The link from a person to a customer of the books: noted on our side only."""

from schemas.effects import Answer, CardField, Effect
from schemas.errors import AgainstTheRules
from schemas.records import Contact
from tools.acts import LocalAct
from tools.arguments import Line, Name
from tools.desk import Desk
from tools.matters import people, resolve_people
from tools.people.in_books import number_in_books
from tools.registry import tool


def same_customer(contact_id: str) -> str:
    """Return the name shared by all cards about a person's becoming a customer there (once per customer)."""
    return f"customer in the books: {contact_id}"


class LinkToBooks(LocalAct):
    """The id that QuickBooks gave, kept on the contact and their company; `shown` is what the card says besides."""

    contact_id: str
    name: str
    quickbooks_customer_id: str
    known_as: str = ""
    shown: tuple[CardField, ...] = ()

    def line(self) -> str:
        if self.known_as:
            return (
                f"Link {self.name} to customer {self.quickbooks_customer_id} in QuickBooks, {self.known_as}"
            )
        return f"Note {self.name}'s number in QuickBooks: {self.quickbooks_customer_id}"

    def fields(self) -> list[CardField]:
        return list(self.shown)

    def same_as(self) -> str | None:
        return same_customer(self.contact_id)

    def concerns(self) -> str | None:
        return self.contact_id

    def changed(self, desk: Desk) -> str | None:
        contact = desk.session.get(Contact, (desk.business_id, self.contact_id))
        if contact is None or contact.voided_at is not None or contact.merged_into_id is not None:
            return f"{self.name}'s record has been merged or undone since."
        if number_in_books(desk, contact.quickbooks_customer_id) not in {None, self.quickbooks_customer_id}:
            return f"{self.name} is customer {contact.quickbooks_customer_id} in QuickBooks already."
        return None

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        contact = people.by_id(desk, self.contact_id)
        contact.quickbooks_customer_id = self.quickbooks_customer_id
        company = people.company_of(desk, contact)
        if company is not None and number_in_books(desk, company.quickbooks_customer_id) is None:
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
    if number_in_books(desk, person.quickbooks_customer_id) not in {None, quickbooks_customer_id}:
        raise AgainstTheRules(
            f"{people.name_of(desk, person)} is linked to QuickBooks customer {person.quickbooks_customer_id} "
            "already. Nothing was changed."
        )
    return LinkToBooks(
        contact_id=person.contact_id,
        name=people.name_of(desk, person),
        quickbooks_customer_id=quickbooks_customer_id,
    )
