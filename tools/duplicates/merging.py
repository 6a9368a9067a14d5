"""Two records of one person become one, after a yes (hard stop H3); `unmerging.py` makes them two again.

Of the record that goes into the other nothing is lost: its rows move, found from the schema's keys; its own values stay in
its row, and what the surviving record did not have, or has differently, is filled in or written into the notes.
"""

from collections.abc import Iterable
from typing import Self

from schemas.effects import Answer, Call, CardField, Effect
from schemas.errors import AgainstTheRules
from schemas.keys import fold
from schemas.records import Contact, Email, Phone
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name
from tools.desk import Desk
from tools.duplicates import belongings
from tools.duplicates.everybody import known_of
from tools.duplicates.joined_values import joined, values_of
from tools.duplicates.likeness import likeness
from tools.duplicates.value_replay import told
from tools.matters import disambiguation, people, resolve_people
from tools.registry import tool

BEHIND = 1000
"""The distance at which the other's phones and e-mails go behind the surviving record's own."""


def merge_card_why() -> str:
    return "Is it the same person (merge), or do two people share it (separate)?"


def details_of(desk: Desk, contact: Contact) -> str:
    """Return a person in one line, as a card shows one: name, phones, e-mails, address."""
    phones = people.phones_of(desk, contact.contact_id)
    reach = [wording.phone(row.number, desk.business.country, row.extension) for row in phones]
    reach += [row.address for row in people.emails_of(desk, contact.contact_id)]
    parts = [people.name_of(desk, contact), *reach, contact.address or ""]
    return ", ".join(part for part in parts if part)


def pair_of(one_id: str, other_id: str) -> str:
    """Return a key for two records, whichever is said first."""
    return "same person: " + " ".join(sorted((one_id, other_id)))


class Merge(LocalAct):
    """`other` becomes part of `keep`: every value and link moves, `keep`'s own values win, nothing is lost."""

    keep_id: str
    other_id: str
    keep: str
    other: str
    both_in_books: bool = False
    moves: str = ""
    """The rows that move, in words, as it was when the card was made."""
    books_link: str = ""
    """The one QuickBooks customer that only the other is linked to."""
    asked_by: str = "merge_contacts"
    """The tool that asks about the two."""

    @classmethod
    def of(cls, desk: Desk, keep: Contact, other: Contact, asked_by: str = "merge_contacts") -> Self:
        own, theirs = keep.quickbooks_customer_id, other.quickbooks_customer_id
        return cls(
            keep_id=keep.contact_id,
            other_id=other.contact_id,
            keep=details_of(desk, keep),
            other=details_of(desk, other),
            both_in_books=bool(own and theirs and own != theirs),
            moves=belongings.told_of(desk, other.contact_id),
            books_link=theirs if theirs and not own else "",
            asked_by=asked_by,
        )

    def line(self) -> str:
        one, other = self.keep.split(", "), self.other.split(", ")
        telling = 2 if fold(one[0]) == fold(other[0]) else 1
        return f"Merge {', '.join(other[:telling])} into {', '.join(one[:telling])}"

    def fields(self) -> list[CardField]:
        note = "history, jobs, phones and e-mails move along"
        shown = [
            CardField(name="Stays", value=self.keep),
            CardField(name="Goes into it", value=self.other, note=note),
        ]
        if self.moves:
            shown.append(CardField(name="Moves along", value=self.moves))
        if self.both_in_books:
            text = "both are customers there; they stay two there until you merge them in QuickBooks"
            shown.append(CardField(name="QuickBooks", value=text))
        if self.books_link:
            text = f"the link to customer {self.books_link} moves along; nothing changes in QuickBooks"
            shown.append(CardField(name="QuickBooks", value=text))
        return shown

    def concerns(self) -> str | None:
        return self.keep_id

    def same_as(self) -> str | None:
        return pair_of(self.keep_id, self.other_id)

    def depends_on(self, desk: Desk) -> list[str]:
        return ["the details of both staying as they are; else it no longer fits"]

    def changed(self, desk: Desk) -> str | None:
        pair = [desk.session.get(Contact, (desk.business_id, one)) for one in (self.keep_id, self.other_id)]
        if any(one is None or one.voided_at or one.merged_into_id for one in pair):
            return "one of the two has been merged or undone since."
        if [details_of(desk, one) for one in pair if one] != [self.keep, self.other]:
            return "the details of one of the two have changed since."
        return None

    def anew(self, desk: Desk) -> list[Call]:
        pair = [desk.session.get(Contact, (desk.business_id, one)) for one in (self.keep_id, self.other_id)]
        if any(one is None or one.voided_at or one.merged_into_id for one in pair):
            return []
        stays = "keep" if self.asked_by == "merge_contacts" else "one"
        return [Call(tool=self.asked_by, arguments={stays: self.keep_id, "other": self.other_id})]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        keep = desk.session.get_one(Contact, (desk.business_id, self.keep_id))
        other = desk.session.get_one(Contact, (desk.business_id, self.other_id))
        moved = _move(desk, keep, other)
        both = joined(values_of(keep), values_of(other), desk.today(), lambda *one: told(desk, *one))
        for column, value in both.items():
            setattr(keep, column, value)
        other.merged_into_id = keep.contact_id
        other.archived_at = desk.now()
        desk.session.flush()
        name = people.name_of(desk, keep)
        return Answer(
            text=f"Merged into {name}; {wording.count(moved, 'record')} moved along. "
            f'Say "unmerge {name}" if that was wrong.',
            data={"contact_id": keep.contact_id, "merged_contact_id": other.contact_id, "moved": moved},
        )


def _move(desk: Desk, keep: Contact, other: Contact) -> int:
    """Move every recorded row that names the other; return how many."""
    own = reaches_of(desk, keep.contact_id)
    moved = 0
    for link in belongings.links_to(Contact):
        for row in link.rows(desk, other.contact_id):
            setattr(row, link.column, keep.contact_id)
            if isinstance(row, Phone | Email):
                row.position += BEHIND
                if row.retired_at is None and stands_for(own, row):
                    row.retired_at = desk.now()
            moved += 1
    return moved


def reaches_of(desk: Desk, contact_id: str) -> list[Phone | Email]:
    """Return the phones and e-mails of a person that are not retired."""
    return [*people.phones_of(desk, contact_id), *people.emails_of(desk, contact_id)]


def stands_for(own: Iterable[Phone | Email], row: Phone | Email) -> bool:
    """Return whether one of a person's own phones or e-mails stands for another; an extension makes it another."""
    if isinstance(row, Email):
        return any(isinstance(one, Email) and one.address == row.address for one in own)
    numbers = [one for one in own if isinstance(one, Phone) and one.number == row.number]
    return any(row.extension in {None, one.extension} for one in numbers)


class KeepApart(LocalAct):
    """Two records are two people, by the owner's word; the decided card is what remembers it (`apart.py`)."""

    one_id: str
    other_id: str
    one: str
    other: str

    def line(self) -> str:
        return f"Keep {self.one} and {self.other} as two people"

    def concerns(self) -> str | None:
        return self.one_id

    def same_as(self) -> str | None:
        return pair_of(self.one_id, self.other_id)

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        return Answer(
            text=f"{self.one} and {self.other} stay two people; I won't ask again.",
            data={"contact_id": self.one_id, "other_contact_id": self.other_id},
        )


@tool(Effect.ASK)
def merge_contacts(desk: Desk, keep: Name, other: Name) -> Ask:
    """Make one record of two that are the same person. Always asks first, and can be taken apart again.

    Args:
        keep: the record that stays.
        other: the record that goes into it.
    """
    stays, goes = _two(desk, keep, other, "keep")
    return Ask.yes(Merge.of(desk, stays, goes), "Two records become one; every value and link is kept.")


@tool(Effect.ASK)
def ask_same_person(desk: Desk, one: Name, other: Name, phone: Name = "") -> Ask:
    """Ask the owner whether two records are one person: merge them, or keep them apart and never ask again.

    Args:
        one: the record that would stay.
        other: the record that would go into it.
        phone: a number of the other's that the first gives, where that is why it is asked.
    """
    stays, goes = _two(desk, one, other, "one")
    apart = KeepApart(
        one_id=stays.contact_id,
        other_id=goes.contact_id,
        one=disambiguation.named(desk, stays),
        other=disambiguation.named(desk, goes),
    )
    alike = likeness(known_of(desk, stays), known_of(desk, goes), {})
    why = f" They have {wording.listed(list(alike.reasons))}." if alike else ""
    return Ask(
        why=f"{_given(desk, stays, goes, phone)}Is this one person (merge), or are they two (separate)?{why}",
        answers={"merge": Merge.of(desk, stays, goes, "ask_same_person"), "separate": apart},
    )


def _given(desk: Desk, one: Contact, other: Contact, phone: str) -> str:
    """Say that one gives a phone of the other's; empty where it isn't."""
    number = people.parse_phone(desk, phone)
    if number is None or other not in people.with_phone(desk, number.number):
        return ""
    shown = wording.phone(number.number, desk.business.country)
    return f"{people.name_of(desk, one)} gives {shown}, which is {people.name_of(desk, other)}'s on record. "


def _two(desk: Desk, one: str, other: str, argument: str) -> tuple[Contact, Contact]:
    stays = resolve_people.contact(desk, one, argument)
    goes = resolve_people.contact(desk, other, "other")
    if stays.contact_id == goes.contact_id:
        raise AgainstTheRules(f"{people.name_of(desk, stays)} is one record already. Nothing was changed.")
    return stays, goes
