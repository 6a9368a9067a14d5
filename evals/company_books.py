"""The books of a case: not connected at all, or a company's with some people in it from the start."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from evals.adversary.books import Books
from evals.case import Person
from schemas.errors import OutsideRefused
from schemas.keys import fold
from schemas.ports import (
    BooksLookUp,
    BooksReader,
    BooksWriter,
    CustomerChange,
    EarlierAttempt,
    InBooks,
    NewCustomer,
)


@dataclass
class CompanyBooks(Books):
    """A company's books. Whoever is created there is found from then on.

    Args:
        people: who is there from the start.
    """

    people: list[InBooks] = field(default_factory=list)

    def _everybody(self) -> list[InBooks]:
        made = [
            InBooks("customer", str(1001 + index), "0", str(one["display_name"]), str(one["company"]),
                    str(one["phone"]), str(one["email"]), str(one["address"]))
            for index, (_, one) in enumerate(self.received)
        ]  # fmt: skip
        return [*self.people, *made]

    def knows(self, customer_id: str) -> bool:
        """See `BooksReader.knows`."""
        return any(one.id == customer_id for one in self._everybody())

    def find(self, names: Sequence[str], phone: str, email: str) -> BooksLookUp:
        """See `BooksReader.find`."""
        wanted = {fold(name) for name in names if name}
        digits = "".join(sign for sign in phone if sign.isdigit())[-7:]
        return BooksLookUp(
            tuple(
                one
                for one in self._everybody()
                if fold(one.name) in wanted
                or (digits and "".join(sign for sign in one.phone if sign.isdigit()).endswith(digits))
                or (email and one.email.casefold() == email.casefold())
            )
        )

    def customer(self, customer_id: str) -> InBooks:
        """See `BooksReader.customer`."""
        for one in self._everybody():
            if one.id == customer_id:
                return one
        raise OutsideRefused(f"There is no customer {customer_id[:20]} in the books.")


@dataclass
class UnconnectedBooks(Books):
    """No books: whatever is asked, the desk's own reader and writer answer that nothing is connected."""

    reader: BooksReader | None = None
    writer: BooksWriter | None = None

    def connected(self) -> bool:
        """See `BooksReader.connected`."""
        return False

    def knows(self, customer_id: str) -> bool:
        """See `BooksReader.knows`."""
        assert self.reader is not None
        return self.reader.knows(customer_id)

    def find(self, names: Sequence[str], phone: str, email: str) -> BooksLookUp:
        """See `BooksReader.find`."""
        assert self.reader is not None
        return self.reader.find(names, phone, email)

    def customer(self, customer_id: str) -> InBooks:
        """See `BooksReader.customer`."""
        assert self.reader is not None
        return self.reader.customer(customer_id)

    def create_customer(self, customer: NewCustomer, effect_key: str) -> dict[str, Any]:
        """See `BooksWriter.create_customer`."""
        assert self.writer is not None
        return self.writer.create_customer(customer, effect_key)

    def change_customer(self, change: CustomerChange, effect_key: str) -> dict[str, Any]:
        """See `BooksWriter.change_customer`."""
        assert self.writer is not None
        return self.writer.change_customer(change, effect_key)

    def created(self, customer: NewCustomer) -> EarlierAttempt:
        """See `BooksReader.created`."""
        assert self.reader is not None
        return self.reader.created(customer)


def books_for(people: list[Person] | None, reader: BooksReader, writer: BooksWriter) -> Books:
    """Return the books that a case describes.

    Args:
        people: as the case lists them; None where no books are connected.
        reader, writer: the desk's own, which then answer.
    """
    if people is None:
        return UnconnectedBooks(reader=reader, writer=writer)
    there = [
        InBooks("customer", one.id, "0", one.name, "", one.phone, one.email, one.address, one.active)
        for one in people
    ]
    return CompanyBooks(people=there)


def received_by(books: Books) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls that the books have received, as a case expects them."""
    created = [("created", values) for _, values in books.received]
    return created + [("changed", values) for _, values in books.changes]
