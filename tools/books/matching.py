"""The customers of the books who may be the same, and the names taken there."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.effects import CardField
from schemas.keys import fold
from schemas.ports import BooksLookUp, InBooks, NewCustomer
from tools import wording
from tools.desk import Desk

MOST_SHOWN = 5


@dataclass(frozen=True)
class Match:
    """Somebody in the books, and what of theirs is the same: name, phone, e-mail."""

    one: InBooks
    same: tuple[str, ...]

    @property
    def may_be_them(self) -> bool:
        """Return whether it can be linked: only a customer can, a vendor or employee just has the name."""
        return self.one.kind == "customer"

    def field(self) -> CardField:
        """Return the line of the card."""
        one = self.one
        reach = [
            part for part in (one.company, one.phone, one.email, one.address.replace("\n", ", ")) if part
        ]
        note = f"same {wording.listed(list(self.same), 'and')}"
        if not one.active:
            note += "; inactive there"
        value = f"{one.kind} {one.id}: {', '.join([one.name, *reach])}"
        return CardField(name="In QuickBooks", value=value, note=note)


def other_names(customer: NewCustomer) -> list[str]:
    """Return fallback names that tell a person apart, should theirs be taken: by address, by phone, by number."""
    name = customer.display_name
    street = customer.address.splitlines()[0].split(",")[0] if customer.address else ""
    digits = "".join(sign for sign in customer.phone if sign.isdigit())
    tags = [street.replace(":", " ").strip(), digits[-4:], "2", "3", "4"]
    return [f"{name} ({tag})" for tag in tags if tag]


def matches(desk: Desk, customer: NewCustomer, found: BooksLookUp) -> list[Match]:
    """Return everybody who shares a name, phone or e-mail, best first: customers, then by how much is the same."""
    all_of_them = [Match(one, _same(desk, customer, one)) for one in found.found]
    fitting = [match for match in all_of_them if match.same]
    return sorted(fitting, key=_rank)


def _rank(match: Match) -> tuple[bool, int, bool, int, str]:
    number = match.one.id
    return (not match.may_be_them, -len(match.same), not match.one.active, len(number), number)


def taken(found: BooksLookUp, name: str) -> bool:
    """Return whether somebody there, of whatever kind and active or not, has a name."""
    return any(_key(one.name) == _key(name) for one in found.found)


def first_free(found: BooksLookUp, names: Sequence[str]) -> str:
    """Return the first name that nobody has; empty if all are taken."""
    return next((name for name in names if not taken(found, name)), "")


def _key(name: str) -> str:
    """Return a name as QuickBooks compares it: without capitals; "Jose" and "José" are two names."""
    return " ".join(name.casefold().split())


def _same(desk: Desk, customer: NewCustomer, one: InBooks) -> tuple[str, ...]:
    name = fold(one.name) == fold(customer.display_name)
    phone = bool(customer.phone) and same_phone(desk, customer.phone, one.phone)
    email = bool(customer.email) and one.email.strip().casefold() == customer.email.casefold()
    return tuple(what for what, same in (("name", name), ("phone", phone), ("e-mail", email)) if same)


def same_phone(desk: Desk, one: str, other: str) -> bool:
    """Return whether two ways of writing are one number."""
    import phonenumbers

    try:
        both = [phonenumbers.parse(number, desk.business.country) for number in (one, other)]
    except phonenumbers.NumberParseException:
        return one.strip() == other.strip()
    numbers = [(number.country_code, number.national_number) for number in both]
    return numbers[0] == numbers[1]
