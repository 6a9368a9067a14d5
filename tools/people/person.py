"""One person, whole: who they are, what is open with them, and who has been merged into them."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, func, select

from schemas.enums import HandOffStatus
from schemas.records import (
    Approval,
    Contact,
    Email,
    HandOff,
    Interaction,
    Lead,
    Opportunity,
    Phone,
)
from tools import wording
from tools.cards import waits
from tools.desk import Desk
from tools.matters import declared, people
from tools.matters.history import pending

MOST_OPEN = 50
MOST_CLOSED = 20
MOST_ALIKE = 6


@dataclass(frozen=True)
class Whole:
    """A person as their page shows them.

    Args:
        contact: the record that stands, whatever was merged.
        name: how they are called.
        company: of theirs, or empty.
        phones, emails: the first is the primary one.
        leads, deals: open and closed ones, newest first.
        promised: follow-ups that are pending.
        hand_offs: open ones.
        cards: that concern them and wait for a yes: number and line.
        records: the name of each kind that declares what is shown of it, and theirs of it.
        merged: names and ids of the records that were merged into this one, the latest first.
    """

    contact: Contact
    name: str
    company: str
    phones: list[Phone]
    emails: list[Email]
    leads: list[Lead]
    deals: list[Opportunity]
    promised: list[Interaction]
    hand_offs: list[HandOff]
    cards: list[tuple[int, str]]
    records: dict[str, list[dict[str, str]]]
    merged: list[tuple[str, str]] = field(default_factory=list)


def whole_person(desk: Desk, contact_id: str) -> Whole:
    """Return a person by their id, or by that of a record which was merged into theirs; inside the open
    transaction.

    Raises:
        NotFound: this business has none of that id.
    """
    contact = people.by_id(desk, contact_id)
    company = people.company_of(desk, contact)
    own = contact.contact_id
    return Whole(
        contact=contact,
        name=people.name_of(desk, contact),
        company=company.name if company else "",
        phones=people.phones_of(desk, own),
        emails=people.emails_of(desk, own),
        leads=_newest(desk, Lead, own),
        deals=_newest(desk, Opportunity, own),
        promised=pending(desk, col(Interaction.contact_id) == own, most=MOST_OPEN),
        hand_offs=_open_hand_offs(desk, own),
        cards=_waiting(desk, own),
        records={
            name: declared.as_listed(desk, declared.of_person(desk, kind, own))
            for name, kind in declared.shown_kinds().items()
        },
        merged=_merged_into(desk, own),
    )


def _newest(desk: Desk, kind: Any, contact_id: str) -> list[Any]:
    asked = select(kind).where(col(kind.contact_id) == contact_id).order_by(col(kind.created_at).desc())
    return list(desk.session.exec(asked.limit(MOST_OPEN)))


def _open_hand_offs(desk: Desk, contact_id: str) -> list[HandOff]:
    asked = select(HandOff).where(
        col(HandOff.contact_id) == contact_id, col(HandOff.status) == HandOffStatus.OPEN
    )
    return list(desk.session.exec(asked.order_by(col(HandOff.created_at)).limit(MOST_OPEN)))


def _waiting(desk: Desk, contact_id: str) -> list[tuple[int, str]]:
    asked = (
        select(Approval.number, Approval.card)
        .where(
            *waits(desk),
            col(Approval.contact_id) == contact_id,
        )
        .order_by(col(Approval.number))
        .limit(MOST_OPEN)
    )
    return [(number, str(card["line"])) for number, card in desk.session.exec(asked)]


def _merged_into(desk: Desk, contact_id: str) -> list[tuple[str, str]]:
    asked = (
        select(Contact)
        .where(col(Contact.merged_into_id) == contact_id)
        .order_by(col(Contact.archived_at).desc())
        .limit(MOST_CLOSED)
    )
    return [(people.name_of(desk, one), one.contact_id) for one in desk.session.exec(asked)]


@dataclass(frozen=True)
class Side:
    """One of two records that may become one: its own values, and how much hangs on it."""

    contact: Contact
    name: str
    company: str
    phones: list[Phone]
    emails: list[Email]
    moves: list[str]


MOVING: tuple[tuple[str, str, Any], ...] = (
    ("entry of the history", "entries of the history", Interaction),
    ("lead", "leads", Lead),
    ("job", "jobs", Opportunity),
    ("hand-off", "hand-offs", HandOff),
    *((kind.declared.called, kind.declared.many, kind) for kind in declared.shown_kinds().values()),
)


def side_of(desk: Desk, contact_id: str) -> Side:
    """Return a record as one side of a merge's preview, inside the open transaction.

    Raises:
        NotFound: this business has none of that id.
    """
    contact = people.by_id(desk, contact_id)
    company = people.company_of(desk, contact)
    counted = [(_count(desk, kind, contact.contact_id), one, many) for one, many, kind in MOVING]
    return Side(
        contact=contact,
        name=people.name_of(desk, contact),
        company=company.name if company else "",
        phones=people.phones_of(desk, contact.contact_id),
        emails=people.emails_of(desk, contact.contact_id),
        moves=[wording.count(number, one, many) for number, one, many in counted if number],
    )


def _count(desk: Desk, kind: Any, contact_id: str) -> int:
    asked = select(func.count()).select_from(kind).where(col(kind.contact_id) == contact_id)
    return int(desk.session.exec(asked).one())


def alike(desk: Desk, contact: Contact) -> list[Contact]:
    """Return others who may be the same person: of the same full name, or with one of the same numbers or
    addresses.
    """
    found: list[Contact] = []
    if contact.first_key and contact.last_key:
        same_name = select(Contact).where(
            col(Contact.full_key) == contact.full_key, col(Contact.merged_into_id).is_(None)
        )
        found += desk.session.exec(same_name.limit(MOST_ALIKE + 1))
    for phone in people.phones_of(desk, contact.contact_id):
        found += people.with_phone(desk, phone.number)
    others = [one for one in people.each_once(found) if one.contact_id != contact.contact_id]
    return [one for one in others if one.merged_into_id is None][:MOST_ALIKE]
