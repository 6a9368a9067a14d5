"""A person's details as QuickBooks takes them: no colon in a name, no stray spaces, nothing too long; the card shows the result.

Intuit's reference of the Customer entity: names must not contain a colon, a tab or a line break; display names have
at most 500 characters, first, last and company names 100, a phone 30, an e-mail 100, an address five lines of 500.
"""

import re

from schemas.errors import AgainstTheRules
from schemas.ports import NewCustomer
from schemas.records import Contact
from tools import wording
from tools.desk import Desk
from tools.matters import people

LONGEST_DISPLAY_NAME = 500
LONGEST_NAME = 100
LONGEST_PHONE = 30
LONGEST_EMAIL = 100
LONGEST_LINE = 500
MOST_LINES = 5


def name_for_books(text: str, most: int = LONGEST_NAME) -> str:
    """Return a name that QuickBooks takes; a colon, which means "job of" there, becomes a dash."""
    dashed = re.sub(r"\s*:[\s:]*", " - ", text)
    printable = "".join(sign if sign.isprintable() else " " for sign in dashed)
    return " ".join(printable.split()).strip(" -")[:most].strip()


def address_for_books(text: str) -> str:
    """Return an address in at most five lines; further ones join the last."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], ", ".join(lines[MOST_LINES - 1 :])]
    return "\n".join(line[:LONGEST_LINE] for line in lines)


def primary_phone(desk: Desk, contact: Contact) -> tuple[str, str]:
    """Return the primary number in E.164, and as it is shown and sent; two empty texts if there is none that
    fits.
    """
    found = people.phones_of(desk, contact.contact_id)
    if not found:
        return "", ""
    shown = wording.phone(found[0].number, desk.business.country, found[0].extension)
    return (found[0].number, shown) if len(shown) <= LONGEST_PHONE else ("", "")


def primary_email(desk: Desk, contact: Contact) -> str:
    """Return the primary e-mail; empty if there is none that fits."""
    found = people.emails_of(desk, contact.contact_id)
    return found[0].address if found and len(found[0].address) <= LONGEST_EMAIL else ""


def customer_of(desk: Desk, contact: Contact, display_name: str = "") -> NewCustomer:
    """Return the customer that would be created of a person, exactly as it would be sent.

    Args:
        desk: with a transaction open.
        contact: who.
        display_name: what to call them there, if other than by their name.

    Raises:
        AgainstTheRules: they have no name yet, and no company.
    """
    company = people.company_of(desk, contact)
    first, last = name_for_books(contact.first_name), name_for_books(contact.last_name)
    of_company = name_for_books(company.name) if company else ""
    usual = f"{first} {last}".strip() or of_company
    name = name_for_books(display_name or usual, LONGEST_DISPLAY_NAME)
    if not name:
        raise AgainstTheRules(
            f"{people.name_of(desk, contact)} has no name on record, and QuickBooks needs one. Add the name first. "
            "Nothing was proposed.",
            missing=["name"],
        )
    return NewCustomer(
        display_name=name,
        first_name=first,
        last_name=last,
        company=of_company,
        phone=primary_phone(desk, contact)[1],
        email=primary_email(desk, contact),
        address=address_for_books(contact.address or ""),
    )
