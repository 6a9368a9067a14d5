"""The details said of a person, parsed once, and how a phone or e-mail gets to a contact."""

from collections.abc import Collection
from typing import Any, Self

from pydantic import BaseModel, ConfigDict
from sqlmodel import col, select

from schemas.effects import CardField
from schemas.enums import Channel, Source
from schemas.errors import AgainstTheRules
from schemas.records import Contact, Email, Phone
from tools import wording
from tools.desk import Desk
from tools.matters import email_addresses, people


class Details(BaseModel):
    """The literal details of a person; phones in E.164, e-mails case-folded, empty where nothing was said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    extension: str | None = None
    email: str = ""
    address: str = ""
    company: str = ""
    source: Source | None = None
    notes: str = ""
    preferred_channel: Channel | None = None

    @classmethod
    def parse(cls, desk: Desk, *, phone: str, email: str, **rest: Any) -> Self:
        """Return details parsed from typed text.

        Raises:
            BadArguments: the phone or the e-mail can't exist.
        """
        number = people.parse_phone(desk, phone)
        return cls(
            phone=number.number if number else "",
            extension=number.extension if number else None,
            email=people.parse_email(email) or "",
            **rest,
        )

    @classmethod
    def of(cls, desk: Desk, contact: Contact) -> Self:
        """Return a person's details as they are on record; notes are only ever added to, so they are left out."""
        phones = people.phones_of(desk, contact.contact_id)
        emails = people.emails_of(desk, contact.contact_id)
        company = people.company_of(desk, contact)
        return cls(
            first_name=contact.first_name,
            last_name=contact.last_name,
            phone=phones[0].number if phones else "",
            extension=phones[0].extension if phones else None,
            email=emails[0].address if emails else "",
            address=contact.address or "",
            company=company.name if company else "",
            source=contact.source,
            preferred_channel=contact.preferred_channel,
        )

    def arguments(self) -> dict[str, Any]:
        """Return the details that are there as a tool is called with them."""
        phone = f"{self.phone} ext. {self.extension}" if self.phone and self.extension else self.phone
        said = self.model_dump(mode="json", exclude={"extension"}) | {"phone": phone}
        return {name: value for name, value in said.items() if value}

    def without_reach(self) -> Self:
        """Return the details without phone and e-mail."""
        return self.model_copy(update={"phone": "", "extension": None, "email": ""})

    def called(self) -> str:
        """Return how the person is called, as it is shown; of who gives no name, their company, phone or e-mail."""
        name = f"{self.first_name} {self.last_name}".strip()
        return wording.person(name) if name else self.company or self.phone or self.email

    def fields(self) -> list[CardField]:
        """Return the details that are there, as fields of a card."""
        shown = [
            ("Name", f"{self.first_name} {self.last_name}".strip()),
            ("Phone", wording.own_phone(self.phone, self.extension) if self.phone else ""),
            ("E-mail", self.email),
            ("Address", self.address),
            ("Company", self.company),
            ("Source", wording.words(self.source) if self.source else ""),
            ("Prefers", wording.words(self.preferred_channel) if self.preferred_channel else ""),
            ("Notes", self.notes),
        ]
        return [CardField(name=name, value=value) for name, value in shown if value]

    def shared_with(self, desk: Desk, other: Contact) -> str:
        """Return the phone or e-mail that another person has as well, in words."""
        shared = []
        if self.phone and other in people.with_phone(desk, self.phone):
            shared.append(wording.phone(self.phone, desk.business.country))
        if self.email and other in people.with_email(desk, self.email):
            own = [row.address for row in people.emails_of(desk, other.contact_id)]
            like = [
                one for one in own if email_addresses.untagged(one) == email_addresses.untagged(self.email)
            ]
            same = self.email in own or not like
            shared.append(self.email if same else f"{like[0]} (the mailbox of {self.email})")
        return wording.listed(shared)


def owners_of(desk: Desk, details: Details) -> list[Contact]:
    """Return everybody on record with the phone or the e-mail, archived people too."""
    found = people.with_phone(desk, details.phone) if details.phone else []
    found += people.with_email(desk, details.email) if details.email else []
    return people.each_once(found)


def owners_not_asked_about(desk: Desk, details: Details, asked_about: Collection[str]) -> str | None:
    """Return a sentence where the phone or e-mail has come to somebody whom a card about sharing them did not name.

    Args:
        asked_about: ids of the contacts that the card named.
    """
    for owner in owners_of(desk, details):
        if owner.contact_id not in asked_about:
            return f"{people.name_of(desk, owner)} has {details.shared_with(desk, owner)} by now."
    return None


def name_hints(desk: Desk, contact: Contact) -> list[dict[str, str]]:
    """Return others of the same full name: a hint, never a stop."""
    if not (contact.first_key and contact.last_key):
        return []
    others = desk.session.exec(
        select(Contact)
        .where(
            col(Contact.full_key) == contact.full_key,
            col(Contact.contact_id) != contact.contact_id,
            col(Contact.merged_into_id).is_(None),
        )
        .limit(3)
    )
    return [people.as_candidate(desk, other) for other in others]


def add_phone_and_email(
    desk: Desk, contact: Contact, details: Details, shared_approval_id: str | None
) -> None:
    """Make the phone and e-mail of the details the contact's primary ones.

    Args:
        shared_approval_id: the decided approval under which another person's number may be taken too.
    """
    if details.phone:
        _take_phone(desk, contact, details, shared_approval_id, last=False)
    if details.email:
        _take_email(desk, contact, details, shared_approval_id, last=False)


def add_further(desk: Desk, contact: Contact, details: Details, shared_approval_id: str | None) -> None:
    """Add the phone and e-mail of the details behind those that the contact has.

    Args:
        shared_approval_id: the decided approval under which another person's number is added too; without it that is
            left with them.
    """
    for reach_of, holders, take in (
        (details.phone, people.with_phone, _take_phone),
        (details.email, people.with_email, _take_email),
    ):
        having = holders(desk, reach_of) if reach_of else []
        free = not having or (shared_approval_id is not None and contact not in having)
        if reach_of and free:
            take(desk, contact, details, shared_approval_id, last=True)


def _position(rows: list[Phone] | list[Email], *, last: bool) -> int:
    if not rows:
        return 0
    positions = [row.position for row in rows]
    return max(positions) + 1 if last else min(positions) - 1


def _take_phone(desk: Desk, contact: Contact, details: Details, shared: str | None, *, last: bool) -> None:
    rows = people.phones_of(desk, contact.contact_id)
    own = next((row for row in rows if row.number == details.phone), None)
    if own is not None:
        own.extension = details.extension or own.extension
        if own is not rows[0] and not last:
            own.position = _position(rows, last=False)
        return
    others = people.with_phone(desk, details.phone)
    _refuse_unasked(desk, details, others, shared)
    desk.session.add(
        Phone(
            business_id=desk.business_id,
            phone_id=desk.new_id(),
            contact_id=contact.contact_id,
            number=details.phone,
            extension=details.extension,
            position=_position(rows, last=last),
            shared_approval_id=shared if others else None,
        )
    )


def _refuse_unasked(desk: Desk, details: Details, others: list[Contact], shared: str | None) -> None:
    """Refuse what somebody else has, unless a decided card says that two may share it.

    Raises:
        AgainstTheRules.
    """
    if others and shared is None:
        name = people.name_of(desk, others[0])
        raise AgainstTheRules(
            f"{name} has {details.shared_with(desk, others[0])} already. Nothing was changed."
        )


def _take_email(desk: Desk, contact: Contact, details: Details, shared: str | None, *, last: bool) -> None:
    rows = people.emails_of(desk, contact.contact_id)
    own = next((row for row in rows if row.address == details.email), None)
    if own is not None:
        if own is not rows[0] and not last:
            own.position = _position(rows, last=False)
        return
    others = people.with_email(desk, details.email)
    _refuse_unasked(desk, details, others, shared)
    desk.session.add(
        Email(
            business_id=desk.business_id,
            email_id=desk.new_id(),
            contact_id=contact.contact_id,
            address=details.email,
            position=_position(rows, last=last),
            shared_approval_id=shared if others else None,
        )
    )


def told_of(desk: Desk, contact: Contact) -> dict[str, str]:
    """Return what a reply about a change tells of a person: name of each value → the value."""
    told = {field.name: field.value for field in Details.of(desk, contact).fields()}
    stage, tags = wording.words(contact.lifecycle_stage), ", ".join(contact.tags)
    return {**told, "Name": people.name_of(desk, contact), "Stage": stage, "Tags": tags}
