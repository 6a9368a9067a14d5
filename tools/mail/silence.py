"""Who wants no automatic mail: who said no to e-mail last, or is tagged so (`tools/people/consents.py`)."""

from collections.abc import Collection

from schemas.enums import Channel, ConsentState
from schemas.records import Contact
from tools.desk import Desk
from tools.people import consents


def is_tagged(person: Contact) -> bool:
    """Return whether one of the person's tags says so."""
    return bool(consents.denied_by_tag(person))


def opted_out(desk: Desk, contact_id: str, address: str) -> bool:
    """Return whether a person, or whoever reads an address, said no to e-mail last."""
    said = consents.last_said(desk, Channel.EMAIL, contact_id, [address] if address else ())
    return said is not None and said.state == ConsentState.DENIED


def silent_among(desk: Desk, people: Collection[Contact]) -> set[str]:
    """Return those of some people who want none, by id."""
    return consents.denied_among(desk, Channel.EMAIL, people)
