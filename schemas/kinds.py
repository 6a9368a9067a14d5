"""The declaration of a kind of record with a customer, a state and a history: a lead, a deal, and each that is to come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.enums import MatterKind


@dataclass(frozen=True)
class Declared:
    """One kind of matter. Every text but the kind and its names is a column; of what it has none, it is empty.

    Args:
        kind: what it is.
        called, many: how one of them and several are called.
        state: where it stands.
        open: the words of that state in which there is still something to be done.
        states: column of a state whose moves are kept → column of the reason for it.
        reference: the number that people say.
        title, customer, company, site, amount, due, owner: what every kind has, or may have.
        searched: columns whose words it is found by; they are kept in its `words_key`.
        words: columns that hold somebody's words or tell who somebody is; a redaction replaces each as a whole.
        shown: columns of its lists, its page and its form, in order → what is said before the value, or nothing. A kind
            that shows none has lists and pages of its own.
        adds, changes, ends: tools that the page calls with the form's fields; `changes` and `ends` are told which one
            by an argument that has the kind's name, `changes` by `clear` which fields were emptied.
    """

    kind: MatterKind
    called: str
    many: str
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
    searched: Sequence[str] = ()
    words: Sequence[str] = ()
    shown: Mapping[str, str] = field(default_factory=dict)
    adds: str = ""
    changes: str = ""
    ends: str = ""
