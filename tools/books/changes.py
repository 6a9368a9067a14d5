"""A later change of phone, e-mail or address, taken over into QuickBooks: as a card with the difference."""

from typing import Any

from schemas.effects import Call, CardField, Effect
from schemas.errors import AgainstTheRules, NotConnected
from schemas.keys import fold
from schemas.ports import CustomerChange, EarlierAttempt, InBooks, ReadBack, Readers, Writers
from schemas.records import Contact
from tools.acts import Ask, OutsideAct
from tools.arguments import Line
from tools.books.customers import NOT_CONNECTED
from tools.books.matching import same_phone
from tools.books.values import address_for_books, primary_email, primary_phone
from tools.desk import Desk
from tools.matters import people, resolve_people
from tools.people.in_books import number_in_books
from tools.registry import tool

NAMES = {"phone": "Phone", "email": "E-mail", "address": "Address"}


class ChangeInBooks(OutsideAct):
    """New values for a customer in QuickBooks; what is not named stays as it is there.

    Args:
        version: the customer's SyncToken as it was read for this card.
        new, old: phone, email, address → value as it would be, and as it is there.
    """

    repeatable = True

    contact_id: str
    name: str
    quickbooks_customer_id: str
    version: str
    new: dict[str, str]
    old: dict[str, str]
    shown: tuple[CardField, ...] = ()

    def line(self) -> str:
        return f"Change {self.name} in QuickBooks"

    def fields(self) -> list[CardField]:
        changes = [
            CardField(name=NAMES[key], value=value, note=self._now(key)) for key, value in self.new.items()
        ]
        return [*changes, *self.shown]

    def _now(self, key: str) -> str:
        old = self.old[key].replace("\n", ", ")
        return f"there now: {old}" if old else "new"

    def same_as(self) -> str | None:
        return f"change in the books: {self.contact_id}"

    def concerns(self) -> str | None:
        return self.contact_id

    def unready(self, desk: Desk) -> str | None:
        return None if desk.connected_to_books else f"{NOT_CONNECTED}, then approve this card. It stays open."

    def changed(self, desk: Desk) -> str | None:
        contact = desk.session.get(Contact, (desk.business_id, self.contact_id))
        if contact is None or contact.voided_at is not None or contact.merged_into_id is not None:
            return f"{self.name}'s record has been merged or undone since."
        if contact.quickbooks_customer_id != self.quickbooks_customer_id:
            return f"{self.name} is no longer linked to customer {self.quickbooks_customer_id}."
        ours = _ours(desk, contact)
        if any(ours[key] != value for key, value in self.new.items()):
            return f"{self.name}'s details have changed since this card was made."
        return None

    def anew(self, desk: Desk) -> list[Call]:
        contact = desk.session.get(Contact, (desk.business_id, self.contact_id))
        if contact is None or contact.voided_at is not None or contact.merged_into_id is not None:
            return []
        return self.again(desk, {}) if contact.quickbooks_customer_id else []

    def change(self) -> CustomerChange:
        """Return the change to send."""
        return CustomerChange(id=self.quickbooks_customer_id, version=self.version, **self.new)

    def perform(self, writers: Writers, effect_key: str) -> dict[str, Any]:
        if writers.books is None:
            raise NotConnected(NOT_CONNECTED)
        return writers.books.change_customer(self.change(), effect_key)

    def read_back(self, readers: Readers, effect_key: str) -> EarlierAttempt:
        if readers.books is None:
            return EarlierAttempt(ReadBack.CANNOT_TELL)
        return readers.books.changed(self.change())

    def again(self, desk: Desk, found: dict[str, Any]) -> list[Call]:
        return [Call(tool="update_quickbooks_customer", arguments={"contact": self.contact_id})]


def _ours(desk: Desk, contact: Contact) -> dict[str, str]:
    return {
        "phone": primary_phone(desk, contact)[1],
        "email": primary_email(desk, contact),
        "address": address_for_books(contact.address or ""),
    }


def _differing(desk: Desk, ours: dict[str, str], there: InBooks) -> list[str]:
    """Return the values that differ there; what we don't have is not taken away from them."""
    same = {
        "phone": same_phone(desk, ours["phone"], there.phone),
        "email": ours["email"].casefold() == there.email.strip().casefold(),
        "address": fold(ours["address"]) == fold(there.address),
    }
    return [key for key in NAMES if ours[key] and not same[key]]


@tool(Effect.ASK, outside=True)
def update_quickbooks_customer(desk: Desk, contact: Line) -> Ask:
    """Bring a customer's phone, e-mail and address in QuickBooks up to date with ours. Always asks first.

    Args:
        contact: who: a name, phone or e-mail; they must be linked to a customer there.
    """
    with desk.unit.reading():
        person = resolve_people.contact(desk, contact)
        name, contact_id = people.name_of(desk, person), person.contact_id
        number = number_in_books(desk, person.quickbooks_customer_id)
        ours = _ours(desk, person)
    if not number:
        raise AgainstTheRules(
            f"{name} is not linked to a customer in QuickBooks. Nothing was proposed.",
            instead={"tool": "create_quickbooks_customer", "arguments": {"contact": contact_id}},
        )
    books = desk.readers.books
    if books is None or not books.connected():
        raise NotConnected(f"{NOT_CONNECTED}. Nothing was proposed.")
    there = books.customer(number)
    differing = _differing(desk, ours, there)
    if not differing:
        raise AgainstTheRules(
            f"QuickBooks has {name}'s details as we have them. Nothing needs to change there."
        )
    where = books.company()
    act = ChangeInBooks(
        contact_id=contact_id,
        name=name,
        quickbooks_customer_id=number,
        version=there.version,
        new={key: ours[key] for key in differing},
        old={key: str(getattr(there, key)) for key in differing},
        shown=(CardField(name="Where", value=where),) if where else (),
    )
    return Ask.yes(act, f"Customer {number} there, {there.name}, differs from our record.")
