"""The follow-on call to the books after a change to a person, where they are a customer there."""

from schemas.effects import Call
from schemas.records import Contact
from tools.desk import Desk
from tools.people.details import Details


def number_in_books(desk: Desk, customer_id: str | None) -> str | None:
    """Return a customer's number, if it is the connected company's; None for none, or for a practice company's."""
    books = desk.readers.books
    if customer_id is None or books is None:
        return customer_id
    return customer_id if books.knows(customer_id) else None


def calls_after_change(desk: Desk, contact_id: str, details: Details) -> list[Call]:
    """Return the calls that offer to take a new phone, e-mail or address over to a connected QuickBooks.

    Args:
        desk: with a transaction open.
        contact_id: who was changed.
        details: what was given.
    """
    if not (details.phone or details.email or details.address):
        return []
    contact = desk.session.get(Contact, (desk.business_id, contact_id))
    if contact is None or not desk.connected_to_books:
        return []
    if number_in_books(desk, contact.quickbooks_customer_id) is None:
        return []
    return [Call(tool="update_quickbooks_customer", arguments={"contact": contact_id})]
