"""The declaration of a kind of record with a customer, a state and a history: a lead, a deal, and each that is to come."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from schemas.enums import MatterKind


@dataclass(frozen=True)
class Declared:
    """One kind of matter. Every text but the kind names a column; of what it has none, it is empty.

    Args:
        kind: what it is.
        state: where it stands.
        open: the words of that state in which there is still something to be done.
        states: column of a state whose moves are kept → column of the reason for it.
        reference: the number that people say.
        title, customer, company, site, amount, due, owner: what every kind has, or may have.
    """

    kind: MatterKind
    state: str
    open: Collection[str]
    states: Mapping[str, str]
    reference: str = ""
    title: str = "title"
    customer: str = "contact_id"
    company: str = ""
    site: str = "site_id"
    amount: str = "amount"
    due: str = "expected_close_date"
    owner: str = "owner"
