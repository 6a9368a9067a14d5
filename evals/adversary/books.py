"""The books as the adversary's play has them: nobody is there before, and a request is known again by its key.

Intuit replays the answer to a request id that it knows, and the act says that it may be repeated with it; so a repeat
under the same key changes nothing here either, and whatever else is done twice is done twice.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from evals.adversary.outside import Faults
from schemas.errors import OutsideRefused
from schemas.ports import BooksLookUp, CustomerChange, EarlierAttempt, InBooks, NewCustomer, ReadBack


class NobodyThere:
    """The reading side of books that hold nobody yet."""

    def connected(self) -> bool:
        """See `BooksReader.connected`."""
        return True

    def company(self) -> str:
        """See `BooksReader.company`."""
        return ""

    def knows(self, customer_id: str) -> bool:
        """See `BooksReader.knows`."""
        return True

    def find(self, names: Sequence[str], phone: str, email: str) -> BooksLookUp:
        """See `BooksReader.find`."""
        return BooksLookUp(())

    def customer(self, customer_id: str) -> InBooks:
        """See `BooksReader.customer`."""
        raise OutsideRefused(f"There is no customer {customer_id[:20]} in the books.")

    def changed(self, change: CustomerChange) -> EarlierAttempt:
        """See `BooksReader.changed`."""
        return EarlierAttempt(ReadBack.CANNOT_TELL)


@dataclass
class Books(NobodyThere):
    """A books writer and reader; `received` is what was really created, `changes` what was really changed."""

    faults: Faults = field(default_factory=Faults)
    received: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    changes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def create_customer(self, customer: NewCustomer, effect_key: str) -> dict[str, Any]:
        """See `BooksWriter.create_customer`."""
        known = [key for key, _ in self.received]

        def act() -> None:
            if effect_key not in known:
                self.received.append((effect_key, asdict(customer)))

        self.faults.meet(act)
        return {"id": str(1001 + [key for key, _ in self.received].index(effect_key))}

    def change_customer(self, change: CustomerChange, effect_key: str) -> dict[str, Any]:
        """See `BooksWriter.change_customer`."""
        self.faults.meet(lambda: self.changes.append((effect_key, asdict(change))))
        return {"id": change.id}

    def created(self, customer: NewCustomer) -> EarlierAttempt:
        """See `BooksReader.created`."""
        there = [i for i, (_, one) in enumerate(self.received) if one == asdict(customer)]
        found = self.faults.look(done=bool(there))
        return EarlierAttempt(found, {"id": str(1001 + there[0])} if found == ReadBack.DONE else {})
