"""Everybody on record as the search for doubles compares them, and who shares a block with whom.

Only people who share something are compared, so that the time grows with the people and not with their pairs: a block is
all who have one phone, one mailbox, one house, or one last name at one house number.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlmodel import col, select

from schemas.postal import read_postal
from schemas.records import Contact, Email, Phone
from tools.desk import Desk
from tools.duplicates.likeness import Known, Likeness, likeness
from tools.matters import email_addresses, people

LARGEST_BLOCK = 200
"""A block of more is no household (a hotel, an info@ mailbox), and is not looked through."""
_NUMBER = re.compile(r"\+?\d[\d ().-]{6,20}\d")
_MAILBOX = re.compile(r"[^\s@<>,;:()]{1,64}@[^\s@<>,;:()]{1,100}")
_NOTES_READ = 2000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person's; `one` is the older id."""

    one: str
    other: str
    likeness: Likeness


class Everybody:
    """All people on record of a business, in blocks.

    Args:
        everybody: each of them.
    """

    def __init__(self, everybody: Iterable[Known]) -> None:
        self.known = {person.contact_id: person for person in everybody}
        self.given_names = Counter(person.first for person in self.known.values())
        self._blocks: dict[str, list[str]] = defaultdict(list)
        for person in self.known.values():
            for key in blocks_of(person):
                self._blocks[key].append(person.contact_id)

    def pairs_of(self, contact_id: str) -> Iterator[Pair]:
        """Yield the pairs of a person with those near who have a smaller id, so that each pair comes once."""
        own = self.known[contact_id]
        for other in sorted(self._near(own)):
            if other < contact_id:
                found = self.compare(self.known[other], own)
                if found is not None:
                    yield Pair(other, contact_id, found)

    def compare(self, one: Known, other: Known) -> Likeness | None:
        """Return the likeness of two people; a short name that others of the house could bear as well says
        nothing.
        """
        found = likeness(one, other, self.given_names)
        if found is None or not found.short_name:
            return found
        short, long = sorted((one, other), key=lambda person: len(person.first))
        rivals = [
            other_id
            for other_id in self._near(short)
            if other_id != long.contact_id and self._could_be(self.known[other_id], short, long)
        ]
        return None if rivals else found

    def _could_be(self, rival: Known, short: Known, long: Known) -> bool:
        """Return whether a third person has a name that the short one fits as well, and is not the long one
        once more.
        """
        fits = rival.last == short.last and rival.first.startswith(short.first)
        return fits and rival.first != long.first and len(rival.first) > 1

    def _near(self, person: Known) -> set[str]:
        found: set[str] = set()
        for key in blocks_of(person):
            block = self._blocks.get(key, ())
            if len(block) <= LARGEST_BLOCK:
                found.update(block)
        found.discard(person.contact_id)
        return found


def blocks_of(person: Known) -> list[str]:
    """Return the keys of the blocks that a person is in."""
    keys = [f"phone {number}" for number in person.phones | person.mentioned]
    keys += [f"mail {box}" for box in person.mailboxes | person.mentioned]
    place = person.address
    if place.names_a_place:
        keys.append(f"house {place.number} {place.street}")
        keys += [f"name {place.number} {word}" for word in {person.last, person.first} if word]
    return keys


def load_everybody(desk: Desk) -> Everybody:
    """Read everybody who stands, archived people too; a transaction must be open."""
    phones, mailboxes = _phones(desk), _mailboxes(desk)
    rows = desk.session.execute(
        columns(
            col(Contact.contact_id),
            col(Contact.first_key),
            col(Contact.last_key),
            col(Contact.address),
            col(Contact.notes),
        ).where(col(Contact.merged_into_id).is_(None))
    )
    return Everybody(
        Known(
            contact_id,
            first,
            last,
            read_postal(address or ""),
            frozenset(phones.get(contact_id, ())),
            frozenset(mailboxes.get(contact_id, ())),
            mentioned_in(notes, desk.business.country) if notes else frozenset(),
        )
        for contact_id, first, last, address, notes in rows
    )


def known_of(desk: Desk, contact: Contact) -> Known:
    """Return one person in the form in which they are compared."""
    return Known(
        contact.contact_id,
        contact.first_key,
        contact.last_key,
        read_postal(contact.address or ""),
        frozenset(row.number for row in people.phones_of(desk, contact.contact_id)),
        frozenset(
            email_addresses.untagged(row.address) for row in people.emails_of(desk, contact.contact_id)
        ),
        mentioned_in(contact.notes, desk.business.country),
    )


def _phones(desk: Desk) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = select(Phone.contact_id, Phone.number).where(col(Phone.retired_at).is_(None))
    for contact_id, number in desk.session.exec(rows):
        found[contact_id].append(number)
    return found


def _mailboxes(desk: Desk) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = select(Email.contact_id, Email.address).where(col(Email.retired_at).is_(None))
    for contact_id, address in desk.session.exec(rows):
        found[contact_id].append(email_addresses.untagged(address))
    return found


def mentioned_in(notes: str, country: str) -> frozenset[str]:
    """Return the phones and mailboxes that a person's notes mention."""
    text = notes[:_NOTES_READ]
    found = {email_addresses.untagged(match[0].casefold().rstrip(".")) for match in _MAILBOX.finditer(text)}
    if any(letter.isdigit() for letter in text):
        found |= {number for match in _NUMBER.finditer(text) if (number := _as_number(match[0], country))}
    return frozenset(found)


def _as_number(said: str, country: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(said, country)
    except phonenumbers.NumberParseException:
        return ""
    style = phonenumbers.PhoneNumberFormat.E164
    return str(phonenumbers.format_number(parsed, style)) if phonenumbers.is_valid_number(parsed) else ""
